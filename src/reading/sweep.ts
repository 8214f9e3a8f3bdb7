// The same LeNet-5 over a whole line, C5 as a convolution (section VII of the paper): for every fourth column the
// probabilities of the symbols that are in the middle of its field, and of none.
import { log } from '../elementary.ts';
import { Classifier, softmaxOf } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { LINE_ROWS, type Line } from './line.ts';
import { SYMBOLS } from './symbols.ts';

/** Columns of the output that are made in one window, and columns of the line for each. */
const OUTPUTS = 64;
export const STEP = 4;

/** Paper before the line's first column, so that the first character can lie in the middle of a field. */
const MARGIN = 24;

/** Windows of one pass. */
const CAPACITY = 4;

/** Probabilities count as at least this. */
const LEAST = 1e-9;

/** Logarithms of probabilities, [column][symbol]. Output column t has its middle at column 4 t + `middle` of the line. */
export interface Sight {
  readonly columns: number;
  readonly logarithms: Float64Array;
  readonly middle: number;
}

export class Sweep {
  private readonly classifier: Classifier;
  /** Columns of the network's own field. */
  private readonly field: number;

  private constructor(classifier: Classifier, field: number) {
    this.classifier = classifier;
    this.field = field;
  }

  static async open(model: Model): Promise<Sweep> {
    const field = model.definition.input.columns;
    const columns = field + STEP * (OUTPUTS - 1);
    return new Sweep(await Classifier.open(model, CAPACITY, { rows: LINE_ROWS, columns }), field);
  }

  /** What the network sees of each line; all windows of all lines in one batch. */
  look(lines: readonly Line[]): Sight[] {
    const width = this.field + STEP * (OUTPUTS - 1);
    const outputs = lines.map(({ columns }) => Math.ceil((columns + 2 * MARGIN - this.field) / STEP) + 2);
    const counts = outputs.map((n) => Math.max(1, Math.ceil(n / OUTPUTS)));
    const count = counts.reduce((a, b) => a + b, 0);
    const windows = new Uint8Array(count * LINE_ROWS * width);
    let first = 0;
    for (const [n, line] of lines.entries()) {
      for (let w = 0; w < counts[n]; w++) {
        copyWindow(line, w * OUTPUTS * STEP - MARGIN, windows, (first + w) * LINE_ROWS * width, width);
      }
      first += counts[n];
    }
    const values = softmaxOf(this.classifier.outputs(windows, count, LINE_ROWS, width), SYMBOLS, 'scores');
    first = 0;
    return lines.map((_, n) => {
      const columns = Math.max(1, outputs[n]);
      const start = first * OUTPUTS * SYMBOLS;
      const logarithms = Float64Array.from(values.subarray(start, start + columns * SYMBOLS), (p) =>
        log(Math.max(LEAST, p)),
      );
      first += counts[n];
      return { columns, logarithms, middle: this.field / 2 - MARGIN };
    });
  }
}

/** The part of a line that begins at column `from`, which may be before it. */
function copyWindow(
  { data, columns }: Line,
  from: number,
  windows: Uint8Array,
  to: number,
  width: number,
): void {
  const start = Math.max(0, from);
  const end = Math.min(columns, from + width);
  for (let row = 0; row < LINE_ROWS && end > start; row++) {
    const part = data.subarray(row * columns + start, row * columns + end);
    windows.set(part, to + row * width + start - from);
  }
}
