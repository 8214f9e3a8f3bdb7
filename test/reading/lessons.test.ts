// Made strings and the pieces that are learned from: of digits that are drawn here, so that no data is needed.
import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.ts';
import { hasShape } from '../../src/data/marks.ts';
import { indexDigits, writeString } from '../../src/data/strings.ts';
import { drawSurrounded, drawText } from '../../src/data/texts.ts';
import { Random } from '../../src/random.ts';
import { lessonOf } from '../../src/reading/lessons.ts';
import { RUBBISH } from '../../src/reading/symbols.ts';

/** Ten "digits": a bar for 1, for the others a frame with a bar at a height of its own. */
function drawDigits() {
  const images = new Uint8Array(10 * 784);
  for (let digit = 0; digit < 10; digit++) {
    const put = (left: number, top: number, width: number, height: number) => {
      for (let row = top; row < top + height; row++) {
        images.fill(255, digit * 784 + row * 28 + left, digit * 784 + row * 28 + left + width);
      }
    };
    if (digit !== 1) {
      put(8, 4, 11, 2);
      put(8, 22, 11, 2);
      put(8, 4, 2, 20);
      put(8, 6 + 1.5 * digit, 11, 2);
    }
    put(17, 4, 2, 20);
  }
  const labels = Uint8Array.from({ length: 10 }, (_, digit) => digit);
  return createDataset({ name: 'drawn', rows: 28, columns: 28, images, labels });
}

const digits = drawDigits();
const index = indexDigits(digits, digits.labels.keys());
const write = (seed: number, text?: string) => writeString(digits, index, new Random(seed), text);

/** Digits, a space, '?' for a scribble, lines and dots; what else stands in a text must have a shape. */
const isDrawn = (text: string) => [...text].every((one) => /[\d ?.,/=—≈-]/.test(one) || hasShape(one));

describe('drawText', () => {
  it('draws numbers, amounts and dates of what can be drawn', () => {
    expect(isDrawn('12 €')).toBe(false);
    const texts = Array.from({ length: 200 }, (_, seed) => drawText(new Random(seed)));
    expect(texts.filter((text) => !isDrawn(text))).toEqual([]);
    expect(texts.some((text) => /^\d+$/.test(text))).toBe(true);
    expect(texts.some((text) => text.includes('/'))).toBe(true);
    expect(texts.some((text) => /\.\d{3}/.test(text))).toBe(true);
  });
});

describe('drawSurrounded', () => {
  it('puts signs before texts, behind them, or both, that leave the number as it is', () => {
    const texts = Array.from({ length: 300 }, (_, seed) => drawSurrounded(new Random(seed)));
    expect(texts.filter((text) => !isDrawn(text))).toEqual([]);
    expect(texts.some((text) => /^rs.*\d$/.test(text))).toBe(true);
    expect(texts.some((text) => /^\d.*[*≈—]$/.test(text))).toBe(true);
    expect(texts.some((text) => /^[*≈—].*\d.*[*≈—]$/.test(text))).toBe(true);
  });
});

describe('writeString', () => {
  it('is the same for the same stream, and another for another', () => {
    expect(write(5)).toEqual(write(5));
    expect(write(5).picture).not.toEqual(write(6).picture);
  });

  it('knows whose every pixel is', () => {
    const { picture, owners } = write(3, '12');
    expect(owners).toHaveLength(picture.width * picture.height);
    expect(new Set(owners)).toEqual(new Set([0, 1, 2]));
    const columnsOf = (owner: number) => {
      const columns = [...owners.entries()].filter(([, o]) => o === owner).map(([i]) => i % picture.width);
      return columns.reduce((sum, column) => sum + column, 0) / columns.length;
    };
    expect(columnsOf(1)).toBeLessThan(columnsOf(2));
  });

  it('writes zeros in a row nearer to each other than other digits, often', () => {
    const widths = (text: string) =>
      Array.from({ length: 60 }, (_, seed) => {
        const { picture, owners } = write(seed, text);
        return new Set([...owners.entries()].filter(([, o]) => o > 0).map(([i]) => i % picture.width)).size;
      });
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const [chained, apart] = [widths('5000'), widths('5303')];
    expect(sum(chained)).toBeLessThan(sum(apart));
  });

  it('makes ink darker than paper', () => {
    const { picture, owners } = write(8, '258');
    const mean = (keep: (owner: number) => boolean) => {
      const values = [...picture.data].filter((_, i) => keep(owners[i]));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean((owner) => owner > 0)).toBeLessThan(mean((owner) => owner === 0) - 20);
  });
});

describe('lessonOf', () => {
  it('labels whole digits as themselves and the rest as rubbish', () => {
    let digitsFound = 0;
    let rubbish = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { labels, images } = lessonOf(write(seed, '258'));
      expect(images).toHaveLength(784 * labels.length);
      for (const label of labels) {
        expect([2, 5, 8, RUBBISH]).toContain(label);
        if (label === RUBBISH) rubbish++;
        else digitsFound++;
      }
    }
    expect(digitsFound).toBeGreaterThan(60);
    expect(rubbish).toBeGreaterThan(30);
  });

  it('finds a lone digit as one piece of its class', () => {
    const found = Array.from({ length: 20 }, (_, seed) => lessonOf(write(seed, '1')).labels);
    const right = found.filter((labels) => labels.length > 0 && labels.includes(1));
    expect(right.length).toBeGreaterThan(15);
  });
});
