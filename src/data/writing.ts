// How one person writes one string, drawn at random.
import { exp } from '../elementary.ts';
import type { Random } from '../random.ts';
import { stylesOf } from './drawn-digits.ts';
import type { Hand } from './glyphs.ts';
import { pick } from './texts.ts';

export interface Writing extends Hand {
  /** Between characters, in heights of a digit; below 0 they overlap. */
  readonly gap: number;
  /** Columns to the right for every row upwards. */
  readonly slant: number;
  /** How often the pen is not lifted between two characters, and how often a digit is a drawn one, 0..1. */
  readonly links: number;
  readonly drawn: number;
  /** Height of the first digit, and of some at the end, against the others. */
  readonly first: number;
  readonly end: number;
  /** How zeros in a row are written, where not as others are. */
  readonly chain?: Chain;
}

/** Zeros in a row, written without care: alike, often small and broad, each close to the one before it or into it. */
export interface Chain {
  /** Of the drawn zeros; undefined for those of the set. */
  readonly style: number | undefined;
  readonly zeros: number;
  readonly breadth: number;
  readonly gap: number;
}

export function drawWriting(random: Random): Writing {
  const height = random.uniform(20, 52);
  const threshold = random.uniform(0.25, 0.62);
  const looseness = random.uniform();
  const gap =
    looseness < 0.25
      ? random.uniform(-0.12, 0.03)
      : random.uniform(0.0, looseness < 0.7 ? 0.25 : looseness < 0.9 ? 0.6 : 1.2);
  return {
    ...{ height, threshold, gap },
    radius: height * (0.075 - 0.05 * threshold) * random.uniform(0.9, 1.3),
    bars: pick([0, 0.3, 0.9], random),
    flags: pick([0, 0.3, 0.9, 0.9], random),
    drawn: pick([0, 0.2, 0.4, 0.7, 0.95], random),
    breadth: exp(random.uniform(-0.3, 0.6)),
    openZeros: pick([0, 0, 0, 0, 0.7], random),
    slashedZeros: random.uniform() < 0.06 ? 0.9 : 0,
    zeros: random.uniform() < 0.4 ? random.uniform(0.5, 0.9) : 1,
    unrest: random.uniform(0.02, 0.14),
    slant: random.uniform(-0.2, 0.55),
    first: random.uniform() < 0.15 ? random.uniform(1.1, 1.5) : 1,
    end: random.uniform() < 0.25 ? random.uniform(0.55, 0.9) : 1,
    links: random.uniform() < 0.4 ? 0.6 : 0,
    chain: random.uniform() < 0.4 ? drawChain(random) : undefined,
  };
}

const drawChain = (random: Random): Chain => ({
  style: random.uniform() < 0.7 ? random.integer(stylesOf(0)) : undefined,
  zeros: random.uniform(0.4, 1),
  breadth: exp(random.uniform(-0.1, 0.7)),
  gap: random.uniform(-0.2, 0.05),
});
