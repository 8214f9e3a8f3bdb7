// Cross-entropy of a softmax. For penalties (sign -1) it is equation (9), e^-j the rubbish class.
import { exp, log } from '../../elementary.ts';
import type { Kernels } from '../kernels.ts';

export const crossEntropy: Kernels['crossEntropy'] = (
  count,
  classes,
  sign,
  scores,
  labels,
  dscores,
  rubbish = Number.NEGATIVE_INFINITY,
) => {
  let loss = 0;
  for (let n = 0; n < count; n++) {
    const row = scores.subarray(n * classes, (n + 1) * classes);
    const signed = Array.from(row, (score) => sign * score);
    const largest = Math.max(...signed, rubbish);
    const sum = signed.reduce((total, score) => total + exp(score - largest), exp(rubbish - largest));
    for (let m = 0; m < classes; m++) {
      const probability = exp(signed[m] - largest) / sum;
      dscores[n * classes + m] = sign * (probability - (m === labels[n] ? 1 : 0));
    }
    loss += log(sum) + largest - signed[labels[n]];
  }
  return loss;
};
