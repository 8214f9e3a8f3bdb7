// Bundles a page with vite, as a user would: `lenet5` is found by the package's own name.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles the page `root`/index.html into the folder `target`, for any sub-path. */
export async function bundlePage(root: string, target: string): Promise<void> {
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: target, emptyOutDir: true, target: 'es2022' },
  });
}
