// A model from an ONNX graph: from the input along the one chain of operators to the output. Shape arithmetic beside
// the chain, as PyTorch exports it, is left aside: what a full layer takes is known from its weights.
import { FormatError } from '../errors.ts';
import { type OnnxModel, type OnnxNode, type OnnxTensor, type OnnxValue, readOnnx } from '../formats/onnx.ts';
import type { Shape } from '../shape.ts';
import { assemble, type Imported, type ImportOptions, levelsIn, stemOf } from './assemble.ts';
import { ChainBuilder, type Order } from './chain-builder.ts';
import { findConstants, toTensor } from './onnx-constants.ts';
import { OPERATORS } from './onnx-operators.ts';

/**
 * The model in an ONNX file: a chain of the operators in onnx-operators.ts, or the RBF outputs as this library writes
 * them. Throws FormatError that names the first node that is not supported, or ShapeError.
 */
export function readOnnxModel(bytes: Uint8Array, where: string, options: ImportOptions = {}): Imported {
  const onnx = readOnnx(bytes, where);
  const constants = findConstants(onnx, where);
  if (onnx.inputs.length !== 1)
    throw new FormatError(`${where}: expected one input, got ${onnx.inputs.length}.`);
  const [input] = onnx.inputs;
  const builder = new ChainBuilder(...fieldOf(input, where), where);
  walk(onnx, input.name, constants, builder);
  const levels = options.levels ??
    levelsIn(onnx.metadata['lenet5.input']) ?? { background: 0, foreground: 1 };
  const name = options.name ?? (onnx.producer === 'lenet5' ? onnx.name : stemOf(where));
  return assemble(
    builder.finish(name),
    levels,
    { source: where, format: 'onnx', producer: onnx.producer },
    where,
  );
}

function fieldOf({ name, shape }: OnnxValue, where: string): [Shape, Order] {
  // Only the number of pictures may be free.
  const sizes = shape.slice(1).map((size) => (typeof size === 'number' && size > 0 ? size : 0));
  const side = Math.sqrt(sizes[0]);
  if (sizes.length > 0 && sizes.every((size) => size > 0)) {
    if (sizes.length === 1 && Number.isInteger(side))
      return [{ maps: 1, rows: side, columns: side }, 'channelsFirst'];
    if (sizes.length === 2) return [{ maps: 1, rows: sizes[0], columns: sizes[1] }, 'channelsFirst'];
    const [a, b, c] = sizes;
    if (sizes.length === 3 && a === 1) return [{ maps: 1, rows: b, columns: c }, 'channelsFirst'];
    if (sizes.length === 3 && c === 1) return [{ maps: 1, rows: a, columns: b }, 'channelsLast'];
  }
  throw new FormatError(
    `${where}: input ${JSON.stringify(name)} is [${shape.map((size) => size ?? '?')}]; expected one grey picture of a fixed size, [batch, 1, rows, columns] or [batch, rows, columns, 1].`,
  );
}

function walk(
  { nodes }: OnnxModel,
  input: string,
  constants: ReadonlyMap<string, OnnxTensor>,
  builder: ChainBuilder,
): void {
  const users = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    if (node.operator === 'Shape') continue;
    for (const name of new Set(node.inputs)) users.set(name, [...(users.get(name) ?? []), node]);
  }
  // Each node is met once in a chain; more turns are a circle.
  let value = input;
  for (let turn = 0; users.has(value); turn++) {
    const [node, ...others] = users.get(value)!;
    const where = `${builder.where}: node ${JSON.stringify(node.name || node.outputs[0])}`;
    if (others.length > 0 || turn > nodes.length)
      throw new FormatError(`${where}: expected a chain; got a value that ${others.length + 1} nodes take.`);
    value = addDistances(users, node, constants, builder) ?? addNode(node, value, constants, builder, where);
  }
}

/** Adds one node; returns the name of its output. */
function addNode(
  node: OnnxNode,
  value: string,
  constants: ReadonlyMap<string, OnnxTensor>,
  builder: ChainBuilder,
  where: string,
): string {
  const operator = Object.hasOwn(OPERATORS, node.operator) ? OPERATORS[node.operator] : undefined;
  if (!operator) {
    throw new FormatError(
      `${where}: operator ${node.operator} is not supported; expected one of ${Object.keys(OPERATORS).join(', ')}.`,
    );
  }
  const given = node.inputs.map((name) => (name === value ? undefined : constants.get(name)));
  const unknown = node.inputs.find(
    (name, n) => name && name !== value && !given[n] && node.operator !== 'Reshape',
  );
  if (unknown)
    throw new FormatError(`${where}: expected a chain; got a second value, ${JSON.stringify(unknown)}.`);
  operator({ builder, node, where, constants: given, name: nameOf(node, value) });
  return node.outputs[0];
}

/** `conv1` of a node that takes `conv1.weight`, otherwise the node's own name. */
function nameOf({ inputs, name, outputs }: OnnxNode, value: string): string {
  const weights = inputs.find((input) => input !== value && /[./]?(weights?|kernel)\b/.test(input));
  return weights?.replace(/[./]?(weights?|kernel)\b.*/, '') || name || outputs[0];
}

/** Unsqueeze, Sub codes, Mul by itself, ReduceSum: squared distances. Returns the name of the sum. */
function addDistances(
  users: ReadonlyMap<string, OnnxNode[]>,
  node: OnnxNode,
  constants: ReadonlyMap<string, OnnxTensor>,
  builder: ChainBuilder,
): string | undefined {
  const after = ({ outputs }: OnnxNode) => users.get(outputs[0])?.[0];
  const difference = node.operator === 'Unsqueeze' ? after(node) : undefined;
  const square = difference?.operator === 'Sub' ? after(difference) : undefined;
  const sum = square?.operator === 'Mul' && square.inputs[0] === square.inputs[1] ? after(square) : undefined;
  const codes = constants.get(difference?.inputs[1] ?? '');
  if (sum?.operator !== 'ReduceSum' || codes?.shape.length !== 2 || codes.shape[1] !== builder.shape.maps)
    return undefined;
  builder.add({ kind: 'distances', name: sum.name, codes: toTensor(codes, builder.where) });
  return sum.outputs[0];
}
