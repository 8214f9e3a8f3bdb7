// How a number was read: the graph and the line of a drawn 107, against the reading itself.
import { type Reader, SYMBOL_TEXT } from 'lenet5';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Picture } from '../../src/vision/picture.ts';
import { openPackagedReader } from './packaged-reader.ts';

let reader: Reader;

beforeAll(async () => {
  reader = await openPackagedReader();
});

/** Black lines from x, y to x, y on a white sheet. */
function sheet(width: number, height: number, lines: readonly (readonly number[])[]): Picture {
  const data = new Uint8Array(width * height).fill(255);
  for (const [x0, y0, x1, y1] of lines)
    for (let t = 0; t <= 400; t++)
      for (let y = -4; y <= 4; y++)
        for (let x = -4; x <= 4; x++)
          data[
            Math.round(y0 + ((y1 - y0) * t) / 400 + y) * width + Math.round(x0 + ((x1 - x0) * t) / 400 + x)
          ] = 0;
  return { width, height, data };
}

const ZERO = [...Array(24).keys()].map((n) => {
  const at = (k: number) => [150 + 28 * Math.sin((k * Math.PI) / 12), 80 - 46 * Math.cos((k * Math.PI) / 12)];
  return [...at(n), ...at(n + 1)];
});
const NUMBER = sheet(320, 160, [[60, 34, 58, 126], ...ZERO, [220, 36, 272, 36], [272, 36, 244, 126]]);

describe('a look at a reading', () => {
  it('is of the same reading', () => {
    const { reading, path, line } = reader.look(NUMBER);
    expect(reading).toEqual(reader.read(NUMBER));
    expect(reading.text).toBe('107');
    const written = path!.map(({ symbol }) => SYMBOL_TEXT[symbol]).join('');
    expect(written).toBe(reading.text);
    expect(line!.places).toHaveLength(3);
  });

  it('has a path from the first segment to the last, of pieces that look like the digits', () => {
    const { reading, segments, pieces, path } = reader.look(NUMBER);
    let node = 0;
    for (const { piece } of path!) {
      expect(pieces![piece].from).toBe(node);
      node = pieces![piece].to;
    }
    expect(node).toBe(segments!.length);
    const digits = path!.filter(({ symbol }) => symbol < 10);
    expect(digits.map(({ symbol }) => symbol)).toEqual(reading.digits.map(({ digit }) => digit));
    for (const { piece, symbol } of digits.slice(1))
      expect(pieces![piece].probabilities[symbol]).toBeGreaterThan(0.5);
    for (const { probabilities, image } of pieces!) {
      expect(probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
      expect(image).toHaveLength(784);
    }
  });

  it('is as sure of a stroke that alone might be anything as its line lets it be', () => {
    const { reading, pieces, path } = reader.look(NUMBER);
    const [{ digit, confidence }] = reading.digits;
    const { piece, symbol } = path!.find((step) => step.symbol < 10)!;
    expect([digit, symbol]).toEqual([1, 1]);
    expect(pieces![piece].probabilities[1]).toBeLessThan(0.7);
    expect(confidence).toBeGreaterThan(0.7);
  });

  it('has the line that was swept, and shares of all symbols for every output', () => {
    const { line } = reader.look(NUMBER);
    expect(line!.data).toHaveLength(line!.rows * line!.columns);
    expect(line!.probabilities).toHaveLength(line!.outputs * SYMBOL_TEXT.length);
    for (const [n, { first, last }] of line!.places.entries()) {
      const shares = [...Array(last - first + 1).keys()].map(
        (t) => line!.probabilities[(first + t) * SYMBOL_TEXT.length + [1, 0, 7][n]],
      );
      expect(Math.max(...shares)).toBeGreaterThan(0.5);
    }
  });

  it('can be sent to another thread', () => {
    const view = reader.look(NUMBER);
    expect(structuredClone(view)).toEqual(view);
  });

  it('has nothing to show of a blank sheet', () => {
    const view = reader.look(sheet(100, 60, []));
    expect(view.reading.reason).toBe('blank');
    expect(Object.keys(view)).toEqual(['reading']);
  });
});
