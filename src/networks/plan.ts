// From a definition to shapes, tensors and their places in one block of parameters. Everything that can be wrong
// with a definition is found here; afterwards nothing is checked.
import { ShapeError } from '../errors.ts';
import type { ActivationName } from '../kernels/kernels.ts';
import { convolution, fullAsConvolution } from '../layers/convolution.ts';
import { distances } from '../layers/distances.ts';
import type { LayerKind, LayerPlan, TensorPlan } from '../layers/layer.ts';
import { normalization } from '../layers/normalization.ts';
import { pooling } from '../layers/pooling.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Definition, LayerDefinition } from './definition.ts';

/** A tensor's place in the block of parameters: trainable ones first, then statistics, then fixed ones. */
export interface PlacedTensor extends TensorPlan {
  /** `C1.weights` */
  readonly fullName: string;
  readonly offset: number;
  readonly length: number;
}

export interface PlannedLayer {
  readonly definition: LayerDefinition;
  /** The definition with a full layer turned into the convolution that it is. */
  readonly description: LayerDefinition;
  readonly plan: LayerPlan;
  readonly tensors: readonly PlacedTensor[];
}

export interface NetworkPlan {
  readonly definition: Definition;
  readonly input: Shape;
  readonly output: Shape;
  readonly layers: readonly PlannedLayer[];
  readonly tensors: readonly PlacedTensor[];
  /** Length of the whole block of parameters, and of its trainable and its changing (trainable + statistic) part. */
  readonly length: number;
  readonly trainableLength: number;
  readonly changingLength: number;
  /** Trainable parameters, connected ones only: what the paper counts. */
  readonly parameters: number;
  readonly connections: number;
  readonly multiplyAdds: number;
  /** Whether outputs are penalties (smallest wins) or scores (largest wins). */
  readonly outputs: 'penalties' | 'scores';
}

// One kind of layer handles one kind of description; the map below is where that is known.
const KINDS: Record<string, LayerKind<never>> = {
  convolution,
  full: convolution,
  subsampling: pooling,
  maxPooling: pooling,
  averagePooling: pooling,
  normalization,
  distances,
} as Record<string, LayerKind<never>>;

export function kindOf(layer: LayerDefinition): LayerKind<LayerDefinition> {
  const kind = Object.hasOwn(KINDS, layer.kind) ? KINDS[layer.kind] : undefined;
  if (!kind) {
    throw new ShapeError(
      `layer ${layer.name}: kind '${layer.kind}' is not known; expected one of ${Object.keys(KINDS).join(', ')}.`,
    );
  }
  return kind as unknown as LayerKind<LayerDefinition>;
}

const ACTIVATIONS: readonly ActivationName[] = ['squash', 'sigmoid', 'relu'];
const ROLES = ['trainable', 'statistic', 'fixed'] as const;

/** A definition may come from a stranger's file; these are far above any network that runs here. */
const MOST_LAYERS = 100;
const MOST_VALUES = 2 ** 28;

interface Draft {
  definition: LayerDefinition;
  description: LayerDefinition;
  plan: LayerPlan;
}

/**
 * Plans `definition` for its own field, or for a larger one of `field.rows` x `field.columns`: then the kernels stay
 * and the output grows to a row or a field of answers (section VII). Throws ShapeError.
 */
export function planNetwork(definition: Definition, field?: { rows: number; columns: number }): NetworkPlan {
  checkDefinition(definition);
  const { maps, rows, columns } = definition.input;
  const drafts = draftLayers(definition, { maps, rows, columns });
  const slid = field ? slideLayers(drafts, { maps, ...field }) : drafts;
  checkSize(definition, slid);
  const placed = placeTensors(slid);
  const plans = slid.map((draft) => draft.plan);
  const total = (value: (plan: LayerPlan) => number) => plans.reduce((sum, plan) => sum + value(plan), 0);
  const lengthOf = (roles: readonly string[]) =>
    placed.flat().reduce((sum, tensor) => sum + (roles.includes(tensor.role) ? tensor.length : 0), 0);
  return {
    definition,
    input: plans[0].input,
    output: plans[plans.length - 1].output,
    layers: slid.map((draft, l) => ({ ...draft, tensors: placed[l] })),
    tensors: placed.flat(),
    length: lengthOf(ROLES),
    trainableLength: lengthOf(['trainable']),
    changingLength: lengthOf(['trainable', 'statistic']),
    parameters: total((plan) => plan.parameters),
    connections: total((plan) => plan.connections),
    multiplyAdds: total((plan) => plan.multiplyAdds),
    outputs: definition.layers[definition.layers.length - 1].kind === 'distances' ? 'penalties' : 'scores',
  };
}

function checkDefinition(definition: Definition): void {
  const { input, layers, name } = definition;
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new ShapeError(`definition '${name}': no layers; expected at least one.`);
  }
  if (layers.length > MOST_LAYERS) {
    throw new ShapeError(`definition '${name}': ${layers.length} layers; expected at most ${MOST_LAYERS}.`);
  }
  for (const n of [input.maps, input.rows, input.columns]) {
    if (!Number.isInteger(n) || n < 1 || n > 65536) {
      throw new ShapeError(
        `definition '${name}': input maps, rows and columns must be whole numbers in 1..65536; got ${n}.`,
      );
    }
  }
  checkInitial(definition);
  const wrong = layers.find((layer) => layer.activation && !ACTIVATIONS.includes(layer.activation));
  if (wrong) {
    throw new ShapeError(
      `layer ${wrong.name}: activation '${wrong.activation}' is not known; expected one of ${ACTIVATIONS.join(', ')}.`,
    );
  }
  const names = layers.map((layer) => layer.name);
  const twice = names.find((n, i) => typeof n !== 'string' || !n || names.indexOf(n) !== i);
  if (twice !== undefined) {
    throw new ShapeError(`definition '${name}': layer name '${twice}' is empty or stands twice.`);
  }
}

function checkInitial({ name, initial }: Definition): void {
  const amount = initial?.rule === 'uniform' ? initial.limit : initial?.gain;
  const isAmount = (value: number) => value >= 0 && value < 1e6;
  const isKnown = ['fanIn', 'squareRoot', 'uniform'].includes(initial?.rule);
  if (!isKnown || !isAmount(amount) || !isAmount(initial.coefficient ?? 0)) {
    throw new ShapeError(
      `definition '${name}': initial must be the rule fanIn or squareRoot with a gain, or uniform with a limit, and perhaps a coefficient, in 0..1e6; got ${JSON.stringify(initial)?.slice(0, 80)}.`,
    );
  }
}

function checkSize(definition: Definition, drafts: readonly Draft[]): void {
  const values = drafts.reduce((sum, { plan }) => {
    const weights = plan.tensors.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0);
    return sum + weights + sizeOf(plan.input);
  }, 0);
  if (!(values <= MOST_VALUES)) {
    throw new ShapeError(
      `definition '${definition.name}': ${values} parameters and activations; expected at most ${MOST_VALUES}. Use fewer maps or a smaller input.`,
    );
  }
}

function draftLayers(definition: Definition, input: Shape): Draft[] {
  const drafts: Draft[] = [];
  let shape = input;
  for (const layer of definition.layers) {
    const description: LayerDefinition =
      layer.kind === 'full'
        ? { ...fullAsConvolution(layer, shape), name: layer.name, activation: layer.activation }
        : layer;
    const plan = kindOf(layer).plan(description, shape, `layer ${layer.name}`);
    drafts.push({ definition: layer, description, plan });
    shape = plan.output;
  }
  return drafts;
}

/** The same layers, kernels included, over another field. */
function slideLayers(drafts: readonly Draft[], input: Shape): Draft[] {
  let shape = input;
  return drafts.map((draft) => {
    const { name } = draft.definition;
    const plan = kindOf(draft.description).plan(
      draft.description,
      shape,
      `layer ${name} over ${formatShape(input)}`,
    );
    shape = plan.output;
    return { ...draft, plan };
  });
}

function placeTensors(drafts: readonly Draft[]): PlacedTensor[][] {
  const placed: PlacedTensor[][] = drafts.map(() => []);
  let offset = 0;
  for (const role of ROLES) {
    for (const [l, { definition, plan }] of drafts.entries()) {
      for (const [t, tensor] of plan.tensors.entries()) {
        if (tensor.role !== role) continue;
        const length = tensor.shape.reduce((a, b) => a * b, 1);
        placed[l][t] = { ...tensor, fullName: `${definition.name}.${tensor.name}`, offset, length };
        offset += length;
      }
    }
  }
  return placed;
}
