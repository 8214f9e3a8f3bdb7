// `lenet5 template` and `lenet5 read --template` as processes, on a made form of MNIST's test digits.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodePicture, encodePng, loadMnist, loadTemplate } from 'lenet5/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawEmptyForm, fields, fillForm, HEIGHT, scan, WIDTH } from '../reading/made-form.ts';

const cli = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/lib/cli.js');
const execute = promisify(execFile);

let folder: string;
let texts: string[];

const lenet5 = (...words: string[]) => execute(process.execPath, [cli, ...words], { cwd: folder });
const failure = async (...words: string[]) => {
  const { code, stderr } = await lenet5(...words).catch((error) => error);
  return { code, stderr };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-template-'));
  const filled = fillForm(await loadMnist('test'), 5);
  texts = filled.texts;
  writeFileSync(join(folder, 'empty.png'), encodePng(drawEmptyForm()));
  writeFileSync(
    join(folder, 'scan.png'),
    encodePng(scan(filled.page, { degrees: 2, scale: 0.97, right: 0.03 })),
  );
  const blank = { width: 500, height: 700, data: new Uint8Array(350_000).fill(255) };
  writeFileSync(join(folder, 'other.png'), encodePng(blank));
  writeFileSync(join(folder, 'fields.json'), JSON.stringify({ fields }));
  await lenet5('template', 'empty.png', 'fields.json', '--out', 'form.json');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('template', () => {
  it('writes a template, and says what is in it', async () => {
    const { stdout } = await lenet5('template', 'empty.png', 'fields.json');
    expect(stdout).toBe(
      'out/template.json: 10 fields on 1000x1400 pixels. Next: lenet5 read --template out/template.json SCAN\n',
    );
    const template = await loadTemplate(join(folder, 'form.json'));
    expect(template).toMatchObject({ width: WIDTH, height: HEIGHT, fields });
    expect(await loadTemplate(join(folder, 'out/template.json'))).toEqual(template);
    const json = await lenet5('template', 'empty.png', 'fields.json', '--json', '--out', 'again.json');
    expect(JSON.parse(json.stdout)).toEqual({ out: 'again.json', fields: 10, width: WIDTH, height: HEIGHT });
    expect(readFileSync(join(folder, 'again.json'))).toEqual(readFileSync(join(folder, 'form.json')));
  });

  it.each([
    ['{"fields": [', 'wrong.json: no JSON: '],
    ['{"fields": []}', 'wrong.json: fields: expected a list of 1..10000, got 0.'],
    [
      '{"fields": [{"name": "a", "box": [900, 0, 200, 50]}]}',
      "wrong.json: field 'a': box: expected [left, top, width, height] inside the page of 1000x1400, got [900,0,200,50].",
    ],
    [
      '{"fields": [{"name": "a", "box": [0, 0, 200, 50], "field": {"check": "crc"}}]}',
      'wrong.json: field \'a\': field: check: expected luhn, isbn10, isbn13, mod97, got "crc".',
    ],
  ])('refuses %s and writes nothing', async (text, message) => {
    writeFileSync(join(folder, 'wrong.json'), text);
    const { code, stderr } = await failure('template', 'empty.png', 'wrong.json', '--out', 'never.json');
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).not.toContain('never.json');
  });
});

describe('template, read and their inputs', () => {
  it('never writes over one of them', async () => {
    for (const out of ['empty.png', 'fields.json']) {
      const before = readFileSync(join(folder, out));
      const { code, stderr } = await failure('template', 'empty.png', 'fields.json', '--out', out);
      expect(stderr).toBe(
        `lenet5: --out: expected another file than those that are read, got ${out}, which would be lost. Name another.\n`,
      );
      expect(code).toBe(2);
      expect(readFileSync(join(folder, out))).toEqual(before);
    }
  });
});

describe.concurrent('read --template', () => {
  it('prints every field of a scan that lies badly', async () => {
    const { stdout } = await lenet5('read', '--template', 'form.json', 'scan.png');
    const [head, ...lines] = stdout.trim().split('\n');
    expect(head).toMatch(/^scan\.png: 10 fields, print agrees to 0\.\d\d$/);
    const right = lines.filter((line, n) => line.startsWith(`  field ${n}: `) && line.includes(texts[n]));
    expect(right.length).toBeGreaterThanOrEqual(8);
  });

  it('prints JSON, goes on after a page of another form, and draws what was found', async () => {
    const { stdout } = await lenet5('read', '--json', '--template', 'form.json', 'other.png', 'scan.png');
    const [other, form] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(other).toEqual({
      file: 'other.png',
      status: 'rejected',
      reason: 'another page',
      score: 0,
      fields: [],
    });
    expect(Object.keys(form)).toEqual(['file', 'status', 'reason', 'score', 'fields']);
    expect(form).toMatchObject({ file: 'scan.png', status: 'accepted', reason: null });
    expect(Object.keys(form.fields[0])).toEqual([
      ...['name', 'text', 'value', 'confidence', 'status', 'reason', 'alternatives', 'digits', 'corners'],
    ]);
    await lenet5('read', '--template', 'form.json', '--annotate', 'seen.png', 'scan.png');
    const seen = decodePicture(readFileSync(join(folder, 'seen.png')), 'seen.png');
    expect([seen.width, seen.height]).toEqual([WIDTH, HEIGHT]);
    const pixelAt = (x: number, y: number) => [
      ...seen.data.subarray(3 * (y * WIDTH + x), 3 * (y * WIDTH + x) + 3),
    ];
    const [[x, y]] = form.fields[3].corners;
    expect(pixelAt(Math.round(x), Math.round(y))).toEqual([40, 90, 220]);
  });

  it('refuses what does not go together, and files that are no templates', async () => {
    const both = await failure('read', '--template', 'form.json', '--field', 'zip', 'scan.png');
    expect(both).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'--template <file.json>' cannot be used with"),
    });
    const none = await failure('read', '--template', 'scan.png', 'scan.png');
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('scan.png: no JSON') });
    const absent = await failure('read', '--template', 'nowhere.json', 'scan.png');
    expect(absent.code).toBe(2);
  });
});

describe.concurrent('read', () => {
  it.each([
    [['--check', 'crc'], 'lenet5: field: check: expected luhn, isbn10, isbn13, mod97, got "crc".'],
    [['--field', '{"length": 5'], 'lenet5: --field: expected JSON such as {"length":5}, got {"length": 5: '],
    [
      ['--field', '{"lenght": 5}'],
      "lenet5: field: expected the keys kind, length, pattern, values, order, check, cells, optional, got 'lenght'.",
    ],
    [
      ['--field', '-1'],
      'lenet5: --field: expected how many digits, 1..100 or a range such as 3..6, got -1. Where that very text stands, give {"values":["-1"]}.',
    ],
    [
      ['--field', '1.5'],
      'lenet5: --field: expected how many digits, 1..100 or a range such as 3..6, got 1.5.',
    ],
    [
      ['--field', '3..'],
      'lenet5: --field: expected how many digits, 1..100 or a range such as 3..6, got 3...',
    ],
    [['--field', '0'], 'lenet5: field: length: expected a whole number in 1..100, got 0.'],
    [
      ['--field', '9', '--check', 'isbn10'],
      "lenet5: field: nothing that it allows passes the check 'isbn10'.",
    ],
    [['--cells', '1000000'], 'lenet5: --cells: expected a whole number in 2..100, got 1000000.'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await failure('read', ...words, 'scan.png');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('takes check and cells beside a field', async () => {
    const { stdout } = await lenet5(
      'read',
      '--json',
      '--field',
      '3..5',
      '--check',
      'luhn',
      '--cells',
      '4',
      'empty.png',
    );
    expect(JSON.parse(stdout).status).toBe('rejected');
  });
});
