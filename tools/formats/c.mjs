// Exported C headers under gcc: compiled with every warning an error, sizes of what a microcontroller would hold.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertFile } from '../../dist/node/index.js';
import { checkRounding, compare, root } from './comparison.mjs';

const STRICT = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic'];

function run(program, words, options = {}) {
  const result = spawnSync(program, words, { maxBuffer: 1 << 28, ...options });
  if (result.status !== 0) throw new Error(`${program}: ${result.error ?? result.stderr}`);
  return result;
}

/** Rows for the table; [] with a message where gcc is absent. */
export async function measureC(subjects, set) {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    console.error('c: gcc is not installed; left out');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-c-'));
  try {
    const rows = [];
    for (const subject of subjects)
      for (const int8 of [false, true]) rows.push(await measureHeader(folder, subject, int8, set));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureHeader(folder, subject, int8, set) {
  const header = join(folder, `${subject.name}${int8 ? '-int8' : ''}.h`);
  await convertFile(subject.path, header, { int8 });
  const name = subject.name.replaceAll('-', '_');
  const defines = [`-DHEADER="${header}"`, `-DNAME=${name}`, `-DCLASSES=${subject.classes}`, '-DPICTURE=784'];
  const source = join(root, 'tools/formats/run-header.c');
  const program = join(folder, 'run');
  run('gcc', [...STRICT, '-O2', ...defines, source, '-lm', '-o', program]);
  const { stdout, stderr } = run(program, [], { input: set.images });
  const { outputs, digits } = parse(stdout, subject.classes, set.count);
  const result = compare(subject, outputs, set.labels);
  if (int8) await checkRounding(subject, outputs, set);
  const errors = set.labels.reduce((sum, label, p) => sum + Number(digits[p] !== label), 0);
  if (errors !== result.errors) throw new Error(`${header}: digits and outputs disagree`);
  return {
    ...{ model: subject.name, format: `C header${int8 ? ' int8' : ''}`, bytes: sizeOf(folder, header, name) },
    ...{ by: 'gcc -O2', microseconds: Number(stderr), ...result },
  };
}

function parse(bytes, classes, count) {
  const outputs = new Float32Array(count * classes);
  const digits = new Uint8Array(count);
  const record = 4 * classes + 1;
  if (bytes.length !== count * record) throw new Error(`c: ${bytes.length} bytes of answers`);
  for (let p = 0; p < count; p++) {
    for (let m = 0; m < classes; m++) outputs[p * classes + m] = bytes.readFloatLE(p * record + 4 * m);
    digits[p] = bytes[p * record + 4 * classes];
  }
  return { outputs, digits };
}

/** Code and constants, compiled for size; without the buffers of a pass, which the caller owns. */
function sizeOf(folder, header, name) {
  const object = join(folder, 'size.o');
  const text = `#include "${header}"\nint digit(const uint8_t *ink, ${name}_workspace *w) { return ${name}_recognize(ink, w, 0); }\n`;
  run('gcc', [...STRICT, '-Os', '-x', 'c', '-c', '-', '-o', object], { input: text });
  const numbers = run('size', [object]).stdout.toString().split('\n')[1].trim().split(/\s+/).map(Number);
  return numbers[0] + numbers[1];
}
