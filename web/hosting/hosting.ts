// What the host and the browser let the page do: share memory between threads, open again without a network.
import { useEffect, useState } from 'preact/hooks';
import { openRecognizer } from '../models.ts';

export interface Hosting {
  /** That may share memory; 1: none but the page's own. */
  readonly threads: number;
  /** Whether the service worker is there to isolate the page, once it is loaded again. */
  readonly canIsolate: boolean;
  readonly offline: 'saving' | 'ready' | 'insecure' | 'failed';
}

/** Where the browser has them: not on plain http, in some private windows, or inside another site's frame. */
export function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

/** Ends well when a version of the page is kept; which is so after the first visit. */
async function keepPage(workers: ServiceWorkerContainer): Promise<void> {
  const registration = await workers.register(new URL('service-worker.js', document.baseURI));
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker || registration.active) return;
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('not all files could be had'));
    });
  });
}

const threads = globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;

/** Not so on the first visit, though its service worker takes over soon. */
const cameKept = Boolean(serviceWorkers()?.controller);

/** Starts keeping the page when it can answer: until then its files would share the line with those of the next visit. */
export function useHosting(): Hosting {
  const [offline, setOffline] = useState<Hosting['offline']>('saving');
  useEffect(() => {
    const workers = serviceWorkers();
    if (!workers) return setOffline(isSecureContext ? 'failed' : 'insecure');
    void openRecognizer()
      .catch(() => undefined)
      .then(() => keepPage(workers))
      .then(
        () => setOffline('ready'),
        () => setOffline('failed'),
      );
  }, []);
  const canIsolate = offline === 'ready' && !cameKept && !globalThis.crossOriginIsolated;
  return { threads, offline, canIsolate };
}
