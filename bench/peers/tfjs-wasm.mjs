// TensorFlow.js, WebAssembly backend, with its fused operations: inference only. In Node it has one thread. That it
// cannot train a convolution is tried anew each time, so that the report says what the library says.
import { mapsLast } from '../networks.mjs';
import { serve, Unsupported } from '../service.mjs';

serve(async ({ network, layers, tensors, threads }) => {
  const tf = await import('@tensorflow/tfjs-core');
  const { version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
  if (threads > 1) throw new Unsupported('one thread only in Node');
  await tf.setBackend('wasm');
  const { rows, columns } = network.input;
  const parameters = layers.map((layer) => loadLayer(tf, layer, tensors));
  const run = (x) => layers.reduce((y, layer, l) => runLayer(tf, layer, parameters[l], y), x);
  return {
    version,
    forward(images, count) {
      const outputs = tf.tidy(() => run(tf.tensor4d(images, [count, rows, columns, 1])));
      const values = outputs.dataSync();
      outputs.dispose();
      return values;
    },
    train: () => tryToTrain(tf),
  };
});

function loadLayer(tf, layer, tensors) {
  const weights = mapsLast(layer, tensors[`${layer.name}.weights`].values);
  const shape = layer.units
    ? [layer.inputs, layer.units]
    : [layer.kernel, layer.kernel, layer.input.maps, layer.maps];
  return { filter: tf.tensor(weights, shape), bias: tf.tensor1d(tensors[`${layer.name}.biases`].values) };
}

function runLayer(tf, layer, { filter, bias }, x) {
  const activation = layer.relu ? 'relu' : 'linear';
  if (layer.units) {
    const a = x.rank === 2 ? x : tf.reshape(x, [x.shape[0], -1]);
    return tf.fused.matMul({ a, b: filter, bias, activation });
  }
  const y = tf.fused.conv2d({ x, filter, bias, activation, strides: 1, pad: 'valid' });
  return layer.pool ? tf.maxPool(y, 2, 2, 'valid') : y;
}

/** The gradient of a convolution's weights: the one operation no training step can do without. */
function tryToTrain(tf) {
  const attributes = { strides: 1, pad: 'valid', dataFormat: 'NHWC', filterShape: [5, 5, 1, 6] };
  try {
    const inputs = { x: tf.zeros([1, 32, 32, 1]), dy: tf.zeros([1, 28, 28, 6]) };
    tf.engine().runKernel('Conv2DBackpropFilter', inputs, attributes);
  } catch (error) {
    throw new Unsupported(`inference only: ${error.message.split('\n')[0]}`);
  }
  throw new Unsupported('this version could train; nobody has written it here yet');
}
