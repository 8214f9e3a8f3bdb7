// What MNIST's digits weigh, and whether training on them works without a network.
import { weighDigits } from '../digits.ts';
import { formatBytes } from '../format.ts';
import { serviceWorkers } from '../hosting/hosting.ts';
import { useLanguage } from '../language.tsx';
import { useLoaded } from '../loaded.ts';

const KEPT = 'MNIST digits{size}: kept by this browser, training works offline.';
const TO_KEEP = 'MNIST digits{size}: loaded when training starts, and kept for training offline.';
const TO_LOAD = 'MNIST digits{size}: loaded when training starts.';

/** `areLoaded`: by a run. */
export function Stock({ areLoaded }: { areLoaded: boolean }) {
  const { say } = useLanguage();
  const { value } = useLoaded(() => weighDigits(document.baseURI), areLoaded);
  if (!value) return null;
  const size = value.bytes > 0 ? ` (${formatBytes(value.bytes)})` : '';
  const canKeep = Boolean(serviceWorkers()?.controller);
  return (
    <p class="quiet" id="stock" data-kept={value.isKept}>
      {value.isKept
        ? say(KEPT, { size })
        : canKeep && !areLoaded
          ? say(TO_KEEP, { size })
          : say(TO_LOAD, { size })}
    </p>
  );
}
