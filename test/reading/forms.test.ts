// Whole forms: a made form filled with MNIST's test digits, lying straight and not, with the packaged reading network.
import { readFileSync } from 'node:fs';
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { ShapeError, UsageError } from '../../src/errors.ts';
import { readModel } from '../../src/networks/model.ts';
import { type FormOptions, readForm } from '../../src/reading/forms.ts';
import { Reader } from '../../src/reading/reader.ts';
import { createTemplate, type Template } from '../../src/reading/template.ts';
import {
  drawEmptyForm,
  fields,
  fillForm,
  HEIGHT,
  type Placing,
  placePoint,
  scan,
  WIDTH,
} from './made-form.ts';

let reader: Reader;
let digits: Dataset;
let template: Template;

beforeAll(async () => {
  const model = new URL('../../models/reading.safetensors', import.meta.url);
  reader = await Reader.open(readModel(readFileSync(model), 'reading'));
  digits = await loadMnist('test');
  template = createTemplate(drawEmptyForm(), { fields }, 'made form');
});

/** Fields that are read right, of the twenty of two forms that lie so. */
function rightOf(placing: Placing): number {
  return [1, 2].reduce((sum, seed) => {
    const { page, texts } = fillForm(digits, seed);
    const form = readForm(reader, scan(page, placing), template);
    expect(form.status).toBe('accepted');
    expect(form.fields.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
    return sum + form.fields.filter(({ value }, n) => value === texts[n]).length;
  }, 0);
}

describe('readForm', () => {
  it.each<Placing>([
    {},
    { right: 0.05, down: 0.05 },
    { degrees: 3 },
    { degrees: -3 },
    { scale: 0.9 },
    { scale: 1.1 },
    { degrees: 1.8, scale: 0.96, right: -0.03, down: 0.03 },
  ])('reads the fields of a form that lies so: %j', (placing) => {
    expect(rightOf(placing)).toBeGreaterThanOrEqual(16);
  });

  it('says where fields and digits are on the scan', () => {
    const placing = { degrees: 2, scale: 0.95, right: 0.02 };
    const { page } = fillForm(digits, 1);
    const form = readForm(reader, scan(page, placing), template);
    for (const [n, { corners, digits: found }] of form.fields.entries()) {
      const [left, top, width, height] = fields[n].box;
      const [x, y] = placePoint(left, top, placing);
      expect(Math.abs(corners[0][0] - x)).toBeLessThan(2);
      expect(Math.abs(corners[0][1] - y)).toBeLessThan(2);
      const [centreX, centreY] = placePoint(left + width / 2, top + height / 2, placing);
      for (const { box } of found) {
        expect(Math.abs(box.left + box.width / 2 - centreX)).toBeLessThan(0.55 * width);
        expect(Math.abs(box.top + box.height / 2 - centreY)).toBeLessThan(0.5 * height);
      }
    }
  });

  it('gives the same at another resolution, about', () => {
    const { page, texts } = fillForm(digits, 1);
    const data = Uint8Array.from({ length: 4 * page.data.length }, (_, i) => {
      const [row, column] = [Math.floor(i / (2 * WIDTH)), i % (2 * WIDTH)];
      return page.data[(row >> 1) * WIDTH + (column >> 1)];
    });
    const form = readForm(reader, { width: 2 * WIDTH, height: 2 * HEIGHT, data }, template);
    expect(form.fields.filter(({ value }, n) => value === texts[n]).length).toBeGreaterThanOrEqual(8);
  });

  it('reads a form without print where it lies as the template does', () => {
    const { page, texts } = fillForm(digits, 1);
    const plain = { width: WIDTH, height: HEIGHT, fields };
    const form = readForm(reader, page, plain);
    expect(form).toMatchObject({ status: 'accepted', score: 1 });
    expect(form.fields.filter(({ value }, n) => value === texts[n]).length).toBeGreaterThanOrEqual(8);
    expect(form.fields[0].corners[0]).toEqual(fields[0].box.slice(0, 2));
    const square = { width: 500, height: 500, data: new Uint8Array(250_000).fill(255) };
    expect(() => readForm(reader, square, plain)).toThrow(ShapeError);
    expect(() => readForm(reader, square, plain)).toThrow(
      'a page of 500x500; expected the proportions of the template, 1000x1400',
    );
  });

  it('rejects another page, and a blank one', () => {
    const blank = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(250) };
    const striped = { ...blank, data: blank.data.map((_, i) => (Math.floor(i / WIDTH) % 90 < 4 ? 30 : 250)) };
    for (const page of [blank, striped]) {
      const form = readForm(reader, page, template);
      expect(form).toMatchObject({ status: 'rejected', reason: 'another page', fields: [] });
      expect(form.score).toBeLessThan(0.7);
    }
  });

  it('finds the fields of an empty form blank', () => {
    for (const field of readForm(reader, drawEmptyForm(), template).fields) {
      expect(field).toMatchObject({ status: 'rejected', value: '', digits: [] });
    }
  });

  it('says which fields the scan has not', () => {
    const { page, texts } = fillForm(digits, 1);
    const form = readForm(reader, scan(page, { right: -0.11 }), template);
    for (const [n, { status, reason, value, name }] of form.fields.entries()) {
      if (n % 2 === 0)
        expect({ name, status, reason, value }).toEqual({
          name,
          status: 'rejected',
          reason: 'outside',
          value: '',
        });
    }
    const right = form.fields.filter(({ value }, n) => n % 2 === 1 && value === texts[n]);
    expect(right.length).toBeGreaterThanOrEqual(4);
  });

  it('refuses options that it does not know', () => {
    const { page } = fillForm(digits, 1);
    const options = { maxerror: 0.1 } as FormOptions;
    expect(() => readForm(reader, page, template, options)).toThrow(
      new UsageError("form: options: expected the keys maxError, got 'maxerror'."),
    );
  });

  it('accepts only what is sure enough', () => {
    const { page } = fillForm(digits, 1);
    const accepted = (maxError: number) =>
      readForm(reader, page, template, { maxError }).fields.filter(({ status }) => status === 'accepted')
        .length;
    expect(accepted(1)).toBe(10);
    expect(accepted(0)).toBe(0);
  });
});
