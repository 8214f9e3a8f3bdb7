// Discriminative forward training (section VI of the paper, its equation 13 for the penalty of all paths) of a network
// that is swept over a line: each column of the output has scores of every symbol and of the blank, and every way to
// write the text over the columns counts (Graves and others 2006 gave it the name by which it is known, CTC).
import { exp, log } from '../elementary.ts';
import type { Floats } from '../kernels/kernels.ts';

/** Most symbols of one text. */
export const MOST_SYMBOLS = 32;

/** Probabilities count as at least this: whatever a network says, the sums stay above 0. */
const LEAST = 1e-30;

/** What fills up a text in `Dataset.labels`. */
export const NO_SYMBOL = 255;

/** Symbols of the text that begins at `from`. */
export function lengthOfText(labels: ArrayLike<number>, from: number): number {
  let length = 0;
  while (length < MOST_SYMBOLS && labels[from + length] !== NO_SYMBOL) length++;
  return length;
}

/** Columns that a text needs at least: one for each symbol, and a blank between two that are the same. */
export function columnsOfText(text: ArrayLike<number>): number {
  let columns = text.length;
  for (let n = 1; n < text.length; n++) if (text[n] === text[n - 1]) columns++;
  return columns;
}

/**
 * The loss over outputs [image][column][class]; labels [image][MOST_SYMBOLS]. The sum is infinite where a text needs
 * more columns than there are.
 */
export function forwardLoss(
  columns: number,
  classes: number,
  blank: number,
): (count: number, outputs: Floats, labels: Int32Array, doutputs: Floats) => number {
  const lattice = new Lattice(columns, classes, blank);
  return (count, outputs, labels, doutputs) => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const first = n * columns * classes;
      sum += lattice.run(outputs, first, labels, n * MOST_SYMBOLS, doutputs);
    }
    return sum;
  };
}

/** The states of a text at every column: blank, first symbol, blank, second symbol, ..., blank. */
class Lattice {
  private readonly columns: number;
  private readonly classes: number;
  private readonly blank: number;
  private readonly symbols = new Int32Array(2 * MOST_SYMBOLS + 1);
  private readonly probabilities: Float64Array;
  private readonly forward: Float64Array;
  private readonly backward: Float64Array;
  private states = 0;

  constructor(columns: number, classes: number, blank: number) {
    this.columns = columns;
    this.classes = classes;
    this.blank = blank;
    this.probabilities = new Float64Array(columns * classes);
    this.forward = new Float64Array(columns * this.symbols.length);
    this.backward = new Float64Array(columns * this.symbols.length);
  }

  /** Minus the logarithm of the text's probability; writes its gradient by the scores. */
  run(scores: Floats, first: number, labels: Int32Array, text: number, dscores: Floats): number {
    this.setText(labels, text);
    this.squashColumns(scores, first);
    const loss = this.runForward();
    this.runBackward();
    this.writeGradient(dscores, first);
    return loss;
  }

  private setText(labels: Int32Array, from: number): void {
    const length = lengthOfText(labels, from);
    this.states = 2 * length + 1;
    for (let s = 0; s < this.states; s++) this.symbols[s] = s % 2 ? labels[from + (s >> 1)] : this.blank;
  }

  /** Softmax of every column. */
  private squashColumns(scores: Floats, first: number): void {
    const { classes, probabilities } = this;
    for (let at = 0; at < probabilities.length; at += classes) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let m = 0; m < classes; m++) largest = Math.max(largest, scores[first + at + m]);
      let sum = 0;
      for (let m = 0; m < classes; m++) sum += probabilities[at + m] = exp(scores[first + at + m] - largest);
      for (let m = 0; m < classes; m++) probabilities[at + m] = Math.max(LEAST, probabilities[at + m] / sum);
    }
  }

  /** Whether state `s` can be reached from the one two before it: the blank between may be left out. */
  private skips(s: number): boolean {
    return s % 2 === 1 && s > 1 && this.symbols[s] !== this.symbols[s - 2];
  }

  /** Probabilities of all beginnings that can still be finished, each column scaled to 1. */
  private runForward(): number {
    const { columns, classes, states, symbols, forward, probabilities } = this;
    const width = symbols.length;
    let loss = 0;
    for (let t = 0; t < columns; t++) {
      const [row, before] = [t * width, (t - 1) * width];
      const from = Math.max(0, states - 2 - 2 * (columns - 1 - t));
      let sum = 0;
      for (let s = 0; s < states; s++) {
        let value = 0;
        if (t === 0) value = s < 2 ? 1 : 0;
        else {
          value = forward[before + s];
          if (s > 0) value += forward[before + s - 1];
          if (this.skips(s)) value += forward[before + s - 2];
        }
        value = s < from ? 0 : value * probabilities[t * classes + symbols[s]];
        forward[row + s] = value;
        sum += value;
      }
      for (let s = 0; s < states; s++) forward[row + s] /= sum;
      loss -= log(sum);
    }
    const end = (columns - 1) * width + states - 1;
    return loss - log(forward[end] + (states > 1 ? forward[end - 1] : 0));
  }

  /** The same of all ends; each column is scaled to 1, as only their proportions count. */
  private runBackward(): void {
    const { columns, classes, states, symbols, backward, probabilities } = this;
    const width = symbols.length;
    for (let s = 0; s < states; s++) backward[(columns - 1) * width + s] = s >= states - 2 ? 1 : 0;
    for (let t = columns - 2; t >= 0; t--) {
      const [row, after] = [t * width, (t + 1) * width];
      const next = (s: number) => backward[after + s] * probabilities[(t + 1) * classes + symbols[s]];
      let sum = 0;
      for (let s = 0; s < states; s++) {
        let value = next(s);
        if (s + 1 < states) value += next(s + 1);
        if (s + 2 < states && this.skips(s + 2)) value += next(s + 2);
        backward[row + s] = value;
        sum += value;
      }
      for (let s = 0; s < states; s++) backward[row + s] /= sum;
    }
  }

  /** Of every column: probability of a symbol by its scores alone, minus that by the text. */
  private writeGradient(dscores: Floats, first: number): void {
    const { columns, classes, states, symbols, forward, backward, probabilities } = this;
    const width = symbols.length;
    for (let t = 0; t < columns; t++) {
      const at = first + t * classes;
      let sum = 0;
      for (let s = 0; s < states; s++) sum += forward[t * width + s] * backward[t * width + s];
      for (let m = 0; m < classes; m++) dscores[at + m] = probabilities[t * classes + m];
      // Ways so unlikely that nothing is left of them teach nothing.
      if (sum === 0) continue;
      for (let s = 0; s < states; s++) {
        dscores[at + symbols[s]] -= (forward[t * width + s] * backward[t * width + s]) / sum;
      }
    }
  }
}

/**
 * Whether the best symbol of every column of image `n`, repeated ones and blanks left out, is not the text at `from`.
 */
export function isMisread(
  outputs: ArrayLike<number>,
  n: number,
  { columns, classes, blank }: { columns: number; classes: number; blank: number },
  labels: ArrayLike<number>,
  from: number,
): boolean {
  const length = lengthOfText(labels, from);
  let found = 0;
  let last = blank;
  for (let t = 0; t < columns; t++) {
    const at = (n * columns + t) * classes;
    let best = 0;
    for (let m = 1; m < classes; m++) if (outputs[at + m] > outputs[at + best]) best = m;
    if (best !== blank && best !== last) {
      if (found >= length || labels[from + found] !== best) return true;
      found++;
    }
    last = best;
  }
  return found !== length;
}
