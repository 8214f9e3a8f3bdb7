// LeNet-4 (section III.C.8) as far as the paper tells: 4 maps, 8 subsampling maps "in pairs", 16 maps, 16 subsampling
// maps, 120 units, 10 outputs; about 260,000 connections and 17,000 parameters. Sizes and tables are ours, as near to
// both counts as they come: 256,738 and 16,998. docs/paper.md says how they were found.
import type { Definition } from './definition.ts';

/** Each C1 map has a pair of S2 maps. */
const pairs = [[0], [0], [1], [1], [2], [2], [3], [3]];

/** 60 kernels, as many as LeNet-5 has: four S2 maps for a C3 map, or three. */
const c3Table: readonly (readonly number[])[] = [
  [0, 1, 3, 6],
  [1, 2, 4, 7],
  [0, 2, 3, 5],
  [1, 3, 4, 6],
  [2, 4, 5, 7],
  [0, 3, 5, 6],
  [1, 4, 6, 7],
  [0, 2, 5, 7],
  [0, 2, 5, 7],
  [1, 3, 6],
  [1, 2, 4, 7],
  [0, 3, 5],
  [1, 3, 4, 6],
  [2, 5, 7],
  [0, 3, 5, 6],
  [1, 4, 7],
];

/** 560 kernels: 80 units see five S4 maps, 40 see four, at distances 1, 3, 5 and 7. */
const c5Table = Array.from({ length: 120 }, (_, m) => {
  const step = 1 + 2 * (Math.floor(m / 16) % 4);
  return Array.from({ length: m % 3 === 2 ? 4 : 5 }, (_, n) => (m + n * step) % 16);
});

export const lenet4: Definition = {
  name: 'lenet4',
  input: { maps: 1, rows: 32, columns: 32, background: -0.1, foreground: 1.175 },
  initial: { rule: 'squareRoot', gain: 1 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 4, kernel: 5, activation: 'squash' }, //                  4@28x28    104
    // A subsampling layer with more maps than its input: means of blocks, then a coefficient and a bias for each map.
    { name: 'P2', kind: 'averagePooling', size: 2 }, //                                                4@14x14      0
    { name: 'S2', kind: 'convolution', maps: 8, kernel: 1, table: pairs, activation: 'squash' }, //    8@14x14     16
    { name: 'C3', kind: 'convolution', maps: 16, kernel: 5, table: c3Table, activation: 'squash' }, // 16@10x10  1516
    { name: 'S4', kind: 'subsampling', size: 2, activation: 'squash' }, //                             16@5x5      32
    { name: 'C5', kind: 'convolution', maps: 120, kernel: 5, table: c5Table, activation: 'squash' }, // 120@1x1 14120
    { name: 'OUT', kind: 'full', units: 10, activation: 'squash' }, //                                 10@1x1    1210
  ],
};
