// A model as Keras' standard layers. What Keras has not becomes what it has, with the same probabilities: the paper's
// squashing function a tanh with factors in the weights around it, trainable subsampling a mean and a 1x1 convolution, the
// RBF outputs a dense layer (of the squared distance, what all classes share is left out), and a softmax at the end.
import type { Model } from '../networks/model.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { exchangeTanh, foldScales } from './fold.ts';
import type { KerasLayer } from './keras-config.ts';
import { lower } from './lower.ts';
import {
  type ActivationStep,
  type Chain,
  type DistancesStep,
  type FullStep,
  type LinearStep,
  type PoolingStep,
  type ScaleStep,
  type Step,
  shapesAfter,
  type Tensor,
} from './step.ts';
import { transpose } from './transpose.ts';

/** A layer with its weights, by the names that Keras gives them and in its order. */
export interface KerasLayerWithWeights extends KerasLayer {
  readonly weights: readonly (Tensor & { readonly name: string })[];
}

const COMMON = { trainable: true, dtype: 'float32' };

/** Layers with names of their own kind: conv2d, conv2d_1, ... The input is the configuration's business. */
export function exportKeras(model: Model): { input: Shape; layers: KerasLayerWithWeights[] } {
  const chain = standardize(lower(model));
  const shapes = [chain.input, ...shapesAfter(chain)];
  const layers: KerasLayerWithWeights[] = [];
  let isFlat = false;
  for (const [s, step] of chain.steps.entries()) {
    if (step.kind === 'full' && !isFlat) {
      layers.push(layerOf('Flatten', { data_format: 'channels_last' }));
      isFlat = true;
    }
    const next = chain.steps[s + 1];
    if (step.kind === 'activation') continue;
    const activation = next?.kind === 'activation' ? next.function : 'linear';
    layers.push(...exportStep(step, shapes[s], activation));
  }
  if (!isFlat) layers.push(layerOf('Flatten', { data_format: 'channels_last' }));
  layers.push(layerOf('Activation', { activation: 'softmax' }));
  return { input: chain.input, layers: nameLayers(mergeSoftmax(layers)) };
}

/** Largest values are taken after squashing, as everybody writes it: the same values. */
function squashFirst(steps: readonly Step[]): Step[] {
  const result = [...steps];
  for (let s = 1; s < result.length; s++) {
    const [first, second] = [result[s - 1], result[s]];
    if (first.kind === 'maxPooling' && second.kind === 'activation') result.splice(s - 1, 2, second, first);
  }
  return result;
}

/** Only operations that Keras has, and as few scales as can be. */
function standardize(chain: Chain): Chain {
  const steps = exchangeTanh(squashFirst(chain.steps), 'tanh').map(
    (step): Step => (step.kind === 'distances' ? denseOf(step) : step),
  );
  const folded = foldScales({ ...chain, steps });
  const shapes = [chain.input, ...shapesAfter(folded)];
  const firstFull = folded.steps.findIndex(({ kind }) => kind === 'full');
  return {
    ...folded,
    steps: folded.steps.map((step, s) => {
      if (step.kind !== 'scale') return step;
      return diagonalOf(step, shapes[s], firstFull >= 0 && firstFull < s);
    }),
  };
}

/** -|x - c|^2 = 2 x.c - |c|^2 - |x|^2, the last the same for all classes. */
function denseOf({ name, codes }: DistancesStep): FullStep {
  const [classes, maps] = codes.shape;
  const biases = Float32Array.from({ length: classes }, (_, m) =>
    codes.values.subarray(m * maps, (m + 1) * maps).reduce((sum, c) => sum - c * c, 0),
  );
  return {
    kind: 'full',
    name,
    weights: { shape: codes.shape, values: codes.values.map((c) => 2 * c) },
    biases,
  };
}

/** A scale that nothing takes in: a 1x1 convolution, or behind dense layers one of these. */
function diagonalOf({ name, factors, shifts }: ScaleStep, { maps }: Shape, isFlat: boolean): LinearStep {
  const at = (values: readonly number[], m: number) => values[values.length === 1 ? 0 : m];
  const values = Float32Array.from({ length: maps * maps }, (_, n) =>
    n % (maps + 1) === 0 ? at(factors, n / (maps + 1)) : 0,
  );
  const biases = Float32Array.from({ length: maps }, (_, m) => at(shifts, m));
  if (isFlat) return { kind: 'full', name, weights: { shape: [maps, maps], values }, biases };
  return { kind: 'convolution', name, weights: { shape: [maps, maps, 1, 1], values }, biases };
}

function layerOf(
  className: string,
  config: object,
  weights: KerasLayerWithWeights['weights'] = [],
): KerasLayerWithWeights {
  return { className, name: '', config: { ...COMMON, ...config }, weights };
}

function exportStep(
  step: Step,
  from: Shape,
  activation: ActivationStep['function'] | 'linear',
): KerasLayerWithWeights[] {
  switch (step.kind) {
    case 'convolution':
      return [convolutionOf(step, activation)];
    case 'full':
      return [fullOf(step, from, activation)];
    case 'maxPooling':
    case 'averagePooling': {
      const layer = poolingOf(step);
      return activation === 'linear' ? [layer] : [layer, layerOf('Activation', { activation })];
    }
    default:
      throw new Error(`keras: nothing for ${step.kind}`);
  }
}

const biasOf = (values: Float32Array) => ({ name: 'bias', shape: [values.length], values });

function convolutionOf({ weights, biases }: LinearStep, activation: string): KerasLayerWithWeights {
  const kernel = transpose(weights.shape, weights.values, [2, 3, 1, 0]);
  const config = {
    ...{ filters: kernel.shape[3], kernel_size: kernel.shape.slice(0, 2), strides: [1, 1], padding: 'valid' },
    ...{ data_format: 'channels_last', dilation_rate: [1, 1], groups: 1, activation, use_bias: true },
  };
  return layerOf('Conv2D', config, [{ name: 'kernel', ...kernel }, biasOf(biases)]);
}

/** Its inputs come as rows of maps. */
function fullOf({ weights, biases }: FullStep, from: Shape, activation: string): KerasLayerWithWeights {
  const [units] = weights.shape;
  const field = [units, from.maps, from.rows, from.columns];
  const { values } = transpose(field, weights.values, [2, 3, 1, 0]);
  const kernel = { name: 'kernel', shape: [sizeOf(from), units], values };
  return layerOf('Dense', { units, activation, use_bias: true }, [kernel, biasOf(biases)]);
}

function poolingOf({ kind, size }: PoolingStep): KerasLayerWithWeights {
  const config = {
    pool_size: [size, size],
    strides: [size, size],
    padding: 'valid',
    data_format: 'channels_last',
  };
  return layerOf(kind === 'maxPooling' ? 'MaxPooling2D' : 'AveragePooling2D', config);
}

/** As everybody writes it: the softmax is the last dense layer's activation. */
function mergeSoftmax(layers: readonly KerasLayerWithWeights[]): KerasLayerWithWeights[] {
  const last = layers.at(-2);
  if (last?.className !== 'Dense' || last.config.activation !== 'linear') return [...layers];
  return [...layers.slice(0, -2), { ...last, config: { ...last.config, activation: 'softmax' } }];
}

/** `MaxPooling2D` is max_pooling2d, the next one max_pooling2d_1. */
export function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function nameLayers(layers: readonly KerasLayerWithWeights[]): KerasLayerWithWeights[] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const base = snakeCase(layer.className);
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    const name = count === 0 ? base : `${base}_${count}`;
    return { ...layer, name, config: { name, ...layer.config } };
  });
}
