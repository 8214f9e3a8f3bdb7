// The page's service worker: keeps the page, so that it opens without a network, and isolates it where the host does not,
// so that it may share memory between threads. It answers for the page's own files alone, whatever else lies beside them.
// The page itself is asked of the network first: a new version shows at once. All other files have their content's hash
// in the name or after it, so what is kept is right.

declare const self: ServiceWorkerGlobalScope;

/** Paths beside the page, '' for the page, with the integrity of what lies there. Written by the build. */
declare const FILES: readonly (readonly [path: string, integrity: string])[];

const files = new Map(FILES);

const { scope } = self.registration;
const openCache = () => caches.open(`lenet5 at ${scope}`);

/** By their hash: whoever has them has them for good. */
const HASHED = /^(assets|models)\//;

/** Large, and not everybody's: kept once they were asked for. */
const OPTIONAL = /^digits\//;

/** Milliseconds that the network has to begin its answer, where one is kept. */
const PATIENCE = 4000;

async function keepFiles(): Promise<void> {
  const cache = await openCache();
  const missing: Request[] = [];
  for (const [path, integrity] of files) {
    const request = new Request(scope + path, { integrity, cache: 'no-cache' });
    if (!HASHED.test(path) || !(await cache.match(request))) missing.push(request);
  }
  await cache.addAll(missing);
}

/** Removes files of versions before, unless a page of such a version may still be open. */
async function removeOld(): Promise<void> {
  if ((await self.clients.matchAll({ includeUncontrolled: true })).length > 1) return;
  const cache = await openCache();
  for (const request of await cache.keys()) {
    const path = request.url.slice(scope.length);
    if (HASHED.test(path) && !files.has(path)) await cache.delete(request);
  }
}

/** The path of one of our files, as it is kept; undefined for any other. */
function pathOf({ url, method, mode }: Request): string | undefined {
  const [address] = url.split('#');
  if (method !== 'GET' || !address.startsWith(scope)) return undefined;
  const path = address.slice(scope.length);
  if (mode === 'navigate') return /^(index\.html)?(\?|$)/.test(path) ? '' : undefined;
  return files.has(path) || HASHED.test(path) || OPTIONAL.test(path) ? path : undefined;
}

/** From the network; the body may take its time. */
async function ask(request: Request, isKept: boolean): Promise<Response> {
  const patience = new AbortController();
  const timer = isKept ? setTimeout(() => patience.abort(), PATIENCE) : undefined;
  try {
    return await fetch(request, { signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await openCache();
  const kept = await cache.match(scope + path, { ignoreVary: true });
  if (kept && HASHED.test(path)) return kept;
  try {
    const response = await ask(request, kept !== undefined);
    // Where there is no room they are not kept.
    if (OPTIONAL.test(path) && response.status === 200)
      await cache.put(scope + path, response.clone()).catch(() => undefined);
    return kept && response.status >= 500 ? kept : response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** With the headers that let a page share memory between threads. */
function isolate(response: Response): Response {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

self.addEventListener('install', (event) => {
  void self.skipWaiting();
  event.waitUntil(keepFiles());
});
// A page that is open is taken over, so that the digits that it asks for are kept from the first visit on.
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([removeOld(), self.clients.claim()])),
);
self.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path !== undefined) event.respondWith(answer(event.request, path).then(isolate));
});

// So that this file is a module, and its names its own.
export type {};
