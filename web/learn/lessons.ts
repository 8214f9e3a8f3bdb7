// What each layer does, in the paper's words and in today's. The numbers are those of the plan.
import { type NetworkPlan, receptiveField, sizeOf } from '../../src/index.ts';
import type { Say } from '../language.tsx';

type Layer = NetworkPlan['layers'][number];
type Values = Readonly<Record<string, string | number>>;

const FIRST =
  '{name} is a convolutional layer: {maps} feature maps, each of which looks for one feature all over the input. A unit sees {kernelRows} × {kernelColumns} pixels, its receptive field; all units of a map share one kernel and one bias, so {connections} connections need only {parameters} parameters. Today: a convolution with {maps} channels, stride 1, no padding.';
const FURTHER =
  '{name} puts features together: a unit of its {maps} maps sees {kernelRows} × {kernelColumns} units of all {inputs} maps of {below}, and through them {fieldRows} × {fieldColumns} pixels of the input. {connections} connections share {parameters} parameters.';
const TABLE =
  '{name} puts features together: a unit sees {kernelRows} × {kernelColumns} units of some of the {inputs} maps of {below}, and through them {fieldRows} × {fieldColumns} pixels of the input. Of {possible} kernels only {kernels} are there, by table I of the paper: fewer connections, and maps that see different things have to learn different features. Today nearly all networks connect every map with every map.';
const WHOLE =
  'The kernels of {name} are as large as the maps of {below}, so each of its {maps} maps is one unit that sees the whole input: a full connection with {parameters} parameters. The paper calls it a convolution all the same, for over a wider input its maps would grow, and the same network would sweep over a line of writing (section VII).';
const SUBSAMPLING =
  '{name} is a subsampling layer: a unit adds up {size} × {size} units of its map in {below}, times a trainable coefficient, plus a trainable bias. Where exactly a feature lies matters less from here on: {fromRows} × {fromColumns} places become {rows} × {columns}. It has {parameters} parameters. Today: pooling, mostly without anything to train.';
const AGAIN =
  '{name} does to {below} what {first} did before: {fromRows} × {fromColumns} places become {rows} × {columns}. Parameters: {parameters}.';
const MAX_POOLING =
  '{name} keeps the largest of every {size} × {size} units of its map in {below}: {fromRows} × {fromColumns} places become {rows} × {columns}, and where exactly a feature lies matters less. Nothing is trained here; the subsampling layers of the paper had a coefficient and a bias for each map.';
const AVERAGE_POOLING =
  '{name} takes the mean of every {size} × {size} units of its map in {below}: {fromRows} × {fromColumns} places become {rows} × {columns}, and where exactly a feature lies matters less. Nothing is trained here; the subsampling layers of the paper had a coefficient and a bias for each map.';
const FULL =
  '{name} is fully connected: each of its {maps} units sees all {inputs} of {below}, with {parameters} parameters. Today: a dense or linear layer.';
const CODED =
  '{name} is fully connected: each of its {maps} units sees all {inputs} of {below}, with {parameters} parameters. There are {maps} of them because they are a picture, like the codes beside it: training makes {name} draw the code of the digit that is seen.';
const SCORES =
  'One unit for each of {maps} classes sees all {inputs} units of {below}. Its score, a logit in the words of today, is as high as the class is likely; softmax makes probabilities of the scores. The paper has distances to codes here.';
const DISTANCES =
  'Euclidean radial basis functions: each of the {maps} outputs is the squared distance between the {inputs} units of {below} and the code of a class. The distance is a penalty: the smallest wins, and where all are large it is hardly a digit. The codes are drawn by hand and fixed. Today: a dense layer, softmax and cross-entropy.';

function convolutionText({ description, plan }: Layer, index: number): string {
  if (index === 0) return FIRST;
  if (plan.output.rows * plan.output.columns === 1) return WHOLE;
  return 'table' in description && description.table ? TABLE : FURTHER;
}

/** The first layer of the same kind. */
const firstAlike = (layers: NetworkPlan['layers'], index: number): number =>
  layers.findIndex(({ definition }) => definition.kind === layers[index].definition.kind);

/** The text that fits a layer; of normalisation, which no finished network has, there is none. */
function textOf(layers: NetworkPlan['layers'], index: number): string | undefined {
  const layer = layers[index];
  if (firstAlike(layers, index) < index && 'size' in layer.definition) return AGAIN;
  switch (layer.definition.kind) {
    case 'convolution':
      return convolutionText(layer, index);
    case 'subsampling':
      return SUBSAMPLING;
    case 'maxPooling':
      return MAX_POOLING;
    case 'averagePooling':
      return AVERAGE_POOLING;
    case 'full':
      if (index === layers.length - 1) return SCORES;
      return layers[index + 1].definition.kind === 'distances' ? CODED : FULL;
    case 'distances':
      return DISTANCES;
    default:
      return undefined;
  }
}

const grouped = (count: number): string => count.toLocaleString('en');

function valuesOf(plan: NetworkPlan, index: number, say: Say): Values {
  const { definition, description, tensors, plan: own } = plan.layers[index];
  const { input, output } = own;
  const field = receptiveField(plan, index, 0, 0);
  const [kernelRows, kernelColumns] = tensors[0]?.shape ?? [1, 1];
  const table = 'table' in description ? description.table : undefined;
  return {
    ...{ name: definition.name, maps: output.maps, rows: output.rows, columns: output.columns },
    first: plan.layers[firstAlike(plan.layers, index)].definition.name,
    below: index > 0 ? plan.layers[index - 1].definition.name : say('the input'),
    inputs: definition.kind === 'full' ? grouped(sizeOf(input)) : input.maps,
    ...{ fromRows: input.rows, fromColumns: input.columns, kernelRows, kernelColumns },
    size: 'size' in description ? description.size : 1,
    ...{ fieldRows: field.rows, fieldColumns: field.columns },
    possible: input.maps * output.maps,
    kernels: table?.reduce((sum, maps) => sum + maps.length, 0) ?? 0,
    ...{ parameters: grouped(own.parameters), connections: grouped(own.connections) },
  };
}

/** What a layer of a plan does; undefined where there is nothing to say. */
export function lessonOf(plan: NetworkPlan, index: number, say: Say): string | undefined {
  const text = textOf(plan.layers, index);
  return text && say(text, valuesOf(plan, index, say));
}
