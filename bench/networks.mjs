// The two networks that are measured, as plain data, with the work they take. Names, sizes and input scales are those
// of src/networks; the runner's first check fails if they are not. Weights are made from a seed: speed and agreement
// do not depend on a trained model. Pooling is written behind its convolution; each peer takes ReLU before or after
// max pooling (the same values), whichever is faster for it.

/** Layers: { name, maps, kernel, pool, relu } is a convolution, { name, units, relu } a fully connected layer. */
export const networks = {
  M: {
    name: 'lenet5-modern',
    input: { rows: 32, columns: 32, background: 0, foreground: 3.33 },
    parameters: 61_706,
    layers: [
      { name: 'C1', maps: 6, kernel: 5, pool: true, relu: true },
      { name: 'C3', maps: 16, kernel: 5, pool: true, relu: true },
      { name: 'C5', maps: 120, kernel: 5, pool: false, relu: true },
      { name: 'F6', units: 84, relu: true },
      { name: 'OUT', units: 10, relu: false },
    ],
  },
  K: {
    name: 'lenet5-keras',
    input: { rows: 28, columns: 28, background: 0, foreground: 1 },
    parameters: 155_606,
    layers: [
      { name: 'C1', maps: 32, kernel: 5, pool: true, relu: true },
      { name: 'C3', maps: 64, kernel: 5, pool: true, relu: true },
      { name: 'F5', units: 100, relu: true },
      { name: 'OUT', units: 10, relu: false },
    ],
  },
};

/** Each layer with the shape it sees ({ maps, rows, columns }) and its multiply-adds for one image. */
export function planLayers(network) {
  let input = { maps: 1, rows: network.input.rows, columns: network.input.columns };
  return network.layers.map((layer) => {
    const seen = input;
    if (layer.units) {
      const inputs = seen.maps * seen.rows * seen.columns;
      input = { maps: layer.units, rows: 1, columns: 1 };
      return { ...layer, input: seen, inputs, multiplyAdds: inputs * layer.units };
    }
    const rows = seen.rows - layer.kernel + 1;
    const columns = seen.columns - layer.kernel + 1;
    const inputs = seen.maps * layer.kernel ** 2;
    const shrink = layer.pool ? 2 : 1;
    input = { maps: layer.maps, rows: rows / shrink, columns: columns / shrink };
    return { ...layer, input: seen, inputs, multiplyAdds: rows * columns * layer.maps * inputs };
  });
}

/** Multiply-adds for one image; a training step needs no gradient of the picture itself. */
export function workOf(network) {
  const work = planLayers(network).map((layer) => layer.multiplyAdds);
  const forward = work.reduce((sum, each) => sum + each, 0);
  return { forward, training: 3 * forward - work[0] };
}

/**
 * A layer's weights, [m][k][i][j] or [unit][input], with maps last: [i][j][k][m] or [input][unit], where the inputs
 * too are in the order row, column, map.
 */
export function mapsLast(layer, weights) {
  const { maps, rows, columns } = layer.units
    ? layer.input
    : { maps: layer.input.maps, rows: layer.kernel, columns: layer.kernel };
  const outputs = layer.units ?? layer.maps;
  const turned = new Float32Array(weights.length);
  for (let m = 0; m < outputs; m++) {
    for (let k = 0; k < maps; k++) {
      for (let rc = 0; rc < rows * columns; rc++) {
        turned[(rc * maps + k) * outputs + m] = weights[(m * maps + k) * rows * columns + rc];
      }
    }
  }
  return turned;
}

/** Every tensor a peer needs: `C1.weights`, `C1.biases`, ..., `pixels` (u8, 28x28), `images` (f32), `labels` (u8). */
export function makeTensors(network, { pixels, labels }, seed = 1) {
  const random = makeRandom(seed);
  const tensors = {};
  for (const layer of planLayers(network)) {
    const outputs = layer.units ?? layer.maps;
    const { kernel, input } = layer;
    const shape = layer.units ? [outputs, layer.inputs] : [outputs, input.maps, kernel, kernel];
    const limit = Math.sqrt(3 / layer.inputs);
    const draw = (length) => Float32Array.from({ length }, () => limit * (2 * random() - 1));
    tensors[`${layer.name}.weights`] = { shape, values: draw(outputs * layer.inputs) };
    tensors[`${layer.name}.biases`] = { shape: [outputs], values: draw(outputs) };
  }
  const count = labels.length;
  const { rows, columns } = network.input;
  tensors.pixels = { shape: [count, 28, 28], values: pixels };
  tensors.images = { shape: [count, 1, rows, columns], values: paint(network.input, pixels, count) };
  tensors.labels = { shape: [count], values: labels };
  return tensors;
}

/** Digits on a network's own scale, in the middle of its field. */
function paint({ rows, columns, background, foreground }, pixels, count) {
  const images = new Float32Array(count * rows * columns).fill(background);
  const top = (rows - 28) / 2;
  const left = (columns - 28) / 2;
  for (let n = 0; n < count * 784; n++) {
    const r = Math.floor(n / 28) % 28;
    const at = (Math.floor(n / 784) * rows + top + r) * columns + left + (n % 28);
    images[at] = background + ((foreground - background) * pixels[n]) / 255;
  }
  return images;
}

/** Numbers in [0, 1) from a 32-bit seed: a Weyl sequence, mixed. */
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
