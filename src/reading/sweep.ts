// The same LeNet-5 over a whole line, C5 as a convolution (section VII of the paper): for every fourth column the
// probabilities of the symbols that are in the middle of its field, and of none.
import { log } from '../elementary.ts';
import { ShapeError } from '../errors.ts';
import { Classifier, softmaxOf } from '../networks/classifier.ts';
import { checkModel, type Model } from '../networks/model.ts';
import { LINE_ROWS, type Line } from './line.ts';
import { SYMBOLS } from './symbols.ts';

/** Columns of the output that are made in one window. */
const SPANS = Array.from({ length: 13 }, (_, n) => 16 + 4 * n);
const WIDEST = SPANS[SPANS.length - 1];

/** Columns of the line for each column of the output. */
export const STEP = 4;

/** What networks of lines are trained by. */
const LOSS = 'forward';

/** Windows of one pass. */
const CAPACITY = 4;

/** Probabilities count as at least this. */
const LEAST = 1e-9;
const LEAST_LOGARITHM = log(LEAST);

/** Probabilities, [column][symbol]. Output column t has its middle at column 4 t + `middle` of the line. */
export interface Sight {
  readonly columns: number;
  readonly probabilities: Float64Array;
  readonly logarithms: Float64Array;
  readonly middle: number;
}

/** A window of a line: columns `from`.. of it become `span` columns of the output. */
interface Window {
  readonly line: number;
  readonly from: number;
  readonly span: number;
}

export class Sweep {
  /** By span. */
  private readonly classifiers: ReadonlyMap<number, Classifier>;
  /** Columns of the network's own field. */
  private readonly field: number;
  /** Paper before and behind the line, so that its first and last characters can lie in the middle of a field. */
  private readonly margin: number;

  private constructor(classifiers: ReadonlyMap<number, Classifier>, field: number) {
    this.classifiers = classifiers;
    this.field = field;
    this.margin = Math.ceil(field / 2);
  }

  /** Throws ShapeError for a network that does not see lines of 32 rows, has other answers or learnt something else. */
  static async open(model: Model): Promise<Sweep> {
    const { columns: field, rows } = checkModel(model).definition.input;
    const fields = SPANS.map((span) => ({ rows: LINE_ROWS, columns: field + STEP * (span - 1) }));
    const opened = await Classifier.openAll(model, CAPACITY, fields, true);
    const classifiers = new Map(SPANS.map((span, n) => [span, opened[n]]));
    const answers = classifiers.get(WIDEST)?.classes;
    if (rows !== LINE_ROWS || answers !== WIDEST * SYMBOLS) {
      throw new ShapeError(
        `sweep: '${model.definition.name}' is no network of lines; expected ${LINE_ROWS} rows, and ${SYMBOLS} answers for every ${STEP} columns.`,
      );
    }
    // A network of pieces may have the same shape.
    const loss = lossOf(model);
    if (loss !== undefined && loss !== LOSS) {
      throw new ShapeError(
        `sweep: '${model.definition.name}' was trained by the loss '${loss}'; expected a network of lines, trained by '${LOSS}'.`,
      );
    }
    return new Sweep(classifiers, field);
  }

  /** What the network sees of each line; all windows of all lines that are as wide in one batch. */
  look(lines: readonly Line[]): Sight[] {
    const sights = lines.map(({ columns }): Sight => {
      const outputs = Math.max(1, Math.ceil((columns + 2 * this.margin - this.field) / STEP) + 1);
      return {
        columns: outputs,
        probabilities: new Float64Array(outputs * SYMBOLS),
        logarithms: new Float64Array(outputs * SYMBOLS),
        middle: this.field / 2 - this.margin,
      };
    });
    const windows = sights.flatMap(({ columns }, line) => divide(columns, line));
    for (const [span, classifier] of this.classifiers) {
      const own = windows.filter((window) => window.span === span);
      if (own.length > 0) this.lookThrough(own, classifier, lines, sights);
    }
    return sights;
  }

  private lookThrough(
    windows: readonly Window[],
    classifier: Classifier,
    lines: readonly Line[],
    sights: readonly Sight[],
  ): void {
    const [{ span }] = windows;
    const width = this.field + STEP * (span - 1);
    const images = new Uint8Array(windows.length * LINE_ROWS * width);
    for (const [n, { line, from }] of windows.entries()) {
      copyWindow(lines[line], from * STEP - this.margin, images, n * LINE_ROWS * width, width);
    }
    const outputs = classifier.outputs(images, windows.length, LINE_ROWS, width);
    const probabilities = softmaxOf(outputs, SYMBOLS, 'scores');
    for (const [n, { line, from }] of windows.entries()) {
      const { columns, logarithms, probabilities: own } = sights[line];
      const count = Math.min(span, columns - from) * SYMBOLS;
      for (let i = 0; i < count; i++) {
        const probability = Math.max(LEAST, probabilities[n * span * SYMBOLS + i]);
        own[from * SYMBOLS + i] = probability;
        logarithms[from * SYMBOLS + i] = probability > LEAST ? log(probability) : LEAST_LOGARITHM;
      }
    }
  }
}

/** The loss that a network was trained by, if its card says so. */
function lossOf({ card }: Model): unknown {
  return (card?.recipe as { readonly loss?: unknown } | undefined)?.loss;
}

/** The windows of a line with so many columns of output: as few as can be, all of one span. */
function divide(columns: number, line: number): Window[] {
  const count = Math.ceil(columns / WIDEST);
  const span = SPANS.find((width) => width * count >= columns) ?? WIDEST;
  return Array.from({ length: count }, (_, n) => ({ line, from: n * span, span }));
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
