// A contact sheet of readings: every picture with its label and, below, what was read and how surely.
import { toGrey } from '../../dist/node/index.js';
import { digitCodes } from '../../dist/src/networks/digit-codes.js';

const CELL = { width: 260, height: 130, picture: 96 };
const COLUMNS = 6;

/** A grey picture of `results`: { picture, label, read, confidence }. */
export function drawSheet(results) {
  const width = COLUMNS * CELL.width;
  const height = Math.ceil(results.length / COLUMNS) * CELL.height;
  const data = new Uint8Array(width * height).fill(255);
  for (const [n, { picture, label, read, confidence }] of results.entries()) {
    const left = (n % COLUMNS) * CELL.width;
    const top = Math.floor(n / COLUMNS) * CELL.height;
    drawPicture(data, width, left, top, picture);
    drawText(data, width, left, top + CELL.picture + 2, label);
    drawText(data, width, left, top + CELL.picture + 17, read);
    drawText(data, width, left + 150, top + CELL.picture + 17, String(Math.round(1000 * confidence)));
  }
  return { width, height, data };
}

function drawPicture(data, width, left, top, picture) {
  const grey = toGrey(picture);
  const scale = Math.min(2, (CELL.width - 4) / picture.width, (CELL.picture - 2) / picture.height);
  for (let row = 0; row < Math.floor(picture.height * scale); row++) {
    for (let column = 0; column < Math.floor(picture.width * scale); column++) {
      const pixel = Math.floor(row / scale) * picture.width + Math.floor(column / scale);
      data[(top + row) * width + left + column] = grey[pixel];
    }
  }
}

/** In the paper's codes of the digits, 7 x 12 pixels each. */
function drawText(data, width, left, top, text) {
  for (const [n, character] of [...text].entries()) {
    if (!/\d/.test(character)) continue;
    for (let i = 0; i < 84; i++) {
      if (digitCodes[Number(character)][i] > 0)
        data[(top + Math.floor(i / 7)) * width + left + 9 * n + (i % 7)] = 0;
    }
  }
}
