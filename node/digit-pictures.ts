// Picture files made of test digits, for trying recognition: enlarged, in other colours, off the centre, so that
// finding and normalising the ink has something to do.
import type { Dataset, Picture } from '../src/index.ts';

type Colour = readonly [red: number, green: number, blue: number];

interface Style {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture for one of the digit. */
  readonly scale: number;
  /** Corner of the enlarged digit. */
  readonly left: number;
  readonly top: number;
  readonly ink: Colour;
  readonly paper: Colour;
}

const BLACK: Colour = [15, 15, 20];
const WHITE: Colour = [255, 255, 255];

const STYLES: readonly Style[] = [
  { name: 'black-on-white', width: 140, height: 140, scale: 5, left: 0, top: 0, ink: BLACK, paper: WHITE },
  { name: 'white-on-black', width: 168, height: 168, scale: 6, left: 0, top: 0, ink: WHITE, paper: BLACK },
  {
    name: 'blue-pen',
    width: 240,
    height: 200,
    scale: 4,
    left: 20,
    top: 70,
    ink: [30, 50, 150],
    paper: [250, 246, 230],
  },
  {
    name: 'small-in-a-corner',
    width: 320,
    height: 240,
    scale: 2.5,
    left: 230,
    top: 12,
    ink: BLACK,
    paper: WHITE,
  },
  {
    name: 'chalk',
    width: 200,
    height: 260,
    scale: 6,
    left: 10,
    top: 60,
    ink: [235, 235, 220],
    paper: [40, 80, 60],
  },
  {
    name: 'pencil',
    width: 150,
    height: 150,
    scale: 4.5,
    left: 12,
    top: 5,
    ink: [120, 120, 125],
    paper: [236, 236, 236],
  },
  {
    name: 'red-large',
    width: 420,
    height: 420,
    scale: 14,
    left: 15,
    top: 15,
    ink: [190, 30, 40],
    paper: [255, 250, 250],
  },
  {
    name: 'wide-field',
    width: 500,
    height: 140,
    scale: 4,
    left: 40,
    top: 10,
    ink: BLACK,
    paper: [222, 235, 222],
  },
];

export interface DigitPicture {
  /** `3-blue-pen` */
  readonly name: string;
  readonly label: number;
  readonly picture: Picture;
}

/** One picture in each style, of the first digits of `set` that differ in their label. */
export function makeDigitPictures(set: Dataset): DigitPicture[] {
  const chosen = Array.from(set.labels.keys()).filter((n) => set.labels.indexOf(set.labels[n]) === n);
  return chosen.slice(0, STYLES.length).map((index, n) => {
    const label = set.labels[index];
    return { name: `${label}-${STYLES[n].name}`, label, picture: drawDigit(set, index, STYLES[n]) };
  });
}

function drawDigit(set: Dataset, index: number, style: Style): Picture {
  const { width, height, scale, left, top, ink, paper } = style;
  const data = new Uint8Array(width * height * 3);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const share = inkAt(set, index, (r + 0.5 - top) / scale - 0.5, (c + 0.5 - left) / scale - 0.5);
      for (let k = 0; k < 3; k++) {
        data[(r * width + c) * 3 + k] = Math.round(paper[k] + (ink[k] - paper[k]) * share);
      }
    }
  }
  return { width, height, data };
}

/** Ink between the pixels, 0..1, bilinear; paper outside. */
function inkAt({ rows, columns, images }: Dataset, index: number, row: number, column: number): number {
  const pixel = (r: number, c: number) =>
    r < 0 || c < 0 || r >= rows || c >= columns ? 0 : images[(index * rows + r) * columns + c] / 255;
  const [r, c] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - r, column - c];
  const upper = pixel(r, c) * (1 - right) + pixel(r, c + 1) * right;
  const lower = pixel(r + 1, c) * (1 - right) + pixel(r + 1, c + 1) * right;
  return upper * (1 - down) + lower * down;
}
