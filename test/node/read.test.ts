// `lenet5 read` as a process, on pictures of MNIST's test digits, with the packaged reading network.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodePicture, encodePng, openReader, readFile, UsageError } from 'lenet5/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawNumber } from './made-number.ts';

const cli = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/lib/cli.js');
const execute = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-read-'));
  writeFileSync(join(folder, 'number.png'), encodePng(await drawNumber()));
  writeFileSync(
    join(folder, 'blank.png'),
    encodePng({ width: 60, height: 30, data: new Uint8Array(1800).fill(255) }),
  );
  writeFileSync(join(folder, 'text.png'), 'no picture');
});

afterAll(() => rmSync(folder, { recursive: true }));

const read = (...words: string[]) => execute(process.execPath, [cli, 'read', ...words], { cwd: folder });

describe('read', () => {
  it('prints the number, and draws what was found', async () => {
    const { stdout } = await read('--annotate', 'seen.png', 'number.png');
    expect(stdout).toMatch(/^number\.png: .*72104/);
    const seen = decodePicture(readFileSync(join(folder, 'seen.png')), 'seen.png');
    expect(seen.width).toBe(280);
    expect(seen.height).toBeGreaterThan(56);
    const coloured = Array.from(
      { length: seen.data.length / 3 },
      (_, i) => seen.data[3 * i] !== seen.data[3 * i + 1],
    );
    expect(coloured.filter(Boolean).length).toBeGreaterThan(200);
  });

  it('reads two lines as one answer, and draws the digits of each above it', async () => {
    const { width, height, data } = await drawNumber();
    const both = { width, height: 2 * height, data: Uint8Array.from([...data, ...data]) };
    writeFileSync(join(folder, 'lines.png'), encodePng(both));
    const { stdout } = await read('--annotate', 'lines-seen.png', 'lines.png');
    expect(stdout).toMatch(/^lines\.png: .*7210472104 \(72104 72104\), /);
    const { digits } = JSON.parse((await read('--json', 'lines.png')).stdout);
    const seen = decodePicture(readFileSync(join(folder, 'lines-seen.png')), 'lines-seen.png');
    const margin = seen.height - both.height;
    for (const { box } of digits.slice(5)) {
      let coloured = 0;
      for (let row = margin + box.top - 12; row < margin + box.top - 4; row++) {
        for (let column = 0; column < 9; column++) {
          const pixel = 3 * (row * seen.width + Math.round(box.left + box.width / 2) - 4 + column);
          if (seen.data[pixel] !== seen.data[pixel + 1]) coloured++;
        }
      }
      // More than a frame's side.
      expect(coloured).toBeGreaterThan(10);
    }
  });

  it('says that a number is struck out', async () => {
    const { width, height, data } = await drawNumber();
    const struck = data.slice();
    const middle = height >> 1;
    for (let row = middle - 1; row < middle + 2; row++)
      struck.fill(Math.min(...data), row * width + 20, (row + 1) * width - 20);
    writeFileSync(join(folder, 'struck.png'), encodePng({ width, height, data: struck }));
    const { stdout } = await read('--max-error', '1', 'struck.png');
    expect(stdout).toMatch(/^struck\.png: rejected, struck out: \d+/);
  });

  it('says that there are several lines where the field has but one', async () => {
    const { width, height, data } = await drawNumber();
    const twice = Buffer.concat([data, data]);
    writeFileSync(join(folder, 'twice.png'), encodePng({ width, height: 2 * height, data: twice }));
    const { stdout } = await read('--field', 'amount', 'twice.png');
    expect(stdout).toMatch(/^twice\.png: rejected, several lines: the field has but one/);
  });

  it('never draws over a file that it reads', async () => {
    const before = readFileSync(join(folder, 'number.png'));
    symlinkSync('number.png', join(folder, 'link.png'));
    for (const annotated of ['number.png', 'link.png', `../${basename(folder)}/number.png`]) {
      await expect(read('--annotate', annotated, 'number.png')).rejects.toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('--annotate: expected another file than those that are read'),
      });
    }
    expect(readFileSync(join(folder, 'number.png'))).toEqual(before);
  });

  it('prints JSON with everything, one line for each file', async () => {
    const { stdout } = await read('--json', '--field', '5', 'number.png', 'blank.png');
    const [number, blank] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(Object.keys(number)).toEqual([
      'file',
      'text',
      'value',
      'confidence',
      'status',
      'reason',
      'alternatives',
      'digits',
    ]);
    expect(number).toMatchObject({ file: 'number.png', value: '72104' });
    expect(number.digits).toHaveLength(5);
    expect(blank).toMatchObject({ status: 'rejected', reason: 'blank', value: '', digits: [] });
  });

  it('refuses a network that reads no pieces of numbers', async () => {
    const model = join(dirname(dirname(dirname(cli))), 'models/lenet5-best.safetensors');
    const failed = await read('--model', model, 'number.png').catch((error) => error);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toBe('');
    expect(failed.stderr).toContain(
      "lenet5: reader: 'lenet5-best' has 10 outputs for 32x32 pixels; expected 14",
    );
  });

  it('says which fields there are, and that a path is missing', async () => {
    const failed = await read('--field', 'amout', 'number.png').catch((error) => error);
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/^lenet5: field: expected digits, amount, .*, got "amout"\.$/m);
    await expect(readFile(await openReader(), undefined as unknown as string)).rejects.toThrow(
      new UsageError('picture: expected the path of a file, got nothing.'),
    );
  });

  it('goes on after a file that is no picture, and says so', async () => {
    const failed = await read('text.png', 'number.png').catch((error) => error);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('text.png: not a picture that is read');
    expect(failed.stdout).toMatch(/^number\.png: /);
  });
});
