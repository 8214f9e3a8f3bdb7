// From a set's bytes to a network's input: each thread fills its own, so that distortions cost little.
import type { Dataset } from '../data/dataset.ts';
import { Distorter } from '../data/distort.ts';
import { ShapeError } from '../errors.ts';
import type { Floats } from '../kernels/kernels.ts';
import type { Definition } from '../networks/definition.ts';
import { Random } from '../random.ts';
import type { Recipe } from './recipe.ts';

/** Streams of random numbers: one for each purpose. */
export const STREAM = { weights: 1, order: 2, distortion: 3 } as const;

export class Feed {
  private readonly levels = new Float32Array(256);
  private readonly random = new Random(0);
  private readonly distorter: Distorter | undefined;
  private readonly field: Definition['input'];
  private readonly recipe: Recipe;

  /** Throws ShapeError if pictures of `rows` x `columns` do not fit the network's field. */
  constructor(definition: Definition, recipe: Recipe, rows: number, columns: number) {
    this.field = definition.input;
    this.recipe = recipe;
    const { background, foreground } = this.field;
    for (let v = 0; v < 256; v++) this.levels[v] = background + ((foreground - background) * v) / 255;
    if (rows > this.field.rows || columns > this.field.columns || this.field.maps !== 1) {
      throw new ShapeError(
        `data: pictures of ${rows}x${columns} do not fit the input ${this.field.maps}@${this.field.rows}x${this.field.columns} of '${definition.name}'. Use --normalize or a larger network.`,
      );
    }
    if (recipe.distortions) this.distorter = new Distorter(rows, columns, recipe.distortions);
  }

  /** Paints `count` empty pictures; what `plain` writes later keeps the margin. */
  clear(input: Floats): void {
    input.fill(this.field.background);
  }

  /** Picture `index` as it is, centred, as the n-th of `input`. The margin must be clear. */
  plain(set: Dataset, index: number, input: Floats, n: number): void {
    const { rows, columns, images } = set;
    const { levels, field } = this;
    const top = (field.rows - rows) >> 1;
    const left = (field.columns - columns) >> 1;
    let from = index * rows * columns;
    for (let r = 0; r < rows; r++) {
      let to = (n * field.rows + top + r) * field.columns + left;
      for (let c = 0; c < columns; c++) input[to++] = levels[images[from++]];
    }
  }

  /** Picture `index` as it is shown in `epoch`: distorted if the recipe says so, the same by any thread. */
  show(set: Dataset, index: number, epoch: number, input: Float32Array, n: number): void {
    if (!this.distorter) {
      this.plain(set, index, input, n);
      return;
    }
    const { rows, columns, background, foreground } = this.field;
    this.random.reseed(this.recipe.seed, STREAM.distortion, epoch, index);
    this.distorter.distort(
      set.images,
      index * set.rows * set.columns,
      this.random,
      input,
      n * rows * columns,
      rows,
      columns,
      background,
      foreground,
    );
  }
}
