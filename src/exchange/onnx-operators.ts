// ONNX operators that can be layers here, each a few lines: what it adds to the chain, or why it cannot.
import { FormatError } from '../errors.ts';
import type { OnnxNode, OnnxTensor } from '../formats/onnx.ts';
import type { ChainBuilder } from './chain-builder.ts';
import { toTensor } from './onnx-constants.ts';
import type { ActivationStep } from './step.ts';
import { transpose } from './transpose.ts';

export interface OperatorContext {
  readonly builder: ChainBuilder;
  readonly node: OnnxNode;
  /** The constants that the node takes, by place; undefined where the value from the layer before comes in. */
  readonly constants: readonly (OnnxTensor | undefined)[];
  /** For errors: file and node. */
  readonly where: string;
  /** What its weights or it itself are called, without `.weight`. */
  readonly name: string;
}

type Operator = (context: OperatorContext) => void;

function integers({ attributes }: OnnxNode, name: string, otherwise: readonly number[]): readonly number[] {
  const value = attributes[name];
  return Array.isArray(value) ? value : otherwise;
}

function number({ attributes }: OnnxNode, name: string, otherwise: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : otherwise;
}

function refuse(where: string, what: string): never {
  throw new FormatError(`${where}: ${what} is not supported.`);
}

const isAll = (values: readonly number[], value: number) => values.every((v) => v === value);

function constantAt({ constants, where }: OperatorContext, place: number): OnnxTensor {
  const tensor = constants[place];
  if (!tensor) throw new FormatError(`${where}: expected constant weights as input ${place}, got none.`);
  return tensor;
}

/** Rows and columns of zeros on each side. */
function marginsOf({ node, where }: OperatorContext, kernel: readonly number[]): readonly number[] {
  const mode = node.attributes.auto_pad ?? 'NOTSET';
  if (typeof mode === 'string' && mode.startsWith('SAME')) {
    if (kernel.some((size) => size % 2 === 0)) refuse(where, `padding '${mode}' of an even kernel`);
    return kernel.map((size) => (size - 1) / 2);
  }
  const [top = 0, left = 0, bottom = 0, right = 0] = integers(node, 'pads', []);
  if (top !== bottom || left !== right || Math.min(top, left) < 0)
    refuse(where, 'padding that differs from side to side');
  return [top, left];
}

function addConvolution(context: OperatorContext): void {
  const { builder, node, where, name, constants } = context;
  const weights = toTensor(constantAt(context, 1), where);
  if (number(node, 'group', 1) !== 1) refuse(where, 'a convolution in groups');
  if (!isAll(integers(node, 'strides', []), 1)) refuse(where, 'a stride other than 1');
  if (!isAll(integers(node, 'dilations', []), 1)) refuse(where, 'a dilated kernel');
  const biases = constants[2] ? toTensor(constants[2], where).values : new Float32Array(weights.shape[0]);
  builder.addConvolution(name, weights, biases, marginsOf(context, weights.shape.slice(2)));
}

function addPooling(context: OperatorContext, kind: 'maxPooling' | 'averagePooling'): void {
  const { builder, node, where, name } = context;
  const kernel = integers(node, 'kernel_shape', []);
  const strides = integers(node, 'strides', [1, 1]);
  const [size] = kernel;
  if (kernel.length !== 2 || !isAll([...kernel, ...strides], size))
    refuse(
      where,
      `pooling of [${kernel}] with a stride of [${strides}] (expected square blocks side by side)`,
    );
  const { rows, columns } = builder.shape;
  const isEven = rows % size === 0 && columns % size === 0;
  const isSame = String(node.attributes.auto_pad ?? '').startsWith('SAME');
  if ((number(node, 'ceil_mode', 0) === 1 || isSame) && !isEven) refuse(where, 'pooling over the edge');
  if (!isAll(integers(node, 'pads', []), 0)) refuse(where, 'pooling with padding');
  if (!isAll(integers(node, 'dilations', []), 1)) refuse(where, 'dilated pooling');
  builder.add({ kind, name, size });
}

function addPadding(context: OperatorContext): void {
  const { builder, node, where, name, constants } = context;
  const pads = [...(constants[1]?.values ? Array.from(constants[1].values) : integers(node, 'pads', []))];
  if (isAll(pads, 0)) return;
  const [n, m, top, left, ...behind] = pads;
  const isEven = pads.length === 8 && n === 0 && m === 0 && behind.join() === `0,0,${top},${left}`;
  const value = constants[2]?.values[0] ?? number(node, 'value', 0);
  const isZero = (node.attributes.mode ?? 'constant') === 'constant' && value === 0;
  if (!isEven || !isZero || Math.min(top, left) < 0 || builder.order === 'channelsLast')
    refuse(where, `Pad by [${pads}] (expected zeros, the same on both sides)`);
  builder.add({ kind: 'padding', name, rows: top, columns: left });
}

function addGlobalAverage({ builder, where, name }: OperatorContext): void {
  const { rows, columns } = builder.shape;
  if (rows !== columns) refuse(where, `a mean over ${rows}x${columns} values (expected a square)`);
  builder.add({ kind: 'averagePooling', name, size: rows });
}

function addGemm(context: OperatorContext): void {
  const { builder, node, where, name, constants } = context;
  const isPlain =
    number(node, 'alpha', 1) === 1 && number(node, 'beta', 1) === 1 && number(node, 'transA', 0) === 0;
  if (!isPlain) refuse(where, 'Gemm with alpha, beta or transA');
  const given = constantAt(context, 1);
  const weights = number(node, 'transB', 0) === 1 ? toTensor(given, where) : transposeMatrix(given, where);
  const biases = constants[2] ? toTensor(constants[2], where).values : new Float32Array(weights.shape[0]);
  builder.addFull(
    name,
    weights,
    biases.length === 1 ? new Float32Array(weights.shape[0]).fill(biases[0]) : biases,
  );
}

function addMatrix(context: OperatorContext): void {
  const weights = transposeMatrix(constantAt(context, 1), context.where);
  context.builder.addFull(context.name, weights, new Float32Array(weights.shape[0]));
}

function transposeMatrix(tensor: OnnxTensor, where: string) {
  const { shape, values } = toTensor(tensor, where);
  if (shape.length !== 2) refuse(where, `a product with [${shape}]`);
  return transpose(shape, values, [1, 0]);
}

/** Add, Sub, Mul, Div with a constant: one number, or one for each map. */
function addArithmetic(context: OperatorContext): void {
  const { builder, node, where, name, constants } = context;
  const isReversed = constants[0] !== undefined;
  const { shape, values } = toTensor(constantAt(context, isReversed ? 0 : 1), where);
  const isEach = shape.filter((size) => size !== 1).length <= 1 && values.length === builder.shape.maps;
  if (values.length !== 1 && !isEach)
    refuse(
      where,
      `${node.operator} with [${shape}] (expected one number for each of ${builder.shape.maps} maps)`,
    );
  const [ones, zeros] = [1, 0].map((value) => Array.from(values, () => value));
  const negative = values.map((value) => -value);
  const [factors, shifts] = {
    Add: [ones, values],
    Sub: isReversed ? [ones.map(() => -1), values] : [ones, negative],
    Mul: [values, zeros],
    Div: [values.map((value) => 1 / value), zeros],
  }[node.operator]!;
  if (isReversed && node.operator === 'Div') refuse(where, 'a division by the network');
  builder.add({ kind: 'scale', name, factors: [...factors], shifts: [...shifts] });
}

function addNormalization(context: OperatorContext): void {
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map(
    (n) => toTensor(constantAt(context, n), context.where).values,
  );
  const epsilon = number(context.node, 'epsilon', 1e-5);
  const factors = Array.from(scale, (value, m) => value / Math.sqrt(variance[m] + epsilon));
  const shifts = Array.from(shift, (value, m) => value - mean[m] * factors[m]);
  context.builder.add({ kind: 'scale', name: context.name, factors, shifts });
}

const addActivation =
  (squashing: ActivationStep['function']): Operator =>
  ({ builder, name }) =>
    builder.add({ kind: 'activation', name, function: squashing });

/** Channels first to last or back. */
function changeOrder({ builder, node, where }: OperatorContext): void {
  const order = integers(node, 'perm', []).join();
  if (order === '0,3,1,2' && builder.order === 'channelsLast') builder.order = 'channelsFirst';
  else if (order === '0,2,3,1' && builder.order === 'channelsFirst') builder.order = 'channelsLast';
  else refuse(where, `Transpose to [${order}]`);
}

/** The picture into maps, or maps into one row: the values stay where they are. */
function reshape({ builder, node, where, constants }: OperatorContext): void {
  const sizes = constants[1] ? Array.from(constants[1].values) : integers(node, 'shape', [0, -1]);
  if (builder.steps.length > 0 && sizes.length > 2) refuse(where, `Reshape to [${sizes}]`);
}

function flatten({ node, where }: OperatorContext): void {
  if (number(node, 'axis', 1) !== 1) refuse(where, 'Flatten along another axis than 1');
}

const end: Operator = ({ builder }) => {
  builder.isEnded = true;
};

/** float16, float and double change nothing that is kept. */
function cast({ node, where }: OperatorContext): void {
  if (![1, 10, 11].includes(number(node, 'to', 1))) refuse(where, 'Cast to whole numbers');
}

const skip: Operator = () => {};

/** By name. What is skipped changes neither the values nor which one is the largest. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  Conv: addConvolution,
  Pad: addPadding,
  MaxPool: (context) => addPooling(context, 'maxPooling'),
  AveragePool: (context) => addPooling(context, 'averagePooling'),
  GlobalAveragePool: addGlobalAverage,
  Gemm: addGemm,
  MatMul: addMatrix,
  Add: addArithmetic,
  Sub: addArithmetic,
  Mul: addArithmetic,
  Div: addArithmetic,
  BatchNormalization: addNormalization,
  Relu: addActivation('relu'),
  Sigmoid: addActivation('sigmoid'),
  Tanh: addActivation('tanh'),
  Transpose: changeOrder,
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: skip,
  Unsqueeze: skip,
  Identity: skip,
  Dropout: skip,
  Cast: cast,
  Softmax: end,
  LogSoftmax: end,
};
