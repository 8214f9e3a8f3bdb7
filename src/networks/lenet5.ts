// LeNet-5 as the paper has it (section II.B): 60,000 trainable parameters, 340,908 connections.

import type { Definition } from './definition.ts';
import { digitCodes } from './digit-codes.ts';

/** Table I: the S2 maps that each C3 map sees. */
export const c3Table: readonly (readonly number[])[] = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

export const lenet5: Definition = {
  name: 'lenet5',
  input: { maps: 1, rows: 32, columns: 32, background: -0.1, foreground: 1.175 },
  initial: { rule: 'fanIn', gain: 2.4 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 6, kernel: 5, activation: 'squash' }, //                  6@28x28    156
    { name: 'S2', kind: 'subsampling', size: 2, activation: 'squash' }, //                             6@14x14     12
    { name: 'C3', kind: 'convolution', maps: 16, kernel: 5, table: c3Table, activation: 'squash' }, // 16@10x10  1516
    { name: 'S4', kind: 'subsampling', size: 2, activation: 'squash' }, //                             16@5x5      32
    { name: 'C5', kind: 'convolution', maps: 120, kernel: 5, activation: 'squash' }, //                120@1x1  48120
    { name: 'F6', kind: 'full', units: 84, activation: 'squash' }, //                                  84@1x1   10164
    { name: 'RBF', kind: 'distances', codes: digitCodes }, //                                          10@1x1       0
  ],
};
