// ONNX: a graph of operators with its constants, in protocol buffers (onnx.proto). Bytes <-> plain values; what the
// operators mean is not known here. Of tensors the types below, of attributes numbers, lists of them, text and tensors.
import { FormatError } from '../errors.ts';
import { MessageReader, MessageWriter } from './protobuf.ts';

export type OnnxType = keyof typeof TYPES;

export interface OnnxTensor {
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: ArrayLike<number>;
}

export type OnnxAttribute = number | string | readonly number[] | OnnxTensor;

export interface OnnxNode {
  readonly operator: string;
  readonly name: string;
  /** Names of values; '' is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** When written, numbers must be whole. */
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  /** A text is a dimension that is free; undefined: unknown. */
  readonly shape: readonly (number | string | undefined)[];
}

export interface OnnxModel {
  /** Version of the operators. */
  readonly opset: number;
  readonly producer: string;
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

const TYPES = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, double: 11 } as const;
const WIDTHS: Record<OnnxType, number> = { float: 4, uint8: 1, int8: 1, int32: 4, int64: 8, double: 8 };
/** Of 2020: understood by everything since ONNX 1.7, and enough for operators of version 13. */
const FORMAT_VERSION = 7;

/** The file of `model`; the same bytes for the same model. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const graph = new MessageWriter();
  for (const node of model.nodes) graph.message(1, writeNode(node));
  graph.text(2, model.name);
  for (const [name, tensor] of model.constants) graph.message(5, writeTensor(tensor, name));
  for (const input of model.inputs) graph.message(11, writeValue(input));
  for (const output of model.outputs) graph.message(12, writeValue(output));
  const file = new MessageWriter().int(1, FORMAT_VERSION).text(2, model.producer).message(7, graph);
  file.message(8, new MessageWriter().text(1, '').int(2, model.opset));
  for (const [key, value] of Object.entries(model.metadata)) {
    file.message(14, new MessageWriter().text(1, key).text(2, value));
  }
  return file.finish();
}

function writeNode({ operator, name, inputs, outputs, attributes }: OnnxNode): MessageWriter {
  const writer = new MessageWriter();
  for (const input of inputs) writer.text(1, input);
  for (const output of outputs) writer.text(2, output);
  writer.text(3, name).text(4, operator);
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = new MessageWriter().text(1, key);
    if (typeof value === 'number') attribute.int(3, value).int(20, 2);
    else if (typeof value === 'string') attribute.text(4, value).int(20, 3);
    else if ('type' in value) attribute.message(5, writeTensor(value, '')).int(20, 4);
    else attribute.ints(8, value).int(20, 7);
    writer.message(5, attribute);
  }
  return writer;
}

function writeTensor({ type, shape, values }: OnnxTensor, name: string): MessageWriter {
  const bytes = new Uint8Array(values.length * WIDTHS[type]);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < values.length; n++) {
    if (type === 'float') view.setFloat32(4 * n, values[n], true);
    else if (type === 'double') view.setFloat64(8 * n, values[n], true);
    else if (type === 'int64') view.setBigInt64(8 * n, BigInt(values[n]), true);
    else if (type === 'int32') view.setInt32(4 * n, values[n], true);
    else bytes[n] = values[n];
  }
  return new MessageWriter().ints(1, shape).int(2, TYPES[type]).text(8, name).bytes(9, bytes);
}

function writeValue({ name, type, shape }: OnnxValue): MessageWriter {
  const dimensions = new MessageWriter();
  for (const size of shape) {
    const dimension = new MessageWriter();
    if (typeof size === 'number') dimension.int(1, size);
    else if (size !== undefined) dimension.text(2, size);
    dimensions.message(1, dimension);
  }
  const tensor = new MessageWriter().int(1, TYPES[type]).message(2, dimensions);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
}

/** Reads an ONNX file; `where` names it in errors. Throws FormatError. */
export function readOnnx(bytes: Uint8Array, where: string): OnnxModel {
  const file = new MessageReader(bytes, where);
  if (!file.has(7)) throw new FormatError(`${where}: no ONNX model; expected a graph in field 7, got none.`);
  const graph = file.message(7);
  const opset = file.messages(8).find((entry) => ['', 'ai.onnx'].includes(entry.text(1)));
  const constants = graph.messages(5).map((tensor) => [tensor.text(8), readTensor(tensor, where)] as const);
  const known = new Set(constants.map(([name]) => name));
  return {
    opset: opset?.int(2) ?? 1,
    producer: file.text(2),
    name: graph.text(2),
    nodes: graph.messages(1).map((node) => readNode(node, where)),
    constants: new Map(constants),
    // Files of the first years list the constants among the inputs.
    inputs: graph
      .messages(11)
      .map(readValue)
      .filter(({ name }) => !known.has(name)),
    outputs: graph.messages(12).map(readValue),
    metadata: Object.fromEntries(file.messages(14).map((entry) => [entry.text(1), entry.text(2)])),
  };
}

function readNode(node: MessageReader, where: string): OnnxNode {
  const domain = node.text(7);
  const operator = node.text(4);
  return {
    operator: ['', 'ai.onnx'].includes(domain) ? operator : `${domain}.${operator}`,
    name: node.text(3),
    inputs: node.texts(1),
    outputs: node.texts(2),
    attributes: Object.fromEntries(
      node.messages(5).flatMap((attribute) => {
        const value = readAttribute(attribute, where);
        return value === undefined ? [] : [[attribute.text(1), value]];
      }),
    ),
  };
}

/** Undefined for kinds that are not read: graphs, lists of texts or tensors. */
function readAttribute(attribute: MessageReader, where: string): OnnxAttribute | undefined {
  switch (attribute.int(20)) {
    case 1:
      return attribute.floats(2).at(-1) ?? 0;
    case 2:
      return attribute.int(3);
    case 3:
      return attribute.text(4);
    case 4:
      return readTensor(attribute.message(5), where);
    case 6:
      return attribute.floats(7);
    case 7:
      return attribute.ints(8);
    default:
      return undefined;
  }
}

function readTensor(tensor: MessageReader, file: string): OnnxTensor {
  const where = `${file}: tensor ${JSON.stringify(tensor.text(8).slice(0, 64))}`;
  const code = tensor.int(2);
  const type = (Object.keys(TYPES) as OnnxType[]).find((name) => TYPES[name] === code);
  if (!type) {
    const known = Object.entries(TYPES).map(([name, number]) => `${name} (${number})`);
    throw new FormatError(`${where}: expected an element type of ${known.join(', ')}, got ${code}.`);
  }
  if (tensor.int(14) !== 0 || tensor.has(13)) {
    throw new FormatError(`${where}: its values are in another file. Export with all data in one file.`);
  }
  const shape = tensor.ints(1);
  const values = tensor.has(9) ? readRaw(tensor.bytes(9), type) : readListed(tensor, type);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => size < 0) || expected !== values.length) {
    throw new FormatError(`${where}: expected [${shape}] = ${expected} values, got ${values.length}.`);
  }
  return { type, shape, values };
}

function readRaw(bytes: Uint8Array, type: OnnxType): ArrayLike<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = Math.floor(bytes.length / WIDTHS[type]);
  const read: Record<OnnxType, (n: number) => number> = {
    float: (n) => view.getFloat32(4 * n, true),
    double: (n) => view.getFloat64(8 * n, true),
    int64: (n) => Number(view.getBigInt64(8 * n, true)),
    int32: (n) => view.getInt32(4 * n, true),
    int8: (n) => view.getInt8(n),
    uint8: (n) => view.getUint8(n),
  };
  return Float64Array.from({ length }, (_, n) => read[type](n));
}

function readListed(tensor: MessageReader, type: OnnxType): number[] {
  if (type === 'float') return tensor.floats(4);
  if (type === 'int64') return tensor.ints(7);
  return type === 'double' ? [] : tensor.ints(5);
}

function readValue(value: MessageReader): OnnxValue {
  const tensor = value.message(2).message(1);
  const code = tensor.int(1);
  return {
    name: value.text(1),
    type: (Object.keys(TYPES) as OnnxType[]).find((name) => TYPES[name] === code) ?? 'float',
    shape: tensor
      .message(2)
      .messages(1)
      .map((size) => (size.has(1) ? size.int(1) : size.text(2) || undefined)),
  };
}
