// An opinion about what is written in a line: texts that it proposes, and what it holds against a text. Who looks at a
// line again asks much of this again: the answers are kept.
import type { Grammar } from './grammar.ts';

export abstract class Opinion {
  private readonly penalties = new Map<string, number>();
  private proposal: { grammar: Grammar; count: number; texts: readonly (readonly number[])[] } | undefined;

  /** The `count` likeliest texts that the grammar allows, as symbols. */
  bestTexts(grammar: Grammar, count: number): readonly (readonly number[])[] {
    const { proposal } = this;
    if (proposal && proposal.grammar === grammar && proposal.count === count) return proposal.texts;
    const texts = this.propose(grammar, count);
    this.proposal = { grammar, count, texts };
    return texts;
  }

  /** Minus the logarithm of a text's share of the probability of all texts; Infinity where it cannot be written. */
  penaltyOf(symbols: readonly number[]): number {
    const text = symbols.join();
    const known = this.penalties.get(text);
    if (known !== undefined) return known;
    const penalty = this.weigh(symbols);
    this.penalties.set(text, penalty);
    return penalty;
  }

  protected abstract propose(grammar: Grammar, count: number): readonly (readonly number[])[];
  protected abstract weigh(symbols: readonly number[]): number;
}
