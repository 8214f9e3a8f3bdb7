// ONNX operators in plain float64, after the text of their specification and independent of the library's layers: what
// exported graphs are held against. One picture at a time; only the operators that are exported.
import type { OnnxModel, OnnxNode } from '../../src/formats/onnx.ts';

interface Value {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** The value at each index of `shape`. */
function generate(shape: readonly number[], value: (index: number[]) => number): Value {
  const values = Array.from({ length: count(shape) }, (_, n) => {
    const index: number[] = [];
    for (let d = shape.length - 1, rest = n; d >= 0; d--) {
      index.unshift(rest % shape[d]);
      rest = Math.floor(rest / shape[d]);
    }
    return value(index);
  });
  return { shape, values };
}

function at({ shape, values }: Value, index: readonly number[]): number {
  return values[index.reduce((sum, i, d) => sum * shape[d] + i, 0)];
}

function broadcast(a: Value, b: Value, f: (x: number, y: number) => number): Value {
  const rank = Math.max(a.shape.length, b.shape.length);
  const padded = (v: Value) => ({ ...v, shape: [...new Array(rank - v.shape.length).fill(1), ...v.shape] });
  const [p, q] = [padded(a), padded(b)];
  const shape = p.shape.map((size, d) => Math.max(size, q.shape[d]));
  const pick = (v: Value, index: number[]) =>
    at(
      v,
      index.map((i, d) => (v.shape[d] === 1 ? 0 : i)),
    );
  return generate(shape, (index) => f(pick(p, index), pick(q, index)));
}

const map = (v: Value, f: (x: number) => number): Value => ({ shape: v.shape, values: v.values.map(f) });
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function pool(x: Value, attributes: OnnxNode['attributes'], f: (block: number[]) => number): Value {
  const [rows, columns] = attributes.kernel_shape as number[];
  const [down, across] = attributes.strides as number[];
  const [batch, maps, height, width] = x.shape;
  const shape = [
    batch,
    maps,
    Math.floor((height - rows) / down) + 1,
    Math.floor((width - columns) / across) + 1,
  ];
  return generate(shape, ([n, m, r, c]) =>
    f(range(rows).flatMap((i) => range(columns).map((j) => at(x, [n, m, r * down + i, c * across + j])))),
  );
}

const RULES: Record<string, (inputs: Value[], attributes: OnnxNode['attributes']) => Value> = {
  Conv([x, w, b]) {
    const [maps, inputs, rows, columns] = w.shape;
    const shape = [x.shape[0], maps, x.shape[2] - rows + 1, x.shape[3] - columns + 1];
    return generate(shape, ([n, m, r, c]) => {
      let sum = b.values[m];
      for (let k = 0; k < inputs; k++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) sum += at(x, [n, k, r + i, c + j]) * at(w, [m, k, i, j]);
      return sum;
    });
  },
  Gemm: ([a, b, c], { transB }) =>
    generate([a.shape[0], b.shape[transB ? 0 : 1]], ([n, m]) =>
      range(a.shape[1]).reduce(
        (sum, k) => sum + at(a, [n, k]) * at(b, transB ? [m, k] : [k, m]),
        c.values[m],
      ),
    ),
  MaxPool: ([x], attributes) => pool(x, attributes, (block) => Math.max(...block)),
  AveragePool: ([x], attributes) =>
    pool(x, attributes, (block) => block.reduce((a, b) => a + b, 0) / block.length),
  Add: ([a, b]) => broadcast(a, b, (x, y) => x + y),
  Sub: ([a, b]) => broadcast(a, b, (x, y) => x - y),
  Mul: ([a, b]) => broadcast(a, b, (x, y) => x * y),
  Relu: ([x]) => map(x, (v) => Math.max(0, v)),
  Sigmoid: ([x]) => map(x, (v) => 1 / (1 + Math.exp(-v))),
  Tanh: ([x]) => map(x, Math.tanh),
  Neg: ([x]) => map(x, (v) => -v),
  Cast: ([x]) => x,
  Identity: ([x]) => x,
  Flatten: ([x]) => ({ shape: [x.shape[0], count(x.shape.slice(1))], values: x.values }),
  Unsqueeze: ([x, axes]) => ({ shape: x.shape.toSpliced(axes.values[0], 0, 1), values: x.values }),
  ReduceSum: ([x]) =>
    generate(x.shape.slice(0, 2), ([n, m]) =>
      range(x.shape[2]).reduce((sum, k) => sum + at(x, [n, m, k]), 0),
    ),
  ReduceMax: ([x]) =>
    generate([x.shape[0]], ([n]) => Math.max(...range(x.shape[1]).map((m) => at(x, [n, m])))),
  Softmax([x]) {
    const powers = map(x, Math.exp);
    const sum = (n: number) => range(x.shape[1]).reduce((total, m) => total + at(powers, [n, m]), 0);
    return generate(x.shape, ([n, m]) => at(powers, [n, m]) / sum(n));
  },
  ArgMax: ([x]) =>
    generate([x.shape[0]], ([n]) =>
      range(x.shape[1]).reduce((best, m) => (at(x, [n, m]) > at(x, [n, best]) ? m : best), 0),
    ),
  Pad([x, pads, value]) {
    const rank = x.shape.length;
    const shape = x.shape.map((size, d) => size + pads.values[d] + pads.values[rank + d]);
    return generate(shape, (index) => {
      const inner = index.map((i, d) => i - pads.values[d]);
      return inner.every((i, d) => i >= 0 && i < x.shape[d]) ? at(x, inner) : value.values[0];
    });
  },
  DequantizeLinear: ([x, scale]) => generate(x.shape, (index) => at(x, index) * scale.values[index[0]]),
};

/** All values by name, for one input. */
export function runOnnx(model: OnnxModel, input: Value): Map<string, Value> {
  const known = new Map<string, Value>([[model.inputs[0].name, input]]);
  for (const [name, { shape, values }] of model.constants)
    known.set(name, { shape, values: Array.from(values) });
  for (const { operator, inputs, outputs, attributes } of model.nodes) {
    const rule = RULES[operator];
    if (!rule) throw new Error(`the interpreter has no ${operator}`);
    known.set(
      outputs[0],
      rule(
        inputs.map((name) => known.get(name)!),
        attributes,
      ),
    );
  }
  return known;
}
