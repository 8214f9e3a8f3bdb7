// From the shards' gradients to new parameters. Each thread does its slice of every tensor; the arithmetic of an
// element does not depend on the slice it is in.

import { power } from '../elementary.ts';
import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { NetworkPlan } from '../networks/plan.ts';
import type { Shared } from './block.ts';
import type { Recipe } from './recipe.ts';

/** Share of a batch's mean and variance in the running ones. */
const STATISTIC_RATE = 0.01;

interface Slice {
  readonly length: number;
  readonly isStatistic: boolean;
  readonly decay: number;
  readonly parts: Floats;
  readonly parameters: Floats;
  readonly average: Floats;
  readonly first: Floats;
  readonly second: Floats;
}

export class Updater {
  private readonly slices: Slice[] = [];
  private readonly recipe: Recipe;
  private readonly kernels: Kernels;
  private readonly stride: number;

  constructor(
    plan: NetworkPlan,
    recipe: Recipe,
    shared: Shared,
    kernels: Kernels,
    thread: number,
    threads: number,
  ) {
    this.recipe = recipe;
    this.kernels = kernels;
    const { gradients } = shared;
    this.stride = gradients.length > 1 ? (gradients[1].byteOffset - gradients[0].byteOffset) / 4 : 0;
    for (const tensor of plan.tensors) {
      if (tensor.role === 'fixed') continue;
      const from = tensor.offset + cut(tensor.length, thread, threads);
      const to = tensor.offset + cut(tensor.length, thread + 1, threads);
      if (from === to) continue;
      const isStatistic = tensor.role === 'statistic';
      this.slices.push({
        length: to - from,
        isStatistic,
        // Weight decay is for weights, not for biases, coefficients or shifts.
        decay: tensor.name === 'weights' && 'decay' in recipe.update ? recipe.update.decay : 0,
        parts: gradients[0].subarray(from, to),
        parameters: shared.parameters.subarray(from, to),
        average: shared.average.subarray(from, to),
        first: isStatistic ? shared.first : shared.first.subarray(from, to),
        second: isStatistic ? shared.second : shared.second.subarray(from, to),
      });
    }
  }

  /** One step, from the gradients of the first `shards` shards over `images` images; `step` counts from 1. */
  update(shards: number, images: number, rate: number, step: number): void {
    const { kernels, recipe } = this;
    // A plain mean at first, a running one as soon as it would forget less.
    const averageRate = Math.max(1 - recipe.averaging, 1 / step);
    for (const slice of this.slices) {
      const { length, parts, parameters } = slice;
      kernels.sum(length, parts, this.stride, shards, 1 / images, parts);
      if (slice.isStatistic) kernels.average(length, parts, parameters, Math.max(STATISTIC_RATE, 1 / step));
      else this.step(slice, rate, step);
      if (recipe.averaging > 0) kernels.average(length, parameters, slice.average, averageRate);
    }
  }

  private step(slice: Slice, rate: number, step: number): void {
    const { update } = this.recipe;
    const { length, parts, parameters, first, second, decay } = slice;
    if (update.rule === 'momentum') {
      this.kernels.momentum(length, parameters, parts, first, rate, update.momentum, decay);
      return;
    }
    // Levenberg-Marquardt has a class of its own.
    if (update.rule !== 'adamW') return;
    const { beta1, beta2, epsilon } = update;
    this.kernels.adamW(length, parameters, parts, first, second, {
      rate,
      beta1,
      beta2,
      epsilon,
      decay,
      correction1: 1 - power(beta1, step),
      correction2: 1 - power(beta2, step),
    });
  }
}

/** Where the slice of thread `t` begins: a multiple of four. */
function cut(length: number, t: number, threads: number): number {
  return t === threads ? length : Math.min(length, Math.ceil((length * t) / threads / 4) * 4);
}
