// Learning from teachers: the mixed loss against its slope and its special cases, what the teachers are asked, runs
// with teachers to the same bits, and teachers that do not fit.
import { createCrew, type Definition, planNetwork, type Teacher } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../src/kernels/plain/kernels.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { Network } from '../../src/networks/network.ts';
import { planNetwork as plan } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';
import { Distiller } from '../../src/training/distillation.ts';
import { drawValues, expectEqual, expectSlopes } from '../kernels/plain/central-differences.ts';
import { makeDigits } from './digits.ts';
import { recipe, runTraining, small, smallClassic } from './runs.ts';

const kernels = createPlainKernels();
const [COUNT, CLASSES] = [3, 10];
const random = new Random(11);
const outputs = drawValues(random, COUNT * CLASSES).map((value) => 3 * value);
const labels = Int32Array.of(4, 0, 9);

function drawProbabilities(): Float64Array {
  const targets = Float64Array.from(drawValues(random, COUNT * CLASSES), Math.exp);
  for (let n = 0; n < COUNT; n++) {
    const row = targets.subarray(n * CLASSES, (n + 1) * CLASSES);
    const sum = row.reduce((a, b) => a + b);
    row.forEach((value, m) => {
      row[m] = value / sum;
    });
  }
  return targets;
}

const oneHot = Float64Array.from(outputs, (_, at) =>
  labels[Math.floor(at / CLASSES)] === at % CLASSES ? 1 : 0,
);

/** Loss of the labels and its gradient, then the targets mixed in. */
function mix(definition: Definition, weight: number, temperature: number, targets: Float64Array) {
  const student = plan(definition);
  const distiller = new Distiller({ weight, temperature }, student, [], COUNT);
  const gradient = new Float64Array(outputs.length);
  const sign = student.outputs === 'penalties' ? -1 : 1;
  const hard = kernels.crossEntropy(COUNT, CLASSES, sign, outputs, labels, gradient);
  const hardGradient = gradient.slice();
  return { hard, hardGradient, loss: distiller.mix(COUNT, outputs, targets, hard, gradient), gradient };
}

describe('the mixed loss', () => {
  const targets = drawProbabilities();
  for (const definition of [small, smallClassic]) {
    for (const [weight, temperature] of [
      [0.3, 3],
      [1, 0.7],
    ]) {
      it(`of ${definition.name}, weight ${weight}, temperature ${temperature}: the gradient is the slope`, () => {
        const { gradient } = mix(definition, weight, temperature, targets);
        expectSlopes(() => mix(definition, weight, temperature, targets).loss, outputs, gradient);
      });
    }

    it(`of ${definition.name} without weight is that of the labels`, () => {
      const { hard, hardGradient, loss, gradient } = mix(definition, 0, 2, targets);
      expect(loss).toBe(hard);
      expect(gradient).toEqual(hardGradient);
    });

    it(`of ${definition.name} with teachers as sure as the labels is that of the labels`, () => {
      const { hard, hardGradient, loss, gradient } = mix(definition, 0.6, 1, oneHot);
      expect(loss).toBeCloseTo(hard, 12);
      expectEqual(gradient, [...hardGradient]);
    });
  }

  it('worked: two classes at temperature 2', () => {
    // softmax(ln 9 / 2, 0) = 3/4, 1/4; from 1/2, 1/2: (ln (1/2) / (3/4) + ln (1/2) / (1/4)) / 2, and T^2 = 4 of it.
    const two: Definition = {
      ...small,
      layers: [...small.layers.slice(0, -1), { name: 'OUT', kind: 'full', units: 2 }],
    };
    const distiller = new Distiller({ weight: 1, temperature: 2 }, plan(two), [], 1);
    const gradient = new Float64Array(2).fill(7);
    const loss = distiller.mix(1, Float64Array.of(Math.log(9), 0), Float64Array.of(0.5, 0.5), 7, gradient);
    expect(loss).toBeCloseTo(2 * Math.log(4 / 3), 12);
    expectEqual(gradient, [2 * 0.25, 2 * -0.25]);
  });
});

describe('asking', () => {
  it('gives the mean of softened probabilities, of scores and of penalties', () => {
    const networks = [small, smallClassic].map((definition, seed) => {
      const planned = plan(definition);
      const parameters = new Float64Array(planned.length);
      initialize(planned, parameters, new Random(seed));
      const derived = (length: number) => new Float64Array(length);
      return new Network(planned, kernels, { capacity: 4, mode: 'inference', parameters, derived });
    });
    const distiller = new Distiller({ weight: 1, temperature: 3 }, plan(small), networks, 4);
    const input = drawValues(random, 4 * 28 * 28);
    const targets = distiller.ask(2, input);
    for (let n = 0; n < 2; n++) {
      const softened = networks.map((network, t) => {
        const row = [...network.output.subarray(n * CLASSES, (n + 1) * CLASSES)];
        const powers = row.map((value) => Math.exp((t === 0 ? value : -value) / 3));
        return powers.map((value) => value / powers.reduce((a, b) => a + b));
      });
      const expected = softened[0].map((value, m) => (value + softened[1][m]) / 2);
      expectEqual(targets.subarray(n * CLASSES, (n + 1) * CLASSES), expected);
    }
    // Each picture has its own answer.
    expect(targets.slice(0, CLASSES)).not.toEqual(targets.slice(CLASSES, 2 * CLASSES));
  });
});

describe('a run with teachers', () => {
  const training = makeDigits(59);
  const options = {
    definition: small,
    recipe: { ...recipe, distillation: { weight: 0.5, temperature: 2 } },
    training,
  };
  const larger: Definition = {
    ...small,
    name: 'larger',
    layers: small.layers.map(
      (layer) => (layer.name === 'C3' ? { ...layer, maps: 9 } : layer) as typeof layer,
    ),
  };
  let teachers: Teacher[];
  beforeAll(async () => {
    const runs = [1, 2].map((seed) =>
      runTraining({ definition: larger, recipe: { ...recipe, seed }, training }),
    );
    teachers = (await Promise.all(runs)).map(({ done }) => done);
  });

  it('ends with the same bits with 1, 2 and 3 threads', async () => {
    const one = await runTraining({ ...options, teachers });
    for (const threads of [2, 3]) {
      expect(await runTraining({ ...options, teachers, crew: createCrew(threads) })).toEqual(one);
    }
  });

  it('learns from each teacher', async () => {
    const [none, first, second, both] = await Promise.all([
      runTraining({ ...options, recipe }),
      runTraining({ ...options, teachers: [teachers[0]] }),
      runTraining({ ...options, teachers: [teachers[1]] }),
      runTraining({ ...options, teachers }),
    ]);
    const bits = [none, first, second, both].map(({ done }) => done.parameters.join());
    expect(new Set(bits).size).toBe(4);
  });

  it('goes on from a checkpoint with the same teachers only', async () => {
    const whole = await runTraining({ ...options, teachers });
    const resume = whole.checkpoints[1];
    expect((await runTraining({ ...options, teachers, resume, crew: createCrew(2) })).done).toEqual(
      whole.done,
    );
    const others = runTraining({ ...options, teachers: [...teachers].reverse(), resume });
    await expect(others).rejects.toThrow(
      /^resume: the run was started on 59 pictures of 28x28, teachers: 2, fingerprint /,
    );
  });

  it('refuses teachers that see or say something else', async () => {
    const wide = { ...small, name: 'wide', input: { ...small.input, columns: 32 } };
    const bright = { ...small, name: 'bright', input: { ...small.input, foreground: 2 } };
    const few = {
      ...small,
      name: 'few',
      layers: [...small.layers.slice(0, -1), { name: 'OUT', kind: 'full', units: 4 } as const],
    };
    for (const [definition, message] of [
      [wide, "teacher 'wide': input; expected 1@28x28 of 0..1, got 1@28x32 of 0..1."],
      [bright, "teacher 'bright': input; expected 1@28x28 of 0..1, got 1@28x28 of 0..2."],
      [few, "teacher 'few': output; expected 10@1x1, got 4@1x1."],
    ] as const) {
      const parameters = new Float32Array(planNetwork(definition).length);
      const run = runTraining({ ...options, teachers: [teachers[0], { definition, parameters }] });
      await expect(run).rejects.toThrow(message);
    }
  });

  it('needs both teachers and a word on how to learn from them', async () => {
    await expect(runTraining(options)).rejects.toThrow('recipe: distillation without a teacher.');
    await expect(runTraining({ ...options, recipe, teachers })).rejects.toThrow(
      'recipe: teachers without distillation',
    );
    const penalty = { ...options.recipe, loss: 'penalty' as const };
    await expect(runTraining({ ...options, recipe: penalty, teachers })).rejects.toThrow(
      'recipe: loss with distillation must be crossEntropy; got penalty.',
    );
  });
});
