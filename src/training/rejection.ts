// Rejection: answers that are not sure enough are refused, and fewer of the others are wrong (section III.C). How sure
// an answer is, is the distance between the outputs of the two best classes.
import { UsageError } from '../errors.ts';
import { bestClass } from './losses.ts';

export interface Rejection {
  /** Share of all answers that is rejected, 0..1. */
  readonly rejected: number;
  /** Share of wrong answers among the accepted ones; 0 if none is accepted. */
  readonly error: number;
}

export interface Margins {
  /** How sure each answer is: the difference of the two best outputs, not negative. */
  readonly margins: Float64Array;
  /** 1 where the answer is wrong. */
  readonly wrong: Uint8Array;
}

/** Margins of outputs [picture][class]. */
export function marginsOf(
  outputs: ArrayLike<number>,
  labels: Uint8Array,
  classes: number,
  kind: 'penalties' | 'scores',
): Margins {
  const sign = kind === 'penalties' ? -1 : 1;
  const margins = new Float64Array(labels.length);
  const wrong = new Uint8Array(labels.length);
  for (let n = 0; n < labels.length; n++) {
    const best = bestClass(outputs, n, classes, kind);
    let second = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < classes; m++) {
      if (m !== best) second = Math.max(second, sign * outputs[n * classes + m]);
    }
    margins[n] = sign * outputs[n * classes + best] - second;
    wrong[n] = best === labels[n] ? 0 : 1;
  }
  return { margins, wrong };
}

/** What is reached by rejecting none, the least sure one, the two least sure, ... all; equally sure ones go together. */
export function rejectionCurve({ margins, wrong }: Margins): Rejection[] {
  const count = margins.length;
  const order = Array.from(margins.keys()).sort((a, b) => margins[a] - margins[b]);
  let errors = wrong.reduce((sum, value) => sum + value, 0);
  const curve = [{ rejected: 0, error: errors / count }];
  for (const [n, index] of order.entries()) {
    errors -= wrong[index];
    const next = order[n + 1];
    if (next !== undefined && margins[next] === margins[index]) continue;
    const accepted = count - n - 1;
    curve.push({ rejected: (n + 1) / count, error: accepted > 0 ? errors / accepted : 0 });
  }
  return curve;
}

/** The least share to reject so that at most `error` of the accepted answers are wrong. Throws UsageError outside 0..1. */
export function rejectionFor(curve: readonly Rejection[], error: number): number {
  if (!(error >= 0 && error <= 1)) throw new UsageError(`rejection: error; expected 0..1, got ${error}.`);
  return curve.find((point) => point.error <= error)!.rejected;
}
