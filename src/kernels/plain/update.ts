// Element-wise routines: squares, sums of shards, update rules.
import type { Kernels } from '../kernels.ts';

export const clear: Kernels['clear'] = (length, x) => {
  x.fill(0, 0, length);
};

export const square: Kernels['square'] = (length, x, y) => {
  for (let n = 0; n < length; n++) y[n] = x[n] * x[n];
};

export const multiply: Kernels['multiply'] = (length, x, y) => {
  for (let n = 0; n < length; n++) y[n] *= x[n];
};

export const sum: Kernels['sum'] = (length, parts, stride, count, scale, total) => {
  for (let n = 0; n < length; n++) {
    let value = parts[n];
    for (let s = 1; s < count; s++) value += parts[s * stride + n];
    total[n] = value * scale;
  }
};

/** One step of descent, equations (18) and (21). */
export const descend: Kernels['descend'] = (length, w, dw, rates, rate) => {
  for (let n = 0; n < length; n++) {
    w[n] -= rate * rates[n] * dw[n];
    dw[n] = 0;
  }
};

/** Gradient descent with momentum (Polyak 1964). */
export const momentum: Kernels['momentum'] = (length, w, dw, velocity, rate, keep, decay) => {
  for (let n = 0; n < length; n++) {
    velocity[n] = keep * velocity[n] + dw[n] + decay * w[n];
    w[n] -= rate * velocity[n];
  }
};

/** AdamW (Loshchilov and Hutter 2019, algorithm 2). */
export const adamW: Kernels['adamW'] = (length, w, dw, m, v, step) => {
  const { rate, beta1, beta2, epsilon, decay, correction1, correction2 } = step;
  for (let n = 0; n < length; n++) {
    m[n] = beta1 * m[n] + (1 - beta1) * dw[n];
    v[n] = beta2 * v[n] + (1 - beta2) * dw[n] * dw[n];
    const direction = m[n] / correction1 / (Math.sqrt(v[n] / correction2) + epsilon);
    w[n] -= rate * (direction + decay * w[n]);
  }
};

export const average: Kernels['average'] = (length, w, mean, rate) => {
  for (let n = 0; n < length; n++) mean[n] += rate * (w[n] - mean[n]);
};
