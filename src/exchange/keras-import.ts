// A chain of steps from Keras' layers: kernels are [row, column, input map, map], dense ones [input, unit], maps mostly come
// last. What Keras can do and a layer here cannot is refused by name.
import { FormatError } from '../errors.ts';
import type { Shape } from '../shape.ts';
import { assemble, type Imported, type ImportOptions, stemOf } from './assemble.ts';
import { ChainBuilder } from './chain-builder.ts';
import { type KerasConfig, type KerasLayer, type LayerSettings, settingsOf } from './keras-config.ts';
import type { Levels, Tensor } from './step.ts';
import { transpose } from './transpose.ts';

/** A layer's weights in the order that Keras keeps them; `n` counts layers that are no InputLayer. */
export type KerasWeights = (layer: KerasLayer, n: number) => readonly Tensor[];

interface LayerContext {
  readonly builder: ChainBuilder;
  readonly layer: KerasLayer;
  readonly settings: LayerSettings;
  readonly weights: readonly Tensor[];
  readonly where: string;
}

type Rule = (context: LayerContext) => void;

function refuse(where: string, what: string): never {
  throw new FormatError(`${where}: ${what} is not supported.`);
}

function weightAt({ weights, where }: LayerContext, n: number, rank: number): Tensor {
  const tensor = weights[n];
  if (tensor?.shape.length !== rank)
    throw new FormatError(
      `${where}: expected ${rank} dimensions of weight ${n}, got ${tensor ? `[${tensor.shape}]` : 'none'}.`,
    );
  return tensor;
}

function biasesOf(context: LayerContext, length: number): Float32Array {
  return context.settings.flag('use_bias', true) ? weightAt(context, 1, 1).values : new Float32Array(length);
}

const ACTIVATIONS = { relu: 'relu', tanh: 'tanh', sigmoid: 'sigmoid' } as const;

/** A softmax is left out: probabilities are made of scores here, too. */
function addActivation({ builder, where }: LayerContext, given: string, name: string): void {
  if (given === 'softmax') builder.isEnded = true;
  if (given === 'softmax' || given === 'linear') return;
  if (!Object.hasOwn(ACTIVATIONS, given)) refuse(where, `the activation '${given.slice(0, 64)}'`);
  builder.add({ kind: 'activation', name, function: ACTIVATIONS[given as keyof typeof ACTIVATIONS] });
}

const isOne = (pair: readonly number[]) => pair.every((n) => n === 1);

function checkOrder({ builder, settings, where }: LayerContext): void {
  const order = settings.text('data_format', 'channels_last');
  const own = builder.order === 'channelsLast' ? 'channels_last' : 'channels_first';
  if (order !== own) refuse(where, `data_format '${order}' after an input of ${own}`);
}

function addConvolution(context: LayerContext): void {
  const { builder, layer, settings, where } = context;
  checkOrder(context);
  if (!isOne(settings.pair('strides', [1, 1]))) refuse(where, 'a stride other than 1');
  if (!isOne(settings.pair('dilation_rate', [1, 1]))) refuse(where, 'a dilated kernel');
  if (settings.number('groups', 1) !== 1) refuse(where, 'a convolution in groups');
  const kernel = weightAt(context, 0, 4);
  const weights = transpose(kernel.shape, kernel.values, [3, 2, 0, 1]);
  const padding = settings.text('padding', 'valid');
  const [rows, columns] = kernel.shape;
  if (!['valid', 'same'].includes(padding)) refuse(where, `padding '${padding.slice(0, 64)}'`);
  if (padding === 'same' && (rows % 2 === 0 || columns % 2 === 0))
    refuse(where, "padding 'same' of an even kernel");
  const margins = padding === 'same' ? [(rows - 1) / 2, (columns - 1) / 2] : [0, 0];
  builder.addConvolution(layer.name, weights, biasesOf(context, weights.shape[0]), margins);
  addActivation(context, settings.text('activation', 'linear'), layer.name);
}

function addDense(context: LayerContext): void {
  const { builder, layer, settings } = context;
  const kernel = weightAt(context, 0, 2);
  const weights = transpose(kernel.shape, kernel.values, [1, 0]);
  builder.addFull(layer.name, weights, biasesOf(context, weights.shape[0]));
  addActivation(context, settings.text('activation', 'linear'), layer.name);
}

function addPooling(context: LayerContext, kind: 'maxPooling' | 'averagePooling'): void {
  const { builder, layer, settings, where } = context;
  checkOrder(context);
  const [size, across] = settings.pair('pool_size', [2, 2]);
  const strides = settings.pair('strides', [size, across]);
  if (size !== across || strides.some((stride) => stride !== size))
    refuse(
      where,
      `pooling of [${size}, ${across}] with strides [${strides}] (expected square blocks side by side)`,
    );
  const { rows, columns } = builder.shape;
  if (settings.text('padding', 'valid') !== 'valid' && (rows % size !== 0 || columns % size !== 0))
    refuse(where, 'pooling over the edge');
  builder.add({ kind, name: layer.name, size });
}

function addGlobalAverage(context: LayerContext): void {
  const { builder, layer, where } = context;
  const { rows, columns } = builder.shape;
  checkOrder(context);
  if (rows !== columns) refuse(where, `a mean over ${rows}x${columns} values (expected a square)`);
  builder.add({ kind: 'averagePooling', name: layer.name, size: rows });
}

function addNormalization(context: LayerContext): void {
  const { builder, layer, settings } = context;
  const { maps } = builder.shape;
  const [hasScale, hasCenter] = [settings.flag('scale', true), settings.flag('center', true)];
  let n = 0;
  const next = () => weightAt(context, n++, 1).values;
  const gamma = hasScale ? next() : new Float32Array(maps).fill(1);
  const beta = hasCenter ? next() : new Float32Array(maps);
  const [mean, variance] = [next(), next()];
  const epsilon = settings.number('epsilon', 1e-3);
  const factors = Array.from(gamma, (value, m) => value / Math.sqrt(variance[m] + epsilon));
  const shifts = Array.from(beta, (value, m) => value - mean[m] * factors[m]);
  builder.add({ kind: 'scale', name: layer.name, factors, shifts });
}

function addRescaling({ builder, layer, settings }: LayerContext): void {
  const [factors, shifts] = [[settings.number('scale', 1)], [settings.number('offset', 0)]];
  builder.add({ kind: 'scale', name: layer.name, factors, shifts });
}

function addPadding(context: LayerContext): void {
  const { builder, layer, where } = context;
  checkOrder(context);
  const sides = [context.layer.config.padding ?? 1].flat(2);
  const [top, bottom, left, right] =
    sides.length === 4
      ? sides
      : sides.length === 2
        ? [sides[0], sides[0], sides[1], sides[1]]
        : Array(4).fill(sides[0]);
  if (top !== bottom || left !== right || ![top, left].every((n) => Number.isInteger(n) && n >= 0))
    refuse(where, `padding ${JSON.stringify(sides).slice(0, 64)} (expected the same on both sides)`);
  builder.add({ kind: 'padding', name: layer.name, rows: top, columns: left });
}

/** Maps that come first are brought to the end before they become a row. */
function flatten({ builder, settings }: LayerContext): void {
  if (settings.text('data_format', 'channels_last') === 'channels_first') builder.order = 'channelsLast';
}

/** The picture into rows and columns, or maps into one row: the values stay where they are. */
function reshape({ builder, layer, where }: LayerContext): void {
  const target = layer.config.target_shape;
  const isRow = Array.isArray(target) && target.length === 1;
  if (builder.steps.length > 0 && !isRow)
    refuse(where, `a reshape to ${JSON.stringify(target)?.slice(0, 64)}`);
}

const skip: Rule = () => {};

const RULES: Readonly<Record<string, Rule>> = {
  Conv2D: addConvolution,
  Dense: addDense,
  MaxPooling2D: (context) => addPooling(context, 'maxPooling'),
  AveragePooling2D: (context) => addPooling(context, 'averagePooling'),
  GlobalAveragePooling2D: addGlobalAverage,
  BatchNormalization: addNormalization,
  Rescaling: addRescaling,
  ZeroPadding2D: addPadding,
  Activation: (context) =>
    addActivation(context, context.settings.text('activation', 'linear'), context.layer.name),
  ReLU(context) {
    const { settings, where } = context;
    const hasSlope = settings.number('negative_slope', 0) !== 0 || settings.number('threshold', 0) !== 0;
    if (hasSlope || context.layer.config.max_value != null)
      refuse(where, 'a ReLU with a slope, threshold or limit');
    addActivation(context, 'relu', context.layer.name);
  },
  InputLayer: skip,
  Reshape: reshape,
  Flatten: flatten,
  Dropout: skip,
  Softmax: (context) => addActivation(context, 'softmax', context.layer.name),
};

/** [batch, rows, columns, 1], [batch, rows, columns] or [batch, 1, rows, columns] of the first layer that says it. */
function inputOf({ layers }: KerasConfig, where: string): { shape: Shape; isLast: boolean } {
  const found = layers
    .map(({ config }) => config.batch_shape ?? config.batch_input_shape)
    .find(Array.isArray);
  const reshaped = layers.find(({ className }) => className === 'Reshape')?.config.target_shape;
  const isLast = !layers.some(({ config }) => config.data_format === 'channels_first');
  const sizes: unknown[] = found?.length === 2 && Array.isArray(reshaped) ? reshaped : (found ?? []).slice(1);
  const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
  if (sizes.every(isSize)) {
    const [a, b, c] = sizes;
    const side = Math.sqrt(a);
    if (sizes.length === 1 && Number.isInteger(side))
      return { shape: { maps: 1, rows: side, columns: side }, isLast };
    if (sizes.length === 2) return { shape: { maps: 1, rows: a, columns: b }, isLast };
    if (sizes.length === 3 && (isLast ? c : a) === 1)
      return { shape: isLast ? { maps: 1, rows: a, columns: b } : { maps: 1, rows: b, columns: c }, isLast };
  }
  throw new FormatError(
    `${where}: the input is [${JSON.stringify(found ?? null)}]; expected one grey picture of a fixed size, [null, rows, columns, 1].`,
  );
}

/** `given`: levels that the file itself has. Throws FormatError or ShapeError. */
export function importKeras(
  config: KerasConfig,
  weightsOf: KerasWeights,
  where: string,
  options: ImportOptions,
  given: Levels | undefined,
  format: string,
): Imported {
  const { shape, isLast } = inputOf(config, where);
  const builder = new ChainBuilder(shape, isLast ? 'channelsLast' : 'channelsFirst', where);
  let n = 0;
  for (const layer of config.layers) {
    const place = `${where}: layer ${JSON.stringify(layer.name.slice(0, 64))}`;
    const rule = Object.hasOwn(RULES, layer.className) ? RULES[layer.className] : undefined;
    if (!rule) {
      const known = Object.keys(RULES).join(', ');
      throw new FormatError(
        `${place}: layers of kind ${layer.className} are not supported; expected one of ${known}.`,
      );
    }
    const weights = layer.className === 'InputLayer' ? [] : weightsOf(layer, n++);
    rule({ builder, layer, settings: settingsOf(layer, place), weights, where: place });
  }
  const name = options.name ?? stemOf(where);
  const levels = options.levels ?? given ?? { background: 0, foreground: 1 };
  return assemble(builder.finish(name), levels, { source: where, format }, where);
}
