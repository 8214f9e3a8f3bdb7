// An ONNX graph while it grows: a chain of operators, each taking the value before it. Constants are listed once.
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from '../formats/onnx.ts';

/** All operators used here are in it, and it is read by ONNX 1.8 (2020) and everything later. */
const OPSET = 13;

export class OnnxGraph {
  private readonly nodes: OnnxNode[] = [];
  private readonly constants = new Map<string, OnnxTensor>();
  /** The value that the next operator takes. */
  value: string;

  constructor(input: string) {
    this.value = input;
  }

  constant(name: string, tensor: OnnxTensor): string {
    this.constants.set(name, tensor);
    return name;
  }

  scalar(name: string, value: number): string {
    return this.constant(name, { type: 'float', shape: [], values: [value] });
  }

  integers(name: string, values: readonly number[]): string {
    return this.constant(name, { type: 'int64', shape: [values.length], values });
  }

  /** Adds an operator on `value` and further inputs; its output, called `name`, is the next `value`. */
  append(
    operator: string,
    name: string,
    inputs: readonly string[] = [],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): this {
    this.nodes.push({ operator, name, inputs: [this.value, ...inputs], outputs: [name], attributes });
    this.value = name;
    return this;
  }

  finish(
    name: string,
    inputs: readonly OnnxValue[],
    outputs: readonly OnnxValue[],
    metadata: Readonly<Record<string, string>>,
  ): OnnxModel {
    const { nodes, constants } = this;
    return { opset: OPSET, producer: 'lenet5', name, nodes, constants, inputs, outputs, metadata };
  }
}
