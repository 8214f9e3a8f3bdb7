// Twice the maps of lenet5-best: the teacher that lenet5-best learns from. 268,710 parameters.
import type { Definition } from './definition.ts';

export const lenet5Large: Definition = {
  name: 'lenet5-large',
  input: { maps: 1, rows: 32, columns: 32, background: 0, foreground: 3.33 },
  initial: { rule: 'squareRoot', gain: 1.73 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 32, kernel: 5 }, //                    32@28x28     832
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' }, //             32@14x14       0
    { name: 'C3', kind: 'convolution', maps: 64, kernel: 5 }, //                    64@10x10   51264
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' }, //             64@5x5         0
    { name: 'C5', kind: 'convolution', maps: 128, kernel: 5, activation: 'relu' }, // 128@1x1 204928
    { name: 'F6', kind: 'full', units: 84, activation: 'relu' }, //                 84@1x1     10836
    { name: 'OUT', kind: 'full', units: 10 }, //                                    10@1x1       850
  ],
};
