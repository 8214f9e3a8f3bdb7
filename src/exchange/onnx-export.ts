// A model as an ONNX graph of standard operators. The paper's squashing function is Mul, Tanh, Mul; a subsampling layer
// AveragePool, Mul, Add; the RBF outputs a subtraction of the codes, squared and summed.
import { ShapeError } from '../errors.ts';
import { type OnnxValue, writeOnnx } from '../formats/onnx.ts';
import type { Definition } from '../networks/definition.ts';
import type { Model } from '../networks/model.ts';
import { lower } from './lower.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { quantizeTensor } from './quantize.ts';
import { type LinearStep, type ScaleStep, SQUASH, type Step, shapesAfter } from './step.ts';

export interface OnnxOptions {
  /**
   * With it bytes go in, [batch, 28, 28], 0 paper and 255 ink as MNIST has them, and `digit` (int64), `confidence` and
   * `probabilities` come out. Without it, the network's own input and its penalties or scores.
   */
  readonly preprocessing?: boolean;
  /** Weights as signed bytes with a scale for each map. */
  readonly int8?: boolean;
}

/** Side of MNIST's pictures. */
const SIDE = 28;

/** The ONNX file of `model`. Throws FormatError, or ShapeError where 28x28 pictures do not fit. */
export function writeOnnxModel(model: Model, options: OnnxOptions = {}): Uint8Array {
  const { definition } = model;
  const chain = lower(model);
  const graph = new OnnxGraph(options.preprocessing ? 'ink' : 'picture');
  const input = options.preprocessing ? preprocess(graph, definition) : floatInput(definition);
  const shapes = [chain.input, ...shapesAfter(chain)];
  let isFlat = false;
  for (const [s, step] of chain.steps.entries()) {
    // Maps of one pixel each become a row of numbers where a layer asks for one.
    if (!isFlat && (step.kind === 'full' || step.kind === 'distances')) {
      graph.append('Flatten', `${step.name}_flat`, [], { axis: 1 });
      isFlat = true;
    }
    addStep(graph, step, isFlat ? undefined : shapes[s].maps, options);
  }
  if (!isFlat) graph.append('Flatten', 'flat', [], { axis: 1 });
  const isPenalty = chain.steps.at(-1)?.kind === 'distances';
  const classes = shapes.at(-1)!.maps * shapes.at(-1)!.rows * shapes.at(-1)!.columns;
  const outputs = options.preprocessing
    ? decide(graph, isPenalty, classes)
    : nameOutput(graph, isPenalty ? 'penalties' : 'scores', classes);
  return writeOnnx(
    graph.finish(definition.name, [input], outputs, {
      'lenet5.input': JSON.stringify(definition.input),
      'lenet5.outputs': isPenalty ? 'penalties: the smallest wins' : 'scores: the largest wins',
    }),
  );
}

function floatInput({ input }: Definition): OnnxValue {
  return { name: 'picture', type: 'float', shape: ['batch', input.maps, input.rows, input.columns] };
}

/** Bytes to levels, in the middle of the network's field. */
function preprocess(graph: OnnxGraph, { input, name }: Definition): OnnxValue {
  const { background, foreground, rows, columns, maps } = input;
  const [top, left] = [(rows - SIDE) >> 1, (columns - SIDE) >> 1];
  if (top < 0 || left < 0 || maps !== 1) {
    throw new ShapeError(
      `onnx: pictures of ${SIDE}x${SIDE} do not fit the input ${maps}@${rows}x${columns} of '${name}'. Export without preprocessing.`,
    );
  }
  const pads = [0, 0, top, left, 0, 0, rows - SIDE - top, columns - SIDE - left];
  graph
    .append('Cast', 'ink_float', [], { to: 1 })
    .append('Mul', 'ink_scaled', [graph.scalar('ink_factor', (foreground - background) / 255)])
    .append('Add', 'ink_levels', [graph.scalar('paper', background)])
    .append('Unsqueeze', 'ink_maps', [graph.integers('map_axis', [1])])
    .append('Pad', 'picture', [graph.integers('margins', pads), 'paper'], { mode: 'constant' });
  return { name: 'ink', type: 'uint8', shape: ['batch', SIDE, SIDE] };
}

function nameOutput(graph: OnnxGraph, name: string, classes: number): OnnxValue[] {
  graph.append('Identity', name);
  return [{ name, type: 'float', shape: ['batch', classes] }];
}

function decide(graph: OnnxGraph, isPenalty: boolean, classes: number): OnnxValue[] {
  if (isPenalty) graph.append('Neg', 'scores');
  graph
    .append('Softmax', 'probabilities', [], { axis: 1 })
    .append('ArgMax', 'digit', [], { axis: 1, keepdims: 0 });
  graph.value = 'probabilities';
  graph.append('ReduceMax', 'confidence', [], { axes: [1], keepdims: 0 });
  return [
    { name: 'digit', type: 'int64', shape: ['batch'] },
    { name: 'confidence', type: 'float', shape: ['batch'] },
    { name: 'probabilities', type: 'float', shape: ['batch', classes] },
  ];
}

/** `maps`: of the step's input while it is maps; undefined once it is flat. */
function addStep(graph: OnnxGraph, step: Step, maps: number | undefined, options: OnnxOptions): void {
  const { name } = step;
  switch (step.kind) {
    case 'convolution':
      graph.append('Conv', name, addWeights(graph, step, options), {
        kernel_shape: step.weights.shape.slice(2),
      });
      return;
    case 'full':
      graph.append('Gemm', name, addWeights(graph, step, options), { transB: 1 });
      return;
    case 'scale':
      addScale(graph, step, maps);
      return;
    case 'maxPooling':
    case 'averagePooling': {
      const square = [step.size, step.size];
      const operator = step.kind === 'maxPooling' ? 'MaxPool' : 'AveragePool';
      graph.append(operator, `${name}_pooled`, [], { kernel_shape: square, strides: square });
      return;
    }
    case 'activation':
      addActivation(graph, name, step.function);
      return;
    case 'distances': {
      const { shape, values } = step.codes;
      const codes = graph.constant(`${name}.codes`, { type: 'float', shape, values });
      graph.append('Unsqueeze', `${name}_rows`, [graph.integers(`${name}.axis`, [1])]);
      graph.append('Sub', `${name}_differences`, [codes]).append('Mul', `${name}_squares`, [graph.value]);
      graph.append('ReduceSum', name, [graph.integers(`${name}.sum`, [2])], { keepdims: 0 });
      return;
    }
    default:
      throw new Error(`onnx: no operator for ${step.kind}`);
  }
}

function addWeights(
  graph: OnnxGraph,
  { name, weights, biases }: LinearStep,
  { int8 }: OnnxOptions,
): string[] {
  const bias = { type: 'float', shape: [biases.length], values: biases } as const;
  if (!int8)
    return [
      graph.constant(`${name}.weights`, { type: 'float', ...weights }),
      graph.constant(`${name}.biases`, bias),
    ];
  const { values, scales, shape } = quantizeTensor(weights);
  const before = graph.value;
  graph.value = graph.constant(`${name}.bytes`, { type: 'int8', shape, values });
  graph.append(
    'DequantizeLinear',
    `${name}.weights`,
    [graph.constant(`${name}.scales`, { type: 'float', shape: [scales.length], values: scales })],
    { axis: 0 },
  );
  graph.value = before;
  return [`${name}.weights`, graph.constant(`${name}.biases`, bias)];
}

function addScale(graph: OnnxGraph, { name, factors, shifts }: ScaleStep, maps: number | undefined): void {
  const shape = factors.length === 1 ? [] : maps === undefined ? [factors.length] : [factors.length, 1, 1];
  graph
    .append('Mul', `${name}_scaled`, [
      graph.constant(`${name}.factors`, { type: 'float', shape, values: factors }),
    ])
    .append('Add', name, [graph.constant(`${name}.shifts`, { type: 'float', shape, values: shifts })]);
}

function addActivation(
  graph: OnnxGraph,
  name: string,
  squashing: 'squash' | 'sigmoid' | 'relu' | 'tanh',
): void {
  if (squashing === 'relu') graph.append('Relu', `${name}_relu`);
  else if (squashing === 'sigmoid') graph.append('Sigmoid', `${name}_sigmoid`);
  else if (squashing === 'tanh') graph.append('Tanh', `${name}_tanh`);
  else
    graph
      .append('Mul', `${name}_sloped`, [graph.scalar('squash_slope', SQUASH.slope)])
      .append('Tanh', `${name}_tanh`)
      .append('Mul', `${name}_squashed`, [graph.scalar('squash_amplitude', SQUASH.amplitude)]);
}
