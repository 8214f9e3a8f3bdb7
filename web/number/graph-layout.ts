// Where the pieces of a segmentation graph are drawn: bars below the writing, in as few rows as they fit into, those of
// the best path in the first.
import { type ReadingParts, SYMBOL_TEXT } from '../../src/index.ts';

export interface Bar {
  readonly piece: number;
  readonly row: number;
  readonly left: number;
  readonly right: number;
  /** What it is most likely, if a character, and how likely. */
  readonly text: string;
  readonly share: number;
  readonly isOnPath: boolean;
}

export interface GraphLayout {
  readonly bars: readonly Bar[];
  readonly rows: number;
  /** Part of the upright ink that is shown, and CSS pixels for each of its pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** Most rows below the best path; what is less likely and finds no room there is left out. */
const MOST_ROWS = 5;
const LEAST_WIDTH = 14;
const ROOM = 3;
const HIGHEST = 130;

/** The likeliest character of a piece: rubbish is none. */
function characterOf(probabilities: Float32Array): { text: string; share: number } {
  let best = 0;
  for (const [n, share] of probabilities.entries()) {
    if ((SYMBOL_TEXT[n] ?? '') !== '' && share > probabilities[best]) best = n;
  }
  return { text: SYMBOL_TEXT[best], share: probabilities[best] };
}

export function layOutGraph({ segments, pieces, path }: ReadingParts, width: number): GraphLayout {
  const left = Math.min(...segments.map(({ box }) => box.left));
  const top = Math.min(...segments.map(({ box }) => box.top));
  const right = Math.max(...segments.map(({ box }) => box.left + box.width));
  const bottom = Math.max(...segments.map(({ box }) => box.top + box.height));
  const size = { width: right - left, height: bottom - top };
  const scale = Math.min(width / size.width, HIGHEST / size.height);
  const onPath = new Map(path.map(({ piece, symbol }) => [piece, symbol]));
  const bars = pieces.map(({ box, probabilities }, piece): Omit<Bar, 'row'> => {
    const middle = (box.left + box.width / 2 - left) * scale;
    const half = Math.max(LEAST_WIDTH, box.width * scale) / 2;
    const symbol = onPath.get(piece);
    const read =
      symbol === undefined ? undefined : { text: SYMBOL_TEXT[symbol], share: probabilities[symbol] };
    return {
      ...{ piece, left: Math.max(0, middle - half), right: Math.min(width, middle + half) },
      ...(read ?? characterOf(probabilities)),
      isOnPath: symbol !== undefined,
    };
  });
  const placed = placeBars(bars);
  return {
    ...{ bars: placed, rows: Math.max(0, ...placed.map(({ row }) => row + 1)) },
    ...{ left, top, ...size, scale },
  };
}

/** The best path in row 0, then the likeliest first, each in the first row that has room for it. */
function placeBars(bars: readonly Omit<Bar, 'row'>[]): Bar[] {
  const placed: Bar[] = bars.filter(({ isOnPath }) => isOnPath).map((bar) => ({ ...bar, row: 0 }));
  const others = bars.filter(({ isOnPath }) => !isOnPath).sort((a, b) => b.share - a.share);
  const first = placed.length > 0 ? 1 : 0;
  for (const bar of others) {
    const isFree = (row: number) =>
      placed.every(
        (other) => other.row !== row || other.right + ROOM <= bar.left || bar.right + ROOM <= other.left,
      );
    const row = [...Array(MOST_ROWS).keys()].map((n) => n + first).find(isFree);
    if (row !== undefined) placed.push({ ...bar, row });
  }
  return placed;
}
