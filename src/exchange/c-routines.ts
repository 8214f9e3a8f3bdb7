// The routines of a C header, as text: PREFIX stands for the network's name, WEIGHT for the type of its weights. Loops over
// columns are innermost, so that compilers use vectors where there are some.

const CONVOLUTION = (
  int8: boolean,
) => `static inline void PREFIX_convolution(const float *x, float *y, const WEIGHT *weights,${int8 ? ' const float *scales,' : ''}
                                      const float *biases, int inputs, int rows, int columns, int height,
                                      int width, int maps) {
  int m, k, i, j, r, c, n;
  const int down = rows - height + 1, across = columns - width + 1;
  for (m = 0; m < maps; m++) {
    float *out = y + m * down * across;
    for (n = 0; n < down * across; n++) out[n] = ${int8 ? '0.f' : 'biases[m]'};
    for (k = 0; k < inputs; k++)
      for (i = 0; i < height; i++)
        for (j = 0; j < width; j++) {
          const float weight = (float)*weights++;
          if (weight == 0.f) continue;
          for (r = 0; r < down; r++) {
            const float *in = x + (k * rows + r + i) * columns + j;
            for (c = 0; c < across; c++) out[r * across + c] += weight * in[c];
          }
        }${int8 ? '\n    for (n = 0; n < down * across; n++) out[n] = out[n] * scales[m] + biases[m];' : ''}
  }
}`;

const FULL = (
  int8: boolean,
) => `static inline void PREFIX_full(const float *x, float *y, const WEIGHT *weights,${int8 ? ' const float *scales,' : ''}
                               const float *biases, int inputs, int units) {
  int m, n;
  for (m = 0; m < units; m++) {
    float sum = 0.f;
    for (n = 0; n < inputs; n++) sum += (float)*weights++ * x[n];
    y[m] = ${int8 ? 'sum * scales[m]' : 'sum'} + biases[m];
  }
}`;

const pooling = (name: string, start: string, take: string, result: string) =>
  `static inline void PREFIX_${name}(const float *x, float *y, int maps, int rows, int columns, int size) {
  int m, r, c, i, j;
  for (m = 0; m < maps; m++)
    for (r = 0; r < rows / size; r++)
      for (c = 0; c < columns / size; c++) {
        const float *in = x + (m * rows + r * size) * columns + c * size;
        float value = ${start};
        for (i = 0; i < size; i++)
          for (j = 0; j < size; j++) ${take};
        *y++ = ${result};
      }
}`;

const pointwise = (name: string, value: string) => `static inline void PREFIX_${name}(float *y, int length) {
  int n;
  for (n = 0; n < length; n++) y[n] = ${value};
}`;

const ROUTINES = {
  convolution: CONVOLUTION,
  full: FULL,
  maxPooling: () =>
    pooling('maxPooling', '*in', 'if (in[i * columns + j] > value) value = in[i * columns + j]', 'value'),
  averagePooling: () =>
    pooling('averagePooling', '0.f', 'value += in[i * columns + j]', 'value / (float)(size * size)'),
  scale:
    () => `static inline void PREFIX_scale(float *y, const float *factors, const float *shifts, int maps, int positions) {
  int m, n;
  for (m = 0; m < maps; m++)
    for (n = 0; n < positions; n++, y++) *y = *y * factors[m] + shifts[m];
}`,
  distances:
    () => `static inline void PREFIX_distances(const float *x, float *y, const float *codes, int maps, int classes) {
  int m, k;
  for (m = 0; m < classes; m++) {
    float sum = 0.f;
    for (k = 0; k < maps; k++, codes++) sum += (x[k] - *codes) * (x[k] - *codes);
    y[m] = sum;
  }
}`,
  squash: () => pointwise('squash', '1.7159f * tanhf(0.6666667f * y[n])'),
  sigmoid: () => pointwise('sigmoid', '1.f / (1.f + expf(-y[n]))'),
  relu: () => pointwise('relu', 'y[n] > 0.f ? y[n] : 0.f'),
} as const;

export type RoutineName = keyof typeof ROUTINES;

export const cRoutine = (name: RoutineName, int8: boolean): string => ROUTINES[name](int8);
