// Counts of grey values, and what is read from them: Otsu's threshold and quantiles.

/** A threshold and how well it splits: `separation` is Otsu's eta, 0 (one heap) .. 1 (two sharp levels). */
export interface Split {
  /** The lower class is every value <= threshold. */
  readonly threshold: number;
  readonly separation: number;
}

/**
 * Otsu's threshold (1979): the split with the greatest variance between the two classes. In an empty valley
 * between two levels every threshold is as good; the middle of the valley is taken.
 */
export function otsu(histogram: ArrayLike<number>): Split {
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let v = 0; v < histogram.length; v++) {
    total += histogram[v];
    sum += histogram[v] * v;
    squares += histogram[v] * v * v;
  }
  const variance = total > 0 ? squares / total - (sum / total) ** 2 : 0;
  let best = 0;
  let first = 0;
  let last = 0;
  let below = 0;
  let sumBelow = 0;
  for (let v = 0; v < histogram.length - 1; v++) {
    below += histogram[v];
    sumBelow += histogram[v] * v;
    if (below === 0 || below === total) continue;
    const distance = sumBelow / below - (sum - sumBelow) / (total - below);
    const between = (below / total) * ((total - below) / total) * distance * distance;
    if (between > best) {
      best = between;
      first = v;
      last = v;
    } else if (between === best && histogram[v] === 0) last = v;
  }
  return { threshold: (first + last) >> 1, separation: variance > 0 ? best / variance : 0 };
}

/** The smallest value v in `from`..`to` so that `share` (0..1) of the counts in that range are <= v. */
export function quantile(
  histogram: ArrayLike<number>,
  share: number,
  from = 0,
  to = histogram.length - 1,
): number {
  let total = 0;
  for (let v = from; v <= to; v++) total += histogram[v];
  let seen = 0;
  for (let v = from; v <= to; v++) {
    seen += histogram[v];
    if (seen > 0 && seen >= share * total) return v;
  }
  return to;
}
