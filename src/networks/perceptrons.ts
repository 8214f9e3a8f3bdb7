// The networks of full layers that the paper compares with (sections III.C.1 and III.C.5), all with one output for
// each class, trained to +1 and -1. Squashing the output does not change which is the largest.
import type { Definition } from './definition.ts';

function perceptron(name: string, hidden: readonly number[]): Definition {
  return {
    name,
    input: { maps: 1, rows: 28, columns: 28, background: -0.1, foreground: 1.175 },
    initial: { rule: 'squareRoot', gain: 1 },
    layers: [
      ...hidden.map(
        (units, n) => ({ name: `F${n + 1}`, kind: 'full', units, activation: 'squash' }) as const,
      ),
      { name: 'OUT', kind: 'full', units: 10, activation: 'squash' },
    ],
  };
}

export const linear = perceptron('linear', []); //                      7,850 parameters
export const mlp300 = perceptron('mlp-300', [300]); //                238,510
export const mlp1000 = perceptron('mlp-1000', [1000]); //             795,010
export const mlp300x100 = perceptron('mlp-300-100', [300, 100]); //   266,610
