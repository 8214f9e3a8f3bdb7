// A chain while an importer makes it, layer by layer: its shape so far, and whether the layers think in rows of maps
// (channels last) or maps of rows, which decides the order of a full layer's inputs.
import { FormatError } from '../errors.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { type Chain, type Step, shapesAfter, type Tensor } from './step.ts';

/** Far above any network that runs here; a stranger's file may have more. */
const MOST_STEPS = 1000;

export type Order = 'channelsFirst' | 'channelsLast';

export class ChainBuilder {
  readonly steps: Step[] = [];
  readonly input: Shape;
  readonly where: string;
  order: Order;
  /** Set by a softmax, which is left out: nothing may follow it. */
  isEnded = false;
  private current: Shape;

  constructor(input: Shape, order: Order, where: string) {
    this.input = input;
    this.order = order;
    this.where = where;
    this.current = input;
  }

  get shape(): Shape {
    return this.current;
  }

  /** Throws FormatError where nothing would be left, behind a softmax, or for more than a thousand. */
  add(step: Step): void {
    if (this.isEnded)
      throw new FormatError(`${this.where}: ${step.name}: comes after a softmax; expected that at the end.`);
    if (this.steps.length >= MOST_STEPS)
      throw new FormatError(`${this.where}: more than ${MOST_STEPS} operations.`);
    [this.current] = shapesAfter({ name: '', input: this.current, steps: [step] });
    if (this.current.rows < 1 || this.current.columns < 1)
      throw new FormatError(
        `${this.where}: ${step.name}: does not fit its input; nothing would be left of it.`,
      );
    this.steps.push(step);
  }

  /** Adds a full layer. `weights`: [unit, input], inputs in the builder's order. Throws FormatError. */
  addFull(name: string, weights: Tensor, biases: Float32Array): void {
    const [units, inputs] = weights.shape;
    if (weights.shape.length !== 2 || inputs !== sizeOf(this.current)) {
      throw new FormatError(
        `${this.where}: ${name}: weights [${weights.shape}]; expected [units, ${sizeOf(this.current)}].`,
      );
    }
    const values = this.order === 'channelsLast' ? mapsFirst(weights, this.current) : weights.values;
    this.add({ kind: 'full', name, weights: { shape: [units, inputs], values }, biases });
  }

  /** Adds a convolution after `rows` and `columns` of zeros on each side. `weights`: [map, input map, row, column]. */
  addConvolution(
    name: string,
    weights: Tensor,
    biases: Float32Array,
    [rows, columns]: readonly number[],
  ): void {
    if (weights.shape.length !== 4 || weights.shape[1] !== this.current.maps) {
      throw new FormatError(
        `${this.where}: ${name}: weights [${weights.shape}]; expected [maps, ${this.current.maps}, rows, columns].`,
      );
    }
    if (rows > 0 || columns > 0) this.add({ kind: 'padding', name, rows, columns });
    this.add({ kind: 'convolution', name, weights, biases });
  }

  finish(name: string): Chain {
    return { name, input: this.input, steps: this.steps };
  }
}

/** [unit][row][column][map] to [unit][map][row][column]. */
function mapsFirst({ shape, values }: Tensor, { maps, rows, columns }: Shape): Float32Array {
  const taps = rows * columns;
  const result = new Float32Array(values.length);
  for (let unit = 0; unit < shape[0]; unit++) {
    const first = unit * shape[1];
    for (let t = 0; t < taps; t++) {
      for (let m = 0; m < maps; m++) result[first + m * taps + t] = values[first + t * maps + m];
    }
  }
  return result;
}
