// LeNet-5's sizes with what came after 1998: every C3 map sees every S2 map, ReLU, max pooling, softmax. 61,706
// parameters. Pooling stands before ReLU: the same values as after it, four times fewer of them to squash.
import type { Definition } from './definition.ts';

export const lenet5Modern: Definition = {
  name: 'lenet5-modern',
  input: { maps: 1, rows: 32, columns: 32, background: 0, foreground: 3.33 },
  initial: { rule: 'squareRoot', gain: 1.73 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 6, kernel: 5 }, //                    6@28x28     156
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' }, //            6@14x14       0
    { name: 'C3', kind: 'convolution', maps: 16, kernel: 5 }, //                  16@10x10    2416
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' }, //           16@5x5         0
    { name: 'C5', kind: 'convolution', maps: 120, kernel: 5, activation: 'relu' }, // 120@1x1  48120
    { name: 'F6', kind: 'full', units: 84, activation: 'relu' }, //               84@1x1     10164
    { name: 'OUT', kind: 'full', units: 10 }, //                                  10@1x1       850
  ],
};
