// Builds the page's service worker for a folder that has the page already: its script ends up beside index.html, with
// the list of all that it keeps. Another version of any of these makes another script, which is how browsers find out.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const entry = fileURLToPath(new URL('../web/service-worker/worker.ts', import.meta.url));

const hash = (bytes, encoding) => createHash('sha256').update(bytes).digest(encoding);

/** What stands after the address of a file whose name says nothing of its content. */
export const versionOf = (file) => hash(readFileSync(file), 'hex').slice(0, 8);

/** What is kept beside the page, in folders or not. */
const KEPT = /^(index\.html|icon\.svg|manifest\.webmanifest|(assets|models)\/[^/]+)$/;

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => KEPT.test(path))
    .sort()
    .map((path) => {
      const file = join(folder, path);
      const address =
        path === 'index.html' ? '' : path.startsWith('models/') ? `${path}?${versionOf(file)}` : path;
      return [address, `sha256-${hash(readFileSync(file), 'base64')}`];
    });
}

export async function buildServiceWorker(folder) {
  await build({
    ...{ configFile: false, logLevel: 'warn', publicDir: false },
    define: { FILES: JSON.stringify(listFiles(folder)) },
    build: {
      ...{ outDir: folder, emptyOutDir: false, target: 'es2022' },
      lib: { entry, formats: ['es'], fileName: () => 'service-worker.js' },
    },
  });
}
