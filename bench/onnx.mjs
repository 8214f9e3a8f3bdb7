// A network as ONNX bytes: the few messages of onnx.proto that a small network needs, written field by field
// (protobuf: tag = field << 3 | wire type; 0 = varint, 2 = length and bytes).

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const block = (field, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
};
const text = (field, value) => block(field, Buffer.from(value));

const FLOAT = 1; // TensorProto.DataType
const INT = 2; // AttributeProto.AttributeType
const INTS = 7;

function attribute(name, value) {
  if (!Array.isArray(value)) return block(5, text(1, name), number(3, value), number(20, INT));
  return block(5, text(1, name), ...value.map((each) => number(8, each)), number(20, INTS));
}

function node(operation, inputs, output, attributes = {}) {
  return block(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, operation),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  );
}

function initializer(name, { shape, values }) {
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return block(5, ...shape.map((size) => number(1, size)), number(2, FLOAT), text(8, name), block(9, raw));
}

/** An input (field 11) or output (12) of the graph; a size given as a word stays open. */
function port(field, name, shape) {
  const sizes = shape.map((size) => block(1, typeof size === 'string' ? text(2, size) : number(1, size)));
  return block(field, text(1, name), block(2, block(1, number(1, FLOAT), block(2, ...sizes))));
}

/** `layers` as planned; ReLU stands right behind its convolution, where ONNX runtimes fuse the two. */
export function writeOnnx(network, layers, tensors) {
  const parts = [];
  let value = 'image';
  const add = (operation, layer, more = [], attributes) => {
    const output = `${layer.name}.${operation}`;
    parts.push(node(operation, [value, ...more], output, attributes));
    value = output;
  };
  let isFlat = false;
  for (const layer of layers) {
    const own = [`${layer.name}.weights`, `${layer.name}.biases`];
    for (const name of own) parts.push(initializer(name, tensors[name]));
    if (layer.units && !isFlat) add('Flatten', layer, [], { axis: 1 });
    isFlat = Boolean(layer.units);
    if (layer.units) add('Gemm', layer, own, { transB: 1 });
    else add('Conv', layer, own, { kernel_shape: [layer.kernel, layer.kernel] });
    if (layer.relu) add('Relu', layer);
    if (layer.pool) add('MaxPool', layer, [], { kernel_shape: [2, 2], strides: [2, 2] });
  }
  const { rows, columns } = network.input;
  const graph = block(
    7,
    ...parts,
    text(2, network.name),
    port(11, 'image', ['batch', 1, rows, columns]),
    port(12, value, ['batch', layers.at(-1).units]),
  );
  return Buffer.concat([number(1, 8), graph, block(8, text(1, ''), number(2, 13))]); // IR 8, operators 13
}
