// What of an ONNX graph does not depend on the picture: constants, and the few operators that exporters put between them
// and their use (transposed weights, weights as bytes).
import { FormatError } from '../errors.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../formats/onnx.ts';
import type { Tensor } from './step.ts';
import { transpose } from './transpose.ts';

type Rule = (inputs: readonly OnnxTensor[], node: OnnxNode) => OnnxTensor;

const isTensor = (value: unknown): value is OnnxTensor =>
  typeof value === 'object' && value !== null && 'values' in value && 'shape' in value;

const same: Rule = ([x]) => x;
const RULES: Readonly<Record<string, Rule>> = {
  Constant(_, { attributes }) {
    const { value, value_float: float, value_int: int, value_floats: floats, value_ints: ints } = attributes;
    if (isTensor(value)) return value;
    const [single, list] = [float ?? int, floats ?? ints];
    if (typeof single === 'number') return { type: 'float', shape: [], values: [single] };
    const values = Array.isArray(list) ? list : [];
    return { type: 'float', shape: [values.length], values };
  },
  Identity: same,
  Cast: same,
  Squeeze: ([x]) => ({ ...x, shape: x.shape.filter((size) => size !== 1) }),
  Unsqueeze: same,
  Reshape: ([x, shape]) => {
    const sizes = Array.from(shape.values);
    const known = sizes.reduce((product, size) => (size > 0 ? product * size : product), 1);
    return { ...x, shape: sizes.map((size) => (size > 0 ? size : x.values.length / known)) };
  },
  Transpose: ([x], { attributes }) => {
    const order = (attributes.perm as number[]) ?? x.shape.map((_, d) => x.shape.length - 1 - d);
    return { type: x.type, ...transpose(x.shape, x.values, order) };
  },
  DequantizeLinear([x, scale, zero], { attributes }) {
    const axis = typeof attributes.axis === 'number' ? attributes.axis : 1;
    const each = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const place = (n: number) => (scale.values.length === 1 ? 0 : Math.floor(n / each) % x.shape[axis]);
    const values = Float32Array.from({ length: x.values.length }, (_, n) => {
      const offset = zero ? zero.values[place(n)] : 0;
      return (x.values[n] - offset) * scale.values[place(n)];
    });
    return { type: 'float', shape: x.shape, values };
  },
};

/** A small file could ask for many copies of a large constant. */
const MOST_VALUES = 2 ** 28;

/** All values that are known without a picture, by name; operators that need one are left alone. Throws FormatError. */
export function findConstants({ constants, nodes }: OnnxModel, where: string): Map<string, OnnxTensor> {
  const known = new Map(constants);
  let total = 0;
  for (const node of nodes) {
    const rule = Object.hasOwn(RULES, node.operator) ? RULES[node.operator] : undefined;
    const inputs = node.inputs.filter((name) => name !== '').map((name) => known.get(name));
    const fewest =
      node.operator === 'Constant' ? 0 : ['Reshape', 'DequantizeLinear'].includes(node.operator) ? 2 : 1;
    if (!rule || inputs.length < fewest || inputs.some((input) => input === undefined)) continue;
    const value = rule(inputs as OnnxTensor[], node);
    total += value.values.length;
    if (total > MOST_VALUES) throw new FormatError(`${where}: more than ${MOST_VALUES} values in constants.`);
    known.set(node.outputs[0], value);
  }
  return known;
}

/** As float32. Throws FormatError for what is not finite. */
export function toTensor({ shape, values }: OnnxTensor, where: string): Tensor {
  const floats = Float32Array.from(values);
  const wrong = floats.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new FormatError(`${where}: expected finite weights, got ${wrong}.`);
  return { shape, values: floats };
}
