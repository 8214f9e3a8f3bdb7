// The paper's own numbers, as printed or read off its figures. Errors in %, counts in thousands.

/** Figure 5: after 1, 2, ... 20 passes. */
export const figure5 = {
  training: [
    ...[4.95, 3.07, 1.77, 1.48, 1.21, 0.89, 0.76, 0.68, 0.55, 0.47],
    ...[0.44, 0.42, 0.39, 0.36, 0.36, 0.36, 0.36, 0.34, 0.34, 0.34],
  ],
  test: [
    ...[2.67, 2.25, 1.48, 1.42, 1.42, 1.08, 1.03, 1.05, 0.97, 0.95],
    ...[0.95, 0.97, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95],
  ],
} as const;

/** Figure 6, by the number of training digits; the last with distortions. */
export const figure6 = [
  { digits: 15_000, distorted: false, test: 1.68, training: 0.05 },
  { digits: 30_000, distorted: false, test: 1.14, training: 0.31 },
  { digits: 60_000, distorted: false, test: 0.94, training: 0.35 },
  { digits: 60_000, distorted: true, test: 0.82, training: null },
] as const;

/** Figure 8: right digit and answer of each of the 82 mistakes, in reading order. */
export const figure8 = (
  '46 35 82 21 53 48 28 35 65 73 94 80 78 53 87 06 37 27 83 94 82 53 48 39 60 98 49 61 94 91 ' +
  '94 20 61 35 32 95 60 60 60 68 46 73 94 46 27 97 43 94 94 94 87 42 84 35 84 65 85 38 38 98 ' +
  '15 98 63 02 65 95 07 16 49 21 28 85 49 72 72 65 97 61 56 50 49 28'
).split(' ');

export interface PaperRow {
  /** The experiment that is ours. */
  readonly experiment: string;
  readonly name: string;
  /** Figure 9: test error; figure 10: to reject for 0.5 % error. */
  readonly error: number | null;
  readonly rejected: number | null;
  /** Figures 11 and 12: multiply-adds and stored variables, thousands. */
  readonly multiplyAdds: number | null;
  readonly variables: number | null;
}

const row = (
  experiment: string,
  name: string,
  error: number | null,
  rejected: number | null,
  multiplyAdds: number | null,
  variables: number | null,
): PaperRow => ({ experiment, name, error, rejected, multiplyAdds, variables });

/** Figures 9 to 12, the classifiers that are here, in the paper's order. */
export const comparison: readonly PaperRow[] = [
  row('linear', 'linear', 12.0, null, 4, 4),
  row('neighbours', 'k-NN, Euclidean, k = 3', 5.0, null, 24_000, 24_000),
  row('quadratic', '40 PCA + quadratic', 3.3, null, 39, 40),
  row('mlp-300', '28x28-300-10', 4.7, null, null, null),
  row('mlp-1000', '28x28-1000-10', 4.5, null, 795, 795),
  row('mlp-300-100', '28x28-300-100-10', 3.05, null, 267, 267),
  row('lenet1', 'LeNet-1', 1.7, 3.7, 100, 3),
  row('lenet4', 'LeNet-4', 1.1, 1.8, 260, 17),
  row('lenet5', 'LeNet-5', 0.95, null, 401, 60),
  row('lenet5-distorted', 'LeNet-5, distortions', 0.8, null, 401, 60),
  row('boosted', 'boosted LeNet-4, distortions', 0.7, 0.5, 460, 51),
  row('lenet5-best', 'lenet5-best, packaged', null, null, null, null),
];

/** Section II.B, layer by layer: trainable parameters and connections. */
export const layers: Readonly<Record<string, { parameters: number; connections: number }>> = {
  C1: { parameters: 156, connections: 122_304 },
  S2: { parameters: 12, connections: 5_880 },
  C3: { parameters: 1_516, connections: 151_600 },
  S4: { parameters: 32, connections: 2_000 },
  C5: { parameters: 48_120, connections: 48_120 },
  F6: { parameters: 10_164, connections: 10_164 },
};

export const totals = { parameters: 60_000, connections: 340_908 };
