// A made form: boxes, lines and print-like ticks, with MNIST's test digits in the boxes; and scans of it, shifted,
// turned and scaled.
import type { Dataset } from '../../src/data/dataset.ts';
import { Random } from '../../src/random.ts';
import type { TemplateField } from '../../src/reading/template.ts';
import type { Picture } from '../../src/vision/picture.ts';

export const [WIDTH, HEIGHT] = [1000, 1400];

type Draw = (left: number, top: number, width: number, height: number, value: number) => void;

function drawerOn(data: Uint8Array): Draw {
  return (left, top, width, height, value) => {
    for (let row = top; row < top + height; row++)
      data.fill(value, row * WIDTH + left, row * WIDTH + left + width);
  };
}

/** Ten fields in boxes, two and two, each for four digits; the last one is a comb. */
export const fields: readonly TemplateField[] = Array.from({ length: 10 }, (_, n) => ({
  name: `field ${n}`,
  box: [90 + 450 * (n % 2), 220 + 180 * Math.floor(n / 2), 60 * 4 + 20, 80],
  field: n === 9 ? { cells: 4 } : { length: 4 },
}));

/** The form with nothing written. */
export function drawEmptyForm(): Picture {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(245);
  const draw = drawerOn(data);
  const random = new Random(7);
  // Lines of print above every box, and a heading.
  for (const [left, top, count] of [
    [120, 80, 60],
    ...fields.map(({ box }) => [box[0], box[1] - 30, 20] as const),
  ]) {
    for (let n = 0; n < count; n++)
      draw(left + 12 * n, top + random.integer(4), 3 + random.integer(6), 12, 40);
  }
  for (const {
    field,
    box: [left, top, width, height],
  } of fields) {
    const isComb = typeof field === 'object' && field.cells !== undefined;
    for (const x of isComb ? [0, 65, 130, 195, 260] : [0, width]) draw(left + x - 1, top, 3, height, 60);
    for (const y of [0, height]) draw(left - 1, top + y - 1, width + 3, 3, 60);
  }
  draw(60, 1180, 880, 4, 50);
  draw(60, 1320, 500, 4, 50);
  return { width: WIDTH, height: HEIGHT, data };
}

/** The form filled with test digits, and what was written. */
export function fillForm(digits: Dataset, seed: number): { page: Picture; texts: string[] } {
  const { data } = drawEmptyForm();
  const random = new Random(seed);
  const texts = fields.map(({ box: [left, top] }) => {
    let text = '';
    for (let n = 0; n < 4; n++) {
      const digit = random.integer(digits.count);
      text += digits.labels[digit];
      for (let i = 0; i < 56 * 56; i++) {
        const [row, column] = [Math.floor(i / 56), i % 56];
        const ink = digits.images[digit * 784 + (row >> 1) * 28 + (column >> 1)];
        const pixel = (top + 12 + row) * WIDTH + left + 5 + 65 * n + column;
        data[pixel] = Math.min(data[pixel], 245 - Math.round(0.8 * ink));
      }
    }
    return text;
  });
  return { page: { width: WIDTH, height: HEIGHT, data }, texts };
}

export interface Placing {
  readonly degrees?: number;
  readonly scale?: number;
  /** Shares of the page. */
  readonly right?: number;
  readonly down?: number;
}

/** Where a point of the page is on a scan that lies so, about the middle of the page. */
export function placePoint(x: number, y: number, { degrees = 0, scale = 1, right = 0, down = 0 }: Placing) {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [u, v] = [x - WIDTH / 2, y - HEIGHT / 2];
  return [(0.5 + right) * WIDTH + c * u - s * v, (0.5 + down) * HEIGHT + s * u + c * v] as const;
}

/** A scan of a page, of the same size; each pixel is the mean of four points. */
export function scan({ data }: Picture, placing: Placing): Picture {
  const { degrees = 0, scale = 1, right = 0, down = 0 } = placing;
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const result = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    let sum = 0;
    for (const [dx, dy] of [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.25, 0.75],
      [0.75, 0.75],
    ]) {
      const u = (i % WIDTH) + dx - (0.5 + right) * WIDTH;
      const v = Math.floor(i / WIDTH) + dy - (0.5 + down) * HEIGHT;
      const x = Math.floor(c * u + s * v + WIDTH / 2);
      const y = Math.floor(c * v - s * u + HEIGHT / 2);
      sum += x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT ? data[y * WIDTH + x] : 245;
    }
    result[i] = sum / 4;
  }
  return { width: WIDTH, height: HEIGHT, data: result };
}
