// One line about where the page runs: threads, and whether it opens offline.
import { useLanguage } from '../language.tsx';
import { type Hosting, useHosting } from './hosting.ts';

const OFFLINE: Readonly<Record<Hosting['offline'], string>> = {
  saving: 'Saving for offline use',
  ready: 'Ready offline',
  insecure: 'Not kept for offline use: that needs https',
  failed: 'Not kept for offline use',
};

export function HostingLine() {
  const { say } = useLanguage();
  const { threads, offline, canIsolate } = useHosting();
  return (
    <footer class="quiet hosting">
      <span id="page-threads">
        {threads === 1 ? say('One thread') : say('{threads} threads', { threads })}
      </span>
      {canIsolate && (
        <button type="button" id="isolate" onClick={() => location.reload()}>
          {say('Reload for more threads')}
        </button>
      )}
      <span id="offline" data-state={offline}>
        {say(OFFLINE[offline])}
      </span>
    </footer>
  );
}
