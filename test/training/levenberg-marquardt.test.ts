// Stochastic diagonal Levenberg-Marquardt (appendix C): one step against the formula in float64, the rates against the
// range that the paper reports, the same bits with any crew and after a checkpoint.
import { createCrew, findNetwork, loadMnist, recipeFor, select } from 'lenet5/node';
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../src/kernels/plain/kernels.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { Network } from '../../src/networks/network.ts';
import { Painter } from '../../src/networks/painter.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';
import { STREAM } from '../../src/training/feed.ts';
import { makeLoss, startCurvature } from '../../src/training/losses.ts';
import type { Recipe } from '../../src/training/recipe.ts';
import { makeDigits } from './digits.ts';
import { runTraining, small, smallClassic } from './runs.ts';

const paper = recipeFor('lenet5', '1998');
const recipe: Recipe = { ...paper, epochs: 3, loss: 'penalty', initial: undefined };
const RULE = { rule: 'levenbergMarquardt', mu: 0.02, patterns: 41 } as const;
const settings = {
  penalties: { definition: smallClassic, recipe: { ...recipe, update: RULE } },
  scores: { definition: small, recipe: { ...recipe, update: RULE, loss: 'meanSquare' } },
} as const;

/** The parameters after one pattern, equation (21), in float64. */
function stepByHand(
  definition: Definition,
  { loss, schedule }: Recipe,
  picture: ReturnType<typeof makeDigits>,
) {
  const plan = planNetwork(definition);
  const kernels = createPlainKernels();
  const [parameters, gradient, curvature] = [0, 1, 2].map(() => new Float64Array(plan.length));
  initialize(plan, parameters, new Random(1, STREAM.weights));
  const network = new Network(plan, kernels, {
    capacity: 1,
    mode: 'curvature',
    parameters,
    derived: (length) => new Float64Array(length),
    gradients: [gradient],
    curvatures: curvature,
  });
  const painter = new Painter(definition, picture.rows, picture.columns);
  painter.clear(network.input);
  painter.paint(picture.images, 0, network.input, 0);
  const labels = Int32Array.from(picture.labels);
  network.refresh();
  network.forward(1);
  startCurvature(plan.outputs, 10, 1, labels, network.outputGradient!, network.outputCurvature!);
  network.backward(1);
  network.curvature(1);
  gradient.fill(0);
  makeLoss({ loss }, plan.output, plan.outputs)(1, network.output, labels, network.outputGradient!, kernels);
  network.backward(1);
  return parameters.map((w, n) =>
    n < plan.trainableLength ? w - (schedule.peak / (RULE.mu + curvature[n])) * gradient[n] : w,
  );
}

describe('stochastic diagonal Levenberg-Marquardt', () => {
  for (const [name, { definition, recipe }] of Object.entries(settings)) {
    it(`${name}: one pattern moves each parameter by rate / (mu + h) along its gradient`, async () => {
      // A set of one picture: whatever the curvature is averaged over, it is that picture's.
      const training = makeDigits(1);
      const { done } = await runTraining({ definition, recipe: { ...recipe, epochs: 1 }, training });
      const expected = stepByHand(definition, recipe, training);
      const start = new Float64Array(expected.length);
      initialize(planNetwork(definition), start, new Random(1, STREAM.weights));
      let moved = 0;
      for (let n = 0; n < expected.length; n++) {
        // Float32 has 24 bits; sums of a hundred terms lose a few of them.
        expect(Math.abs(done.parameters[n] - expected[n])).toBeLessThan(2e-6);
        if (Math.abs(expected[n] - start[n]) > 2e-5) moved++;
      }
      expect(moved).toBeGreaterThan(expected.length / 4);
    });

    it(`${name}: the same bits with 1, 2 and 3 threads, and from every checkpoint`, async () => {
      const options = {
        definition,
        recipe,
        training: makeDigits(59),
        evaluation: [makeDigits(33, 2, 'others')],
      };
      const whole = await runTraining(options);
      expect(whole.done.parameters.every(Number.isFinite)).toBe(true);
      for (const threads of [2, 3]) {
        expect(await runTraining({ ...options, crew: createCrew(threads) })).toEqual(whole);
      }
      for (const [n, resume] of whole.checkpoints.entries()) {
        expect((await runTraining({ ...options, resume, crew: createCrew(n + 1) })).done).toEqual(whole.done);
      }
    });
  }

  it('learns: fresh digits are read', async () => {
    const { definition, recipe } = settings.penalties;
    const training = makeDigits(400, 3);
    const { history } = (
      await runTraining({ definition, recipe, training, evaluation: [makeDigits(100, 4, 'others')] })
    ).done;
    expect(history[2].errors.others).toBeLessThan(0.3);
  });

  it('keeps one order of the pictures where the recipe says so', async () => {
    const { definition, recipe } = settings.penalties;
    const training = makeDigits(59);
    const [constant, fresh] = await Promise.all(
      [recipe, { ...recipe, order: undefined }].map((r) => runTraining({ definition, recipe: r, training })),
    );
    expect(constant.done.history[0]).toEqual(fresh.done.history[0]);
    expect(constant.done.history[1]).not.toEqual(fresh.done.history[1]);
  });

  it('has the rates of the paper for LeNet-5 in the first pass: about 7e-5 to 0.016', async () => {
    const digits = await loadMnist('training');
    const training = select(
      digits,
      Uint32Array.from({ length: 1000 }, (_, n) => n),
    );
    const { history } = (
      await runTraining({
        definition: findNetwork('lenet5'),
        // Its own rate: ours is lower.
        recipe: { ...paper, epochs: 1, schedule: { ...paper.schedule, peak: 5e-4 } },
        training,
      })
    ).done;
    const [lowest, highest] = history[0].rates!;
    expect(lowest).toBeGreaterThan(7e-5 / 1.5);
    expect(lowest).toBeLessThan(7e-5 * 1.5);
    expect(highest).toBeGreaterThan(0.016 / 1.5);
    expect(highest).toBeLessThan(0.016 * 1.5);
  });
});
