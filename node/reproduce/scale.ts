// How large the reproduction is: everything as the paper has it, or a quick look with fewer passes and seeds.

export interface Scale {
  readonly name: 'full' | 'quick';
  /** Seeds of LeNet-5 itself, of the other networks, and of the boosted one, which costs three. */
  readonly seeds: { readonly lenet5: number; readonly others: number; readonly boosted: number };
  /** Most passes over the training set; the recipes' own unless told. */
  readonly passes?: number;
  /** Training digits. */
  readonly training: number;
  /** Patterns of the second and third network of the boosted one. */
  readonly hard: number;
  /** Test digits of the nearest neighbours and of the tolerance of changes. */
  readonly neighbours: number;
  readonly tolerance: number;
}

export const full: Scale = {
  name: 'full',
  seeds: { lenet5: 5, others: 3, boosted: 1 },
  training: 60_000,
  hard: 60_000,
  neighbours: 10_000,
  tolerance: 10_000,
};

export const quick: Scale = {
  name: 'quick',
  seeds: { lenet5: 2, others: 1, boosted: 1 },
  passes: 3,
  training: 60_000,
  hard: 15_000,
  neighbours: 2_000,
  tolerance: 1_000,
};

/** The same with another number of seeds for everything. */
export function withSeeds(scale: Scale, seeds: number | undefined): Scale {
  if (seeds === undefined) return scale;
  return { ...scale, seeds: { lenet5: seeds, others: seeds, boosted: seeds } };
}

/** What has to stand beside every number of a quick run; undefined for a full one. */
export function warningOf({ name, passes }: Scale): string | undefined {
  if (name === 'full') return undefined;
  return `QUICK: at most ${passes} passes where the paper has 20, and few seeds. These errors are larger than those of a full run.`;
}
