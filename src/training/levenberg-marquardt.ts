// Stochastic diagonal Levenberg-Marquardt (appendix C): every pattern is an update, every parameter has a rate of its
// own, equation (21): rate / (mu + h). h is the Gauss-Newton approximation of the second derivative (equations 23 to
// 25 and 27), averaged over some patterns before each epoch (equation 24) and then left alone.
import type { Dataset } from '../data/dataset.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { NetworkPlan } from '../networks/plan.ts';
import { Random } from '../random.ts';
import { sizeOf } from '../shape.ts';
import { type Block, CURVATURE_BLOCK } from './block.ts';
import { type Feed, STREAM } from './feed.ts';
import { startCurvature } from './losses.ts';
import type { Recipe, UpdateRule } from './recipe.ts';

export type LevenbergMarquardtRule = Extract<UpdateRule, { rule: 'levenbergMarquardt' }>;

export class LevenbergMarquardt {
  private readonly rule: LevenbergMarquardtRule;
  private readonly plan: NetworkPlan;
  private readonly block: Block;
  private readonly feed: Feed;
  private readonly kernels: Kernels;

  /** `block` must have the network for second derivatives. */
  constructor(rule: LevenbergMarquardtRule, plan: NetworkPlan, block: Block, feed: Feed, kernels: Kernels) {
    this.rule = rule;
    this.plan = plan;
    this.block = block;
    this.feed = feed;
    this.kernels = kernels;
    feed.painter.clear(block.curved!.input);
  }

  /**
   * To be called before each epoch, also the first one after a checkpoint: measures every parameter's curvature on
   * pictures drawn at random. Returns the smallest and the largest 1 / (mu + h) of a parameter that has one.
   */
  measure(set: Dataset, recipe: Recipe, epoch: number): [number, number] {
    const { kernels, plan } = this;
    const { curvatures, gradients } = this.block.shared;
    const random = new Random(recipe.seed, STREAM.curvature, epoch);
    kernels.clear(plan.length, curvatures);
    this.block.curved!.refresh();
    for (let done = 0; done < this.rule.patterns; done += CURVATURE_BLOCK) {
      this.add(set, random, epoch, Math.min(CURVATURE_BLOCK, this.rule.patterns - done));
    }
    // Backward has left gradients of no use here; descent begins from none.
    kernels.clear(plan.length, gradients[0]);
    return this.invert();
  }

  /** Adds the curvatures for `count` pictures. */
  private add(set: Dataset, random: Random, epoch: number, count: number): void {
    const { labels } = this.block;
    const network = this.block.curved!;
    for (let n = 0; n < count; n++) {
      const index = random.integer(set.count);
      this.feed.show(set, index, epoch, network.input as Float32Array, n);
      labels[n] = set.labels[index];
    }
    const { outputs, output } = this.plan;
    network.forward(count);
    startCurvature(outputs, sizeOf(output), count, labels, network.outputGradient!, network.outputCurvature!);
    network.backward(count);
    network.curvature(count);
  }

  private invert(): [number, number] {
    const { mu, patterns } = this.rule;
    const { curvatures, rates } = this.block.shared;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = 0;
    for (let n = 0; n < this.plan.trainableLength; n++) {
      rates[n] = 1 / (mu + curvatures[n] / patterns);
      // Absent connections have neither curvature nor gradient.
      if (curvatures[n] === 0) continue;
      lowest = Math.min(lowest, rates[n]);
      highest = Math.max(highest, rates[n]);
    }
    return [lowest, highest];
  }

  /** One step along the gradient of one pattern, which it clears. */
  update(rate: number): void {
    const { parameters, gradients, rates } = this.block.shared;
    this.kernels.descend(this.plan.trainableLength, parameters, gradients[0], rates, rate);
  }
}
