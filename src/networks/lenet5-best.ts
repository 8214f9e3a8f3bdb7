// The best LeNet-5 of today: the paper's layers and no more parameters than its all-connected relative, but shared out
// anew, many maps and a small C5: a convolution's weights serve every position, a full layer's only one. 60,202
// parameters.
import type { Definition } from './definition.ts';

export const lenet5Best: Definition = {
  name: 'lenet5-best',
  input: { maps: 1, rows: 32, columns: 32, background: 0, foreground: 3.33 },
  initial: { rule: 'squareRoot', gain: 1.73 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 16, kernel: 5 }, //                   16@28x28     416
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' }, //            16@14x14       0
    { name: 'C3', kind: 'convolution', maps: 32, kernel: 5 }, //                   32@10x10   12832
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' }, //            32@5x5         0
    { name: 'C5', kind: 'convolution', maps: 52, kernel: 5, activation: 'relu' }, // 52@1x1   41652
    { name: 'F6', kind: 'full', units: 84, activation: 'relu' }, //                84@1x1      4452
    { name: 'OUT', kind: 'full', units: 10 }, //                                   10@1x1       850
  ],
};
