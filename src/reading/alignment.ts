// Where the symbols of a text are in a swept line: the likeliest of all ways to write it over the columns (the Viterbi
// algorithm, section VI of the paper).
import { exp } from '../elementary.ts';
import type { Sight } from './sweep.ts';
import { RUBBISH, SYMBOLS } from './symbols.ts';

/** Columns `first`..`last` of the output show one symbol; `confidence`: the highest probability that they give it. */
export interface Place {
  readonly first: number;
  readonly last: number;
  readonly confidence: number;
}

/** The place of each symbol of a text that fits into the columns. */
export function placesOf({ columns, logarithms }: Sight, symbols: readonly number[]): Place[] {
  const states = 2 * symbols.length + 1;
  const symbolOf = (state: number) => (state % 2 ? symbols[state >> 1] : RUBBISH);
  const from = new Int8Array(columns * states);
  let before = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  before[0] = 0;
  for (let t = 0; t < columns; t++) {
    const now = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      let best = 0;
      if (s > 0 && before[s - 1] > before[s]) best = 1;
      const canSkip = s % 2 === 1 && s > 1 && symbolOf(s) !== symbolOf(s - 2);
      if (canSkip && before[s - 2] > before[s - best]) best = 2;
      now[s] = before[s - best] + logarithms[t * SYMBOLS + symbolOf(s)];
      from[t * states + s] = best;
    }
    before = now;
  }
  const places = symbols.map((symbol) => ({
    symbol,
    first: -1,
    last: -1,
    confidence: Number.NEGATIVE_INFINITY,
  }));
  let state = states > 1 && before[states - 2] > before[states - 1] ? states - 2 : states - 1;
  for (let t = columns - 1; t >= 0; t--) {
    if (state % 2) {
      const place = places[state >> 1];
      place.first = t;
      if (place.last < 0) place.last = t;
      place.confidence = Math.max(place.confidence, logarithms[t * SYMBOLS + place.symbol]);
    }
    state -= from[t * states + state];
  }
  return places.map(({ first, last, confidence }) => ({ first, last, confidence: exp(confidence) }));
}
