// What a recipe may hold, and the learning rate over a run.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { networks } from '../../src/networks/networks.ts';
import { checkRecipe, type Recipe, rateAt, type Schedule } from '../../src/training/recipe.ts';
import { recipeFor, recipeNames } from '../../src/training/recipes.ts';

const modern = recipeFor('lenet5-modern');
const paper = recipeFor('lenet5', '1998');
const schedule = modern.schedule;
const momentum = { rule: 'momentum', momentum: 0.9, decay: 0 } as const;
const adamW = { rule: 'adamW', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0 } as const;

describe('checkRecipe', () => {
  const refused: [object, string][] = [
    [{ epochs: 0 }, 'epochs must be a whole number in 1..100000; got 0'],
    [{ epochs: 1.5 }, 'epochs must be a whole number in 1..100000; got 1.5'],
    [{ batch: 0 }, 'batch must be a whole number in 1..65536; got 0'],
    [{ batch: 65_537 }, 'batch must be a whole number in 1..65536; got 65537'],
    [{ batch: '64' }, 'batch must be a whole number in 1..65536; got 64'],
    [{ batch: 8, shard: 9 }, 'shard must be a whole number in 1..8 (the batch); got 9'],
    [{ seed: -1 }, 'seed must be a whole number in 0..4294967295; got -1'],
    [{ seed: 2 ** 32 }, 'seed must be a whole number in 0..4294967295; got 4294967296'],
    [{ loss: 'hinge' }, 'loss must be penalty, map, meanSquare, crossEntropy or forward; got hinge'],
    [{ loss: 'forward' }, 'blank must be a whole number in 0..254; got undefined'],
    [{ loss: 'map' }, 'rubbish must be in 0..1000000; got undefined'],
    [
      { update: { rule: 'rmsProp' } },
      'update rule must be momentum, adamW or levenbergMarquardt; got rmsProp',
    ],
    [{ update: undefined }, 'update rule must be momentum, adamW or levenbergMarquardt; got undefined'],
    [{ update: { ...momentum, momentum: 1 } }, 'momentum must be in 0..0.999999; got 1'],
    [{ update: { ...momentum, decay: Number.NaN } }, 'weight decay must be in 0..1000; got NaN'],
    [{ update: { ...adamW, beta1: 1 } }, 'beta1 must be in 0..0.999999; got 1'],
    [{ update: { ...adamW, beta2: -0.1 } }, 'beta2 must be in 0..0.999999; got -0.1'],
    [{ update: { ...adamW, epsilon: 0 } }, 'epsilon must be in 1e-30..1; got 0'],
    [{ schedule: undefined }, 'schedule must be an object; got undefined'],
    [
      { schedule: { ...schedule, shape: 'step' } },
      'schedule must be cosine, linear, constant or steps; got step',
    ],
    [{ schedule: { ...schedule, peak: Number.NaN } }, 'peak learning rate must be in 0..1000; got NaN'],
    [{ schedule: { ...schedule, warmup: 1 } }, 'warm-up must be in 0..0.99; got 1'],
    [{ update: { ...paper.update, mu: 0 } }, 'mu must be in 1e-6..1000; got 0'],
    [{ update: { ...paper.update, patterns: 0 } }, 'patterns must be a whole number in 1..1000000; got 0'],
    [{ ...paper, batch: 2 }, 'batch must be 1 with levenbergMarquardt; got 2'],
    [{ ...paper, normalization: true }, 'normalization must be false with levenbergMarquardt; got true'],
    [{ ...paper, averaging: 0.5 }, 'averaging must be 0 with levenbergMarquardt; got 0.5'],
    [
      { schedule: { ...schedule, shape: 'steps', steps: [{ epochs: 0, share: 1 }] } },
      'steps must be a list of epochs above 0 with shares in 0..1; got [{"epochs":0,"share":1}]',
    ],
    [{ order: 'random' }, 'order must be constant or left out; got random'],
    [{ averaging: 1 }, 'averaging must be in 0..0.999999; got 1'],
    [{ distillation: { weight: 1.1, temperature: 2 } }, 'weight of distillation must be in 0..1; got 1.1'],
    [
      { distillation: { weight: 1, temperature: 0 } },
      'temperature of distillation must be in 0.01..1000; got 0',
    ],
    [
      { loss: 'penalty', distillation: { weight: 1, temperature: 2 } },
      'loss with distillation must be crossEntropy; got penalty',
    ],
  ];
  for (const [change, message] of refused) {
    it(message, () => {
      const check = () => checkRecipe({ ...modern, ...change } as Recipe);
      expect(check).toThrow(UsageError);
      expect(check).toThrow(`recipe: ${message}.`);
    });
  }

  it.each([
    [{ epohcs: 1 }, 'recipe: expected the keys name, epochs, batch,', "got 'epohcs'."],
    [{ update: { ...adamW, mu: 1 } }, 'recipe: update: expected the keys rule, beta1,', "got 'mu'."],
    [{ schedule: { ...schedule, warmUp: 1 } }, 'recipe: schedule: expected the keys peak,', "got 'warmUp'."],
  ])('refuses what it does not know: %j', (change, expected, got) => {
    const check = () => checkRecipe({ ...modern, ...change } as Recipe);
    expect(check).toThrow(UsageError);
    expect(check).toThrow(expected);
    expect(check).toThrow(got);
  });

  it('accepts every recipe that has a name, and gives it back', () => {
    for (const network of networks.keys()) {
      for (const name of recipeNames(network)) {
        const recipe = recipeFor(network, name);
        expect(checkRecipe(recipe)).toBe(recipe);
        expect(recipe.name).toBe(name);
      }
    }
  });
});

describe('recipeFor', () => {
  it('has a default for any name, also for names that objects have by birth', () => {
    for (const name of ['of-mine', 'constructor', '__proto__', 'toString']) {
      expect(recipeFor(name)).toEqual({ ...modern, normalization: false });
      expect(() => recipeFor('lenet5', name)).toThrow(UsageError);
    }
  });

  it('an unknown name says which are known', () => {
    expect(() => recipeFor('lenet1', '1989')).toThrow(
      "recipe: '1989' is not known for 'lenet1'; expected one of default, 1998.",
    );
    expect(() => recipeFor('of-mine', '1998')).toThrow('expected one of default.');
  });
});

describe('rateAt', () => {
  const rates = (shape: Schedule['shape'], warmup: number, steps: number) =>
    Array.from({ length: steps + 1 }, (_, step) => rateAt({ peak: 2, warmup, shape }, step, steps));

  it('falls as half a cosine: whole, 3/4 at a third of the way, half, 1/4, nothing', () => {
    // 0.5 (1 + cos(pi/3)) = 3/4, 0.5 (1 + cos(2 pi/3)) = 1/4; cos is good to 1e-13.
    const [whole, , threeQuarters, half, quarter, , nothing] = rates('cosine', 0, 6);
    expect([whole, half, nothing].map((rate) => Math.round(rate * 1e12) / 1e12)).toEqual([2, 1, 0]);
    expect(threeQuarters).toBeCloseTo(1.5, 12);
    expect(quarter).toBeCloseTo(0.5, 12);
  });

  it('falls on a line, or stays', () => {
    expect(rates('linear', 0, 4)).toEqual([2, 1.5, 1, 0.5, 0]);
    expect(rates('constant', 0, 4)).toEqual([2, 2, 2, 2, 2]);
  });

  it('steps: the rates and passes of the paper', () => {
    const schedule = { ...paper.schedule, peak: 5e-4 };
    const passes = Array.from({ length: 20 }, (_, pass) => rateAt(schedule, 60_000 * pass, 60_000 * 20));
    const paperRates = [
      ...[5e-4, 5e-4, 2e-4, 2e-4, 2e-4, 1e-4, 1e-4, 1e-4, 5e-5, 5e-5, 5e-5, 5e-5],
      ...new Array(8).fill(1e-5),
    ];
    for (const [pass, rate] of passes.entries()) expect(rate).toBeCloseTo(paperRates[pass], 15);
    expect(rateAt(schedule, 2 * 60_000 - 1, 60_000 * 20)).toBe(5e-4);
    // A session of another length: in proportion.
    expect(rateAt(schedule, 99, 1000)).toBe(5e-4);
    expect(rateAt(schedule, 100, 1000)).toBeCloseTo(2e-4, 15);
  });

  it('rises on a line over the warm-up, never from 0, and meets the rest at the peak', () => {
    // warm-up of 4 steps in 8: 2/5, 4/5, 6/5, 8/5 and then the peak.
    expect(rates('constant', 0.5, 8)).toEqual([0.4, 0.8, 1.2, 1.6, 2, 2, 2, 2, 2]);
    expect(rates('linear', 0.5, 8)).toEqual([0.4, 0.8, 1.2, 1.6, 2, 1.5, 1, 0.5, 0]);
  });
});
