// Templates of forms: what is accepted, what is refused and how that is said, and what the page looks like in one.
import { describe, expect, it } from 'vitest';
import { FormatError, UsageError } from '../../src/errors.ts';
import { createTemplate, openPrint, readTemplate } from '../../src/reading/template.ts';
import { drawEmptyForm, fields, HEIGHT, WIDTH } from './made-form.ts';

const zip = { name: 'zip', box: [10, 20, 100, 30], field: 'zip' };
const template = { width: 400, height: 300, fields: [zip] };

describe('readTemplate', () => {
  it('takes a template without print, and fields without a kind', () => {
    expect(readTemplate(template, 't')).toEqual(template);
    const { field: _, ...plain } = zip;
    expect(readTemplate({ ...template, fields: [plain] }, 't').fields).toEqual([plain]);
  });

  it('takes what it made, as JSON', () => {
    const made = createTemplate(drawEmptyForm(), { fields }, 'fields.json');
    expect(made).toMatchObject({ width: WIDTH, height: HEIGHT, fields });
    expect(readTemplate(JSON.parse(JSON.stringify(made)), 'form.json')).toEqual(made);
  });

  const withField = (changes: object) => ({ ...template, fields: [{ ...zip, ...changes }] });
  const print = { side: 10, rows: Array(30).fill('0'.repeat(40)) };

  it.each<[unknown, string]>([
    [null, 't: expected an object with width, height, print, fields, got null.'],
    [[], 't: expected an object with width, height, print, fields, got [].'],
    [{ ...template, width: 0 }, 't: width: expected a whole number in 1..100000, got 0.'],
    [{ ...template, height: '300' }, 't: height: expected a whole number in 1..100000, got "300".'],
    [{ ...template, heigth: 300 }, "t: expected the keys width, height, print, fields, got 'heigth'."],
    [{ ...template, fields: [] }, 't: fields: expected a list of 1..10000, got 0.'],
    [{ ...template, fields: undefined }, 't: fields: expected a list of 1..10000, got nothing.'],
    [{ ...template, fields: [zip, zip] }, "t: field 'zip': expected another name, got it twice."],
    [{ ...template, fields: [zip, 5] }, 't: field 2: expected an object with name, box, field, got 5.'],
    [withField({ name: '' }), 't: field 1: name: expected a text, got "".'],
    [withField({ box: [1, 2, 3] }), "t: field 'zip': box: expected [left, top, width, height], got [1,2,3]."],
    [
      withField({ box: [1, 2, 30, null] }),
      "t: field 'zip': box: expected [left, top, width, height], got [1,2,30,null].",
    ],
    [
      withField({ box: [1, 2, 30, 5] }),
      "t: field 'zip': box: expected at least 8 pixels each way, got [1,2,30,5].",
    ],
    [
      withField({ box: [350, 20, 100, 30] }),
      "t: field 'zip': box: expected [left, top, width, height] inside the page of 400x300, got [350,20,100,30].",
    ],
    [
      withField({ box: [-1, 20, 100, 30] }),
      "t: field 'zip': box: expected [left, top, width, height] inside the page",
    ],
    [withField({ field: 'postcode' }), "t: field 'zip': field: expected digits, amount, zip, date, phone"],
    [
      withField({ field: { length: 0 } }),
      "t: field 'zip': field: length: expected a whole number in 1..100, got 0.",
    ],
    [
      withField({ field: { cells: 5000 } }),
      "t: field 'zip': field: cells: expected a whole number in 2..100, got 5000.",
    ],
    [
      withField({ field: { check: 'crc' } }),
      "t: field 'zip': field: check: expected luhn, isbn10, isbn13, mod97",
    ],
    [
      withField({ field: { values: [] } }),
      "t: field 'zip': field: values: expected a list of texts of digits",
    ],
    [withField({ kind: 'zip' }), "t: field 1: expected the keys name, box, field, got 'kind'."],
    [{ ...template, print: 5 }, 't: print: expected an object with side, rows, got 5.'],
    [{ ...template, print: { ...print, side: 1e-9 } }, 't: print: side: expected 0.4..25 pixels, got 1e-9.'],
    [
      { ...template, print: { ...print, rows: ['0'] } },
      "t: print: rows: expected 30 texts of 40 characters 0..9, a..f or '.'.",
    ],
    [
      { ...template, print: { ...print, rows: Array(30).fill('x'.repeat(40)) } },
      't: print: rows: expected 30 texts',
    ],
  ])('refuses %j', (value, message) => {
    expect(() => readTemplate(value, 't')).toThrow(FormatError);
    expect(() => readTemplate(value, 't')).toThrow(message);
  });
});

describe('createTemplate', () => {
  it('keeps print and leaves out what stands in the fields', () => {
    const { print } = createTemplate(drawEmptyForm(), { fields }, 'f');
    if (!print) throw new Error('no print');
    const { side, rows } = print;
    const signAt = (x: number, y: number) => rows[Math.floor(y / side)][Math.floor(x / side)];
    expect([rows.length, rows[0].length]).toEqual([200, Math.ceil(WIDTH / side)]);
    for (const { box } of fields) {
      const [left, top, width, height] = box;
      expect(signAt(left + width / 2, top + height / 2)).toBe('.');
      expect(Number.parseInt(signAt(left + width / 2, top), 16)).toBeGreaterThan(4);
      expect(signAt(left + width / 2, top + height + 30)).toBe('0');
    }
    const { weights, data, columns } = openPrint(print);
    expect(weights.filter((weight) => weight === 0).length).toBe(
      [...rows.join('')].filter((sign) => sign === '.').length,
    );
    expect(data.length).toBe(columns * 200);
    expect(Math.max(...data)).toBe(15);
  });

  it('gives the same for the same page in colour', () => {
    const grey = drawEmptyForm();
    const data = Uint8Array.from({ length: 3 * grey.data.length }, (_, i) => grey.data[Math.floor(i / 3)]);
    expect(createTemplate({ ...grey, data }, { fields }, 'f')).toEqual(createTemplate(grey, { fields }, 'f'));
  });

  it('refuses a blank page, and fields of a page of another size', () => {
    const blank = { width: 100, height: 100, data: new Uint8Array(10_000).fill(255) };
    const one = { name: 'one', box: [10, 10, 20, 20] };
    expect(() => createTemplate(blank, { fields: [one] }, 'f')).toThrow(UsageError);
    expect(() => createTemplate(blank, { fields: [one] }, 'f')).toThrow('the page is blank');
    expect(() => createTemplate(blank, { width: 200, fields: [one] }, 'f')).toThrow(
      "f: expected the page's size, 100x100, got 200x100.",
    );
    expect(() => createTemplate(blank, { fields }, 'f')).toThrow(/f: field 'field 0': box: expected/);
  });
});
