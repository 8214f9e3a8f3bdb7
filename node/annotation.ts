// A picture with what was read drawn in: a frame around every digit, green or red as the reading was accepted or
// rejected, and the digit above it, in the paper's bitmaps. On a form the fields are framed, too.
import {
  type FieldReading,
  type FormReading,
  findNetwork,
  type Picture,
  type ReadDigit,
  type Reading,
  toGrey,
} from '../src/index.ts';

const WIDTH = 7;
const ROWS = 12;
const MARGIN = ROWS + 3;
type Colour = readonly number[];
const ACCEPTED: Colour = [0, 140, 60];
const REJECTED: Colour = [210, 40, 40];
const FIELD: Colour = [40, 90, 220];

/** Marks pixels of a picture; those outside it are left out. */
type Mark = (row: number, column: number) => void;

/** The picture in grey, with a margin above for the digits; of several lines they stand right above their frames. RGB. */
export function annotate(picture: Picture, reading: Reading): Picture {
  const page = copyPage(picture, MARGIN);
  const mark = markOn(page, colourOf(reading));
  const isOneLine = !reading.text.includes(' ');
  for (const { digit, box } of reading.digits) {
    frameDigit({ box, top: box.top + MARGIN, mark });
    drawDigit({ digit, box, bottom: MARGIN + (isOneLine ? -2 : box.top - 3), mark });
  }
  return page;
}

/** The page in grey, with the fields and what was read in them; the digits stand right above their frames. RGB. */
export function annotateForm(picture: Picture, form: FormReading): Picture {
  const page = copyPage(picture, 0);
  for (const field of form.fields) {
    frameField(field, markOn(page, FIELD));
    const mark = markOn(page, colourOf(field));
    for (const { digit, box } of field.digits) {
      frameDigit({ box, top: box.top, mark });
      drawDigit({ digit, box, bottom: box.top - 3, mark });
    }
  }
  return page;
}

const colourOf = ({ status }: Pick<Reading, 'status'>) => (status === 'accepted' ? ACCEPTED : REJECTED);

/** In grey, below so many white rows. */
function copyPage(picture: Picture, above: number): Picture {
  const { width } = picture;
  const height = picture.height + above;
  const data = new Uint8Array(width * height * 3).fill(255);
  for (const [i, value] of toGrey(picture).entries()) {
    data.fill(value, 3 * (i + above * width), 3 * (i + above * width + 1));
  }
  return { width, height, data };
}

const markOn =
  ({ width, height, data }: Picture, colour: Colour): Mark =>
  (row, column) => {
    if (row >= 0 && row < height && column >= 0 && column < width)
      data.set(colour, 3 * (row * width + column));
  };

interface Drawn extends Pick<ReadDigit, 'box'> {
  readonly mark: Mark;
}

function frameDigit({ box, top, mark }: Drawn & { readonly top: number }): void {
  const [left, above] = [box.left - 1, top - 1];
  for (let x = 0; x <= box.width + 1; x++) for (const y of [0, box.height + 1]) mark(above + y, left + x);
  for (let y = 0; y <= box.height + 1; y++) for (const x of [0, box.width + 1]) mark(above + y, left + x);
}

function drawDigit({
  digit,
  box,
  bottom,
  mark,
}: Drawn & { readonly digit: number; readonly bottom: number }): void {
  const code = codes()[digit];
  const left = Math.round(box.left + (box.width - WIDTH) / 2);
  for (let i = 0; i < WIDTH * ROWS; i++) {
    if (code[i] > 0) mark(bottom - ROWS + Math.floor(i / WIDTH), left + (i % WIDTH));
  }
}

/** The four sides of a field, which may lie turned. */
function frameField({ corners }: FieldReading, mark: Mark): void {
  for (const [n, [x, y]] of corners.entries()) {
    const [toX, toY] = corners[(n + 1) % corners.length];
    const steps = Math.ceil(Math.max(Math.abs(toX - x), Math.abs(toY - y)));
    for (let i = 0; i <= steps; i++) {
      const share = i / Math.max(1, steps);
      mark(Math.round(y + share * (toY - y)), Math.round(x + share * (toX - x)));
    }
  }
}

/** The paper's figure 3: what the outputs of its network are compared with. */
function codes(): readonly (readonly number[])[] {
  const output = findNetwork('lenet5').layers.at(-1);
  return output?.kind === 'distances' ? output.codes : [];
}
