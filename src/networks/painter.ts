// From ink (bytes, 0 paper, 255 full ink) to a network's input values, centred in its field.
import { ShapeError } from '../errors.ts';
import type { Floats } from '../kernels/kernels.ts';
import type { Definition } from './definition.ts';

export class Painter {
  private readonly levels = new Float32Array(256);
  private readonly background: number;
  private readonly rows: number;
  private readonly columns: number;
  private readonly top: number;
  private readonly left: number;
  private source: Uint8Array | undefined;
  private words: Uint32Array | undefined;

  /**
   * `rows` x `columns` pictures in the definition's field, or in another `field`.
   * Throws ShapeError if they do not fit.
   */
  constructor(
    definition: Definition,
    rows: number,
    columns: number,
    field: { rows: number; columns: number } = definition.input,
  ) {
    const { maps, background, foreground } = definition.input;
    if (rows > field.rows || columns > field.columns || maps !== 1) {
      throw new ShapeError(
        `data: pictures of ${rows}x${columns} do not fit the input ${maps}@${field.rows}x${field.columns} of '${definition.name}'. Normalise them first, or use a larger network.`,
      );
    }
    for (let v = 0; v < 256; v++) this.levels[v] = background + ((foreground - background) * v) / 255;
    this.background = background;
    this.rows = rows;
    this.columns = columns;
    this.top = ((field.rows - rows) >> 1) * field.columns + ((field.columns - columns) >> 1);
    this.left = field.columns - columns;
  }

  /** Empties a network's whole input; what `paint` writes later keeps the margin. */
  clear(input: Floats): void {
    input.fill(this.background);
  }

  /** The picture at `offset` of `images` becomes the one at `to` of `input`, whose margin must be clear. */
  paint(images: ArrayLike<number>, offset: number, input: Floats, to: number): void {
    const words = images instanceof Uint8Array ? this.wordsOf(images) : undefined;
    if (words && offset % 4 === 0 && this.columns % 4 === 0) {
      this.paintInk(images as Uint8Array, words, offset, input, to + this.top);
      return;
    }
    const { levels, rows, columns, left } = this;
    let from = offset;
    let at = to + this.top;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) input[at++] = levels[images[from++]];
      at += left;
    }
  }

  /** The same where four pixels can be looked at together: most are paper. */
  private paintInk(images: Uint8Array, words: Uint32Array, offset: number, input: Floats, to: number): void {
    const { levels, background, rows, columns, left } = this;
    let from = offset;
    let at = to;
    for (let r = 0; r < rows; r++) {
      const end = from + columns;
      for (; from < end; from += 4, at += 4) {
        if (words[from >> 2] === 0) {
          input[at] = background;
          input[at + 1] = background;
          input[at + 2] = background;
          input[at + 3] = background;
          continue;
        }
        input[at] = levels[images[from]];
        input[at + 1] = levels[images[from + 1]];
        input[at + 2] = levels[images[from + 2]];
        input[at + 3] = levels[images[from + 3]];
      }
      at += left;
    }
  }

  /** A view of whole words, made once for each array; `undefined` where they would not be aligned. */
  private wordsOf(images: Uint8Array): Uint32Array | undefined {
    if (images !== this.source) {
      this.source = images;
      const { buffer, byteOffset, length } = images;
      this.words = byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : undefined;
    }
    return this.words;
  }
}
