// From a set's bytes to a network's input: each thread fills its own, so that distortions cost little.
import type { Dataset } from '../data/dataset.ts';
import { Distorter } from '../data/distort.ts';
import type { Definition } from '../networks/definition.ts';
import { Painter } from '../networks/painter.ts';
import { Random } from '../random.ts';
import type { Recipe } from './recipe.ts';

/** Streams of random numbers: one for each purpose. */
export const STREAM = { weights: 1, order: 2, distortion: 3, curvature: 4, boosting: 5 } as const;

export class Feed {
  readonly painter: Painter;
  private readonly random = new Random(0);
  private readonly distorter: Distorter | undefined;
  private readonly field: Definition['input'];
  private readonly seed: number;

  /** Throws ShapeError if pictures of `rows` x `columns` do not fit the network's field. */
  constructor(definition: Definition, recipe: Recipe, rows: number, columns: number) {
    this.field = definition.input;
    this.seed = recipe.seed;
    this.painter = new Painter(definition, rows, columns);
    if (recipe.distortions) this.distorter = new Distorter(rows, columns, recipe.distortions);
  }

  /** Picture `index` as it is shown in `epoch`: distorted if the recipe says so, the same by any thread. */
  show(set: Dataset, index: number, epoch: number, input: Float32Array, n: number): void {
    const { rows, columns, background, foreground } = this.field;
    const offset = index * set.rows * set.columns;
    const to = n * rows * columns;
    if (!this.distorter) {
      this.painter.paint(set.images, offset, input, to);
      return;
    }
    this.random.reseed(this.seed, STREAM.distortion, epoch, index);
    const { images } = set;
    this.distorter.distort(images, offset, this.random, input, to, rows, columns, background, foreground);
  }
}
