// The house's rules that no compiler knows: which room may import which, no circles, no clock and no chance in the
// library, lengths of files, size of the bundle. Prints every breach; exit 1 if there is one.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Lower rooms first; a file may import its own room and what its row names. Ground may be imported by all. */
const ROOMS = {
  kernels: [],
  layers: ['kernels'],
  formats: [],
  networks: ['kernels', 'layers', 'formats'],
  vision: ['kernels'],
  data: ['formats', 'vision'],
  baselines: ['kernels', 'data'],
  training: ['kernels', 'formats', 'networks', 'data'],
  reading: ['networks', 'vision', 'data'],
  exchange: ['formats', 'networks'],
};
/** What package.json exports: they may import all rooms, and shells may import them. */
const FACES = ['index.ts', 'exchange.ts'];
const FORBIDDEN =
  /\b(Math\.(random|tanh|exp|pow|log|sin|cos|tan|atan2?|sinh|cosh|expm1|log1p|log2|log10|cbrt|hypot)|Date\.now|new Date|performance\.now|process\.env)\b/;
const LONGEST_FILE = 300;
/**
 * 30 KiB; 4 for cleaning as of lines: without it hardly a digit on ruled or squared paper is recognised, with it nearly
 * all; and 2 for the SIMD arithmetic over pixels: what is found in a picture is found sooner on every page and in Node.
 */
const BUNDLE_BYTES = 36 * 1024;
const PAGE_BYTES = 300_000;

/** Files allowed to be longer, each with its reason. */
const LONG_FILES = {};

const breaches = [];
const report = (file, what) => breaches.push(`${relative(root, file)}: ${what}`);

/** TypeScript files; AssemblyScript ones only where asked for. */
function filesBelow(folder, withAssembly = false) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const isLeftOut = entry.name === 'node_modules' || (entry.name === 'assembly' && !withAssembly);
    if (entry.isDirectory()) return isLeftOut ? [] : filesBelow(path, withAssembly);
    return /\.tsx?$/.test(path) && !path.endsWith('.d.ts') ? [path] : [];
  });
}

const roomOf = (file) => {
  const parts = relative(join(root, 'src'), file).split(sep);
  return parts.length > 1 ? parts[0] : FACES.includes(parts[0]) ? 'face' : 'ground';
};

const importsOf = (text) => [...text.matchAll(/(?:from|import)\s+'(\.[^']+)'/g)].map((match) => match[1]);

function checkLibrary() {
  const graph = new Map();
  for (const file of filesBelow(join(root, 'src'))) {
    const text = readFileSync(file, 'utf8');
    const targets = importsOf(text).map((path) => resolve(dirname(file), path));
    graph.set(file, targets);
    const room = roomOf(file);
    for (const target of targets) {
      const other = roomOf(target);
      const isAllowed =
        room === 'face' || other === room || other === 'ground' || ROOMS[room]?.includes(other);
      if (!isAllowed)
        report(file, `imports ${relative(root, target)}; ${room} may import ${ROOMS[room] ?? 'nothing'}`);
    }
    checkWords(file, text);
  }
  findCircles(graph);
}

function checkWords(file, text) {
  for (const [n, line] of text.split('\n').entries()) {
    const code = line.replace(/\/\/.*|^\s*\*.*/, '');
    const match = FORBIDDEN.exec(code);
    if (match) report(file, `line ${n + 1}: ${match[0]} (differs between machines or runs)`);
  }
}

function findCircles(graph) {
  const done = new Set();
  const visit = (file, path) => {
    if (path.includes(file))
      return report(file, `circle: ${[...path, file].map((f) => relative(root, f)).join(' -> ')}`);
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
}

function checkShell(folder) {
  for (const file of filesBelow(join(root, folder))) {
    for (const path of importsOf(readFileSync(file, 'utf8'))) {
      const target = resolve(dirname(file), path);
      const inside = !relative(join(root, folder), target).startsWith('..');
      if (!inside && !FACES.some((face) => target === join(root, 'src', face)))
        report(
          file,
          `imports ${path}; a shell sees only ${FACES.map((face) => `src/${face}`).join(' and ')}`,
        );
    }
  }
}

function checkLengths() {
  for (const folder of ['src', 'node', 'web']) {
    for (const file of filesBelow(join(root, folder), true)) {
      if (/\bsimd[\\/](\w+-)?module\.ts$/.test(file)) continue;
      const lines = readFileSync(file, 'utf8').split('\n').length;
      if (lines > LONGEST_FILE && !LONG_FILES[relative(root, file)])
        report(file, `${lines} lines; at most ${LONGEST_FILE}`);
    }
  }
}

/** The playground as it opens: the page, what it refers to, what that imports, and the first model. */
function checkPage() {
  const page = join(root, 'dist/web');
  const files = [join(page, 'index.html'), join(page, 'models/characters.safetensors')];
  // A chunk that is imported later, and a worker, are not of the first view.
  const asset = /(?:\b(?:src|href)=|\bfrom|\bimport)\s*"([^"]+\.(?:js|css))"/g;
  for (const file of files) {
    if (file.endsWith('.safetensors')) continue;
    for (const [, path] of readFileSync(file, 'utf8').matchAll(asset)) {
      const target = resolve(dirname(file), path);
      if (!files.includes(target)) files.push(target);
    }
  }
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  if (bytes > PAGE_BYTES) report(page, `${bytes} bytes gzip; at most ${PAGE_BYTES}`);
  return bytes;
}

/** The example page: recognising without weights. */
async function checkBundle() {
  const entry = join(root, 'examples/page/page.js');
  const result = await build({
    root,
    logLevel: 'silent',
    configFile: false,
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'], fileName: 'page' } },
  });
  const { code } = [result].flat()[0].output[0];
  const bytes = gzipSync(code, { level: 9 }).length;
  if (bytes > BUNDLE_BYTES)
    report(join(root, 'src/index.ts'), `bundle of ${bytes} bytes gzip; at most ${BUNDLE_BYTES}`);
  if (/\bimport\b[^;(]*\bfrom\b/.test(code))
    report(join(root, 'src/index.ts'), 'the bundle imports something');
  return bytes;
}

checkLibrary();
for (const folder of ['node', 'web']) checkShell(folder);
checkLengths();
if (statSync(join(root, 'dist/src/index.js'), { throwIfNoEntry: false })) {
  console.log(`bundle for recognising: ${await checkBundle()} bytes gzip, at most ${BUNDLE_BYTES}`);
}
if (statSync(join(root, 'dist/web/index.html'), { throwIfNoEntry: false })) {
  console.log(`page with its first model: ${checkPage()} bytes gzip, at most ${PAGE_BYTES}`);
}
for (const breach of breaches) console.error(breach);
console.log(`${breaches.length} breaches of the house's rules`);
process.exitCode = breaches.length > 0 ? 1 : 0;
