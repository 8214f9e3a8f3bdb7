// What the swept network says about a line that it has seen a few times, each time a little more or less slanted
// or broad: the mean of its penalties.
import type { Box } from '../vision/components.ts';
import type { Upright } from '../vision/slant.ts';
import { placesOf } from './alignment.ts';
import { bestTexts, penaltyOfText } from './beam.ts';
import type { Grammar } from './grammar.ts';
import type { SeenSymbol } from './graph.ts';
import type { Line } from './line.ts';
import { Opinion } from './opinion.ts';
import { type Sight, STEP } from './sweep.ts';

/** What the network saw one time. */
class Look extends Opinion {
  readonly sight: Sight;

  constructor(sight: Sight) {
    super();
    this.sight = sight;
  }

  protected propose(grammar: Grammar, count: number): (readonly number[])[] {
    return bestTexts(this.sight, grammar, count).map(({ symbols }) => symbols);
  }

  protected weigh(symbols: readonly number[]): number {
    return penaltyOfText(this.sight, symbols);
  }
}

export class SweptLine {
  private readonly ink: Upright;
  readonly line: Line;
  private readonly looks: readonly Look[];

  private constructor(ink: Upright, line: Line, looks: readonly Look[]) {
    this.ink = ink;
    this.line = line;
    this.looks = looks;
  }

  /** `line` of the upright `ink`, as it stands there, was seen so. */
  static of(ink: Upright, line: Line, sight: Sight): SweptLine {
    return new SweptLine(ink, line, [new Look(sight)]);
  }

  /** The same line, and what was seen of it in other shapes. */
  with(sights: readonly Sight[]): SweptLine {
    return new SweptLine(this.ink, this.line, [...this.looks, ...sights.map((sight) => new Look(sight))]);
  }

  /** What the network sees of the line as it stands there. */
  get sight(): Sight {
    return this.looks[0].sight;
  }

  /** The likeliest texts of each sight that the grammar allows, as symbols. */
  bestTexts(grammar: Grammar, count: number): (readonly number[])[] {
    return this.looks.flatMap((look) => look.bestTexts(grammar, count));
  }

  /** Minus the logarithm of a text's probability. */
  penaltyOf(symbols: readonly number[]): number {
    const sum = this.looks.reduce((total, look) => total + look.penaltyOf(symbols), 0);
    return sum / this.looks.length;
  }

  /** Where the symbols of a text stand: from half the way to the one before to half the way to the next one. */
  placesOf(symbols: readonly number[]): SeenSymbol[] {
    const { sight } = this;
    const places = placesOf(sight, symbols);
    const columnOf = (output: number) => this.line.left + (STEP * output + sight.middle) / this.line.across;
    const reach = (2.5 * STEP) / this.line.across;
    return places.map(({ first, last, confidence }, n) => {
      const [before, after] = [places[n - 1]?.last ?? -1e9, places[n + 1]?.first ?? 1e9];
      const left = Math.max(columnOf((before + first) / 2), columnOf(first) - reach);
      const right = Math.min(columnOf((last + after) / 2), columnOf(last) + reach);
      return { symbol: symbols[n], confidence, box: this.boxBetween(left, right) };
    });
  }

  /** The ink between two columns of the upright line, in the picture before its slant was taken out. */
  private boxBetween(from: number, to: number): Box {
    const { width, height, data, shifts } = this.ink;
    const [first, end] = [Math.max(0, Math.floor(from)), Math.min(width, Math.ceil(to))];
    let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, 0, height, 0];
    for (let row = 0; row < height; row++) {
      for (let column = first; column < end; column++) {
        if (data[row * width + column] === 0) continue;
        left = Math.min(left, column - shifts[row]);
        right = Math.max(right, column + 1 - shifts[row]);
        top = Math.min(top, row);
        bottom = row + 1;
      }
    }
    if (bottom === 0) return { left: Math.max(0, first), top: 0, width: Math.max(1, end - first), height };
    left = Math.max(0, Math.floor(left));
    return { left, top, width: Math.max(1, Math.ceil(right) - left), height: bottom - top };
  }
}
