// Penalties of pieces: how much less likely it is that a piece is a symbol than that it is rubbish, by the network and
// by its size and place in the line. As every piece of the graph is either on the path or rubbish, the path of least
// summed penalty is the most likely division of the whole graph, and long paths are not at a disadvantage.
import { log } from '../elementary.ts';
import type { Box } from '../vision/components.ts';
import type { Piece } from './pieces.ts';
import { DASH, POINT, RUBBISH, SLASH, SYMBOLS } from './symbols.ts';

/** Probabilities count as at least this. */
const LEAST = 1e-5;
const LEAST_LOGARITHM = log(LEAST);

/** Where a line's digits begin and how high they are, in pixels. */
export interface Line {
  readonly top: number;
  readonly height: number;
}

/** Ink that hangs together is mostly one character: price of every piece cut, and of every further piece joined. */
const CUT = 0.7;
const JOIN = 0.7;

/** Penalties of all symbols of one piece; `probabilities` are the network's, from `first` on. */
export function penaltiesOf(
  probabilities: ArrayLike<number>,
  first: number,
  { box, whole, partial }: Piece,
  line: Line,
): number[] {
  const penalties = new Array<number>(SYMBOLS).fill(Number.POSITIVE_INFINITY);
  const division = CUT * partial + JOIN * (whole + partial - 1);
  const rubbish = log(Math.max(LEAST, probabilities[first + RUBBISH]));
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const probability = probabilities[first + symbol];
    const own = probability > LEAST ? log(probability) : LEAST_LOGARITHM;
    penalties[symbol] = rubbish - own + division + misplacement(symbol, box, line);
  }
  penalties[RUBBISH] = 0;
  return penalties;
}

/** What is odd about the size and the place of a symbol: 0 where nothing is. */
function misplacement(symbol: number, box: Box, { top, height }: Line): number {
  const h = box.height / height;
  const w = box.width / height;
  const middle = (box.top + box.height / 2 - top) / height;
  const over = (excess: number, rate: number) => Math.max(0, excess) * rate;
  if (symbol === POINT) return over(h - 0.5, 12) + over(0.5 - middle, 12) + over(w - 0.5, 12);
  if (symbol === DASH) return over(h - 0.6, 12) + over(0.15 - w, 20) + over(Math.abs(middle - 0.5) - 0.6, 10);
  if (symbol === SLASH) return over(1 - h, 12);
  const tallest = symbol === 1 ? 1.3 : 1.7;
  return (
    over(0.5 - h, 16) +
    over(h - tallest, 8) +
    over(w - 1.4, 8) +
    over(middle - 0.8, 15) +
    over(0.1 - middle, 15)
  );
}
