// A picture with what was read drawn in: a frame around every digit, green or red as the reading was accepted or
// rejected, and the digit above it, in the paper's bitmaps.
import { findNetwork, type Picture, type Reading, toGrey } from '../src/index.ts';

const WIDTH = 7;
const ROWS = 12;
const MARGIN = ROWS + 3;
const ACCEPTED = [0, 140, 60];
const REJECTED = [210, 40, 40];

/** The picture in grey, with a margin above for the digits. RGB. */
export function annotate(picture: Picture, reading: Reading): Picture {
  const { width } = picture;
  const height = picture.height + MARGIN;
  const data = new Uint8Array(width * height * 3).fill(255);
  for (const [i, value] of toGrey(picture).entries())
    data.fill(value, 3 * (i + MARGIN * width), 3 * (i + MARGIN * width + 1));
  const colour = reading.status === 'accepted' ? ACCEPTED : REJECTED;
  const mark = (row: number, column: number) => {
    if (row >= 0 && row < height && column >= 0 && column < width)
      data.set(colour, 3 * (row * width + column));
  };
  for (const { digit, box } of reading.digits) {
    const [left, top] = [box.left - 1, box.top + MARGIN - 1];
    for (let x = 0; x <= box.width + 1; x++) for (const y of [0, box.height + 1]) mark(top + y, left + x);
    for (let y = 0; y <= box.height + 1; y++) for (const x of [0, box.width + 1]) mark(top + y, left + x);
    drawDigit(digit, Math.round(box.left + (box.width - WIDTH) / 2), mark);
  }
  return { width, height, data };
}

function drawDigit(digit: number, left: number, mark: (row: number, column: number) => void): void {
  const code = codes()[digit];
  for (let i = 0; i < WIDTH * ROWS; i++) if (code[i] > 0) mark(1 + Math.floor(i / WIDTH), left + (i % WIDTH));
}

/** The paper's figure 3: what the outputs of its network are compared with. */
function codes(): readonly (readonly number[])[] {
  const output = findNetwork('lenet5').layers.at(-1);
  return output?.kind === 'distances' ? output.codes : [];
}
