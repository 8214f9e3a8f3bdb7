// Initial values, from a seed. Weights are drawn in the order of memory; an absent connection stays zero and draws
// nothing.
import type { Floats } from '../kernels/kernels.ts';
import { type ConvolutionDescription, connectionMask } from '../layers/convolution.ts';
import type { Random } from '../random.ts';
import type { InitialRule } from './definition.ts';
import type { NetworkPlan, PlacedTensor } from './plan.ts';

function limitOf(rule: InitialRule, fanIn: number): number {
  if (rule.rule === 'uniform') return rule.limit;
  return rule.rule === 'fanIn' ? rule.gain / fanIn : rule.gain / Math.sqrt(fanIn);
}

/** Fills `parameters` (as long as the plan says) with initial values, by the definition's rule or another. */
export function initialize(
  plan: NetworkPlan,
  parameters: Floats,
  random: Random,
  rule: InitialRule = plan.definition.initial,
): void {
  setConstants(plan, parameters, rule);
  for (const { description, tensors } of plan.layers) {
    for (const tensor of tensors) {
      if (tensor.initial !== undefined) continue;
      const mask =
        description.kind === 'convolution' && tensor.name === 'weights'
          ? connectionMask(description as ConvolutionDescription, tensor.shape)
          : undefined;
      drawWeights(rule, tensor, mask, placeOf(tensor, parameters), random);
    }
  }
}

/** Fills what does not begin at random, and nothing else. */
export function setConstants(
  { layers, definition }: NetworkPlan,
  parameters: Floats,
  rule: InitialRule = definition.initial,
): void {
  for (const tensor of layers.flatMap(({ tensors }) => tensors)) {
    if (tensor.initial === undefined) continue;
    const values = placeOf(tensor, parameters);
    if (tensor.name === 'coefficients') values.fill(rule.coefficient ?? (tensor.initial as number));
    else if (typeof tensor.initial === 'number') values.fill(tensor.initial);
    else values.set(tensor.initial);
  }
}

const placeOf = ({ offset, length }: PlacedTensor, parameters: Floats): Floats =>
  parameters.subarray(offset, offset + length);

function drawWeights(
  rule: InitialRule,
  tensor: PlacedTensor,
  mask: Float32Array | undefined,
  values: Floats,
  random: Random,
): void {
  const { fanIn } = tensor;
  for (let n = 0; n < values.length; n++) {
    const inputs = typeof fanIn === 'number' ? fanIn : fanIn[n % fanIn.length];
    const limit = limitOf(rule, inputs);
    values[n] = mask && mask[n] === 0 ? 0 : random.uniform(-limit, limit);
  }
}
