// The sets of a boosted network's second and third part: half of the first is read wrong by the network before, on
// all of the second the two disagree.
import { addOutputs, Classifier, findHardPatterns, type Model, type Recipe, ShapeError } from 'lenet5';
import { describe, expect, it } from 'vitest';
import { makeDigits } from './digits.ts';
import { classicRecipe, runTraining, smallClassic } from './runs.ts';

const distortions = { rotation: 20, scale: 0.2, aspect: 0.1, shear: 0.3, shift: 2, elastic: 0, thickness: 0 };
const training = makeDigits(200);

async function trainModel(seed: number, count = 200): Promise<Model> {
  const recipe: Recipe = { ...classicRecipe, epochs: 1, seed };
  const { done } = await runTraining({ definition: smallClassic, recipe, training: makeDigits(count, seed) });
  return { definition: smallClassic, parameters: done.parameters, card: {} };
}

async function find(networks: readonly Model[], count: number) {
  for await (const report of findHardPatterns({ training, networks, distortions, count, seed: 3 })) {
    if (report.set) return report.set;
  }
  throw new Error('no set');
}

async function answersOf(model: Model, set: Awaited<ReturnType<typeof find>>) {
  const classifier = await Classifier.open(model);
  const outputs = classifier.outputs(set.images, set.count, set.rows, set.columns);
  return Array.from({ length: set.count }, (_, n) => {
    const row = [...outputs.subarray(n * 10, n * 10 + 10)];
    return row.indexOf(Math.min(...row));
  });
}

describe('boosting', () => {
  it('finds patterns of which half are read wrong, the same ones again', async () => {
    const first = await trainModel(1);
    const set = await find([first], 300);
    const answers = await answersOf(first, set);
    const wrong = answers.filter((answer, n) => answer !== set.labels[n]).length;
    expect(wrong).toBeGreaterThan(115);
    expect(wrong).toBeLessThan(185);
    expect((await find([first], 300)).images).toEqual(set.images);
  });

  it('finds patterns on which two networks disagree', async () => {
    const [first, second] = [await trainModel(1), await trainModel(2)];
    const set = await find([first, second], 100);
    const [one, other] = [await answersOf(first, set), await answersOf(second, set)];
    for (const [n, answer] of one.entries()) expect(answer).not.toBe(other[n]);
  });

  it('adds outputs', () => {
    expect([...addOutputs([Float32Array.from([1, 2]), Float32Array.from([10, -2])])]).toEqual([11, 0]);
    expect(() => addOutputs([new Float32Array(2), new Float32Array(3)])).toThrow(ShapeError);
  });
});
