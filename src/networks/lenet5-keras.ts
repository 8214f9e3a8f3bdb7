// The convolutional network of many Keras tutorials, which is called LeNet-5 there: 155,606 parameters, initial
// values as Keras' 'uniform'.
import type { Definition } from './definition.ts';

export const lenet5Keras: Definition = {
  name: 'lenet5-keras',
  input: { maps: 1, rows: 28, columns: 28, background: 0, foreground: 1 },
  initial: { rule: 'uniform', limit: 0.05 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 32, kernel: 5 }, //         32@24x24     832
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' }, //  32@12x12       0
    { name: 'C3', kind: 'convolution', maps: 64, kernel: 5 }, //         64@8x8     51264
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' }, //  64@4x4         0
    { name: 'F5', kind: 'full', units: 100, activation: 'relu' }, //    100@1x1    102500
    { name: 'OUT', kind: 'full', units: 10 }, //                         10@1x1      1010
  ],
};
