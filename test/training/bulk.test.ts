// Many pictures at once give what one at a time gives, on any number of threads.
import { BulkClassifier, Classifier, findNetwork, type Model, planNetwork, Random, SoloCrew } from 'lenet5';
import { createCrew } from 'lenet5/node';
import { describe, expect, it } from 'vitest';

const COUNT = 101;

function makeModel(name: string): Model {
  const definition = findNetwork(name);
  const random = new Random(11);
  const parameters = Float32Array.from({ length: planNetwork(definition).length }, () =>
    random.uniform(-0.1, 0.1),
  );
  return { definition, parameters, card: {} };
}

describe('classifying in bulk', () => {
  const random = new Random(12);
  const images = Uint8Array.from({ length: COUNT * 784 }, () =>
    random.uniform() < 0.7 ? 0 : random.integer(256),
  );
  const size = { rows: 28, columns: 28, capacity: COUNT };

  for (const name of ['lenet5', 'lenet5-modern']) {
    it(`${name}: the same bits with 1, 2 and 3 threads as in one pass`, async () => {
      const model = makeModel(name);
      const expected = (await Classifier.open(model)).outputs(images, COUNT, 28, 28);
      for (const crew of [new SoloCrew(), createCrew(2), createCrew(3)]) {
        const bulk = await BulkClassifier.open(model, crew, size);
        expect(await bulk.outputs(images, COUNT)).toEqual(expected);
        expect(await bulk.outputs(images.subarray(0, 33 * 784), 33)).toEqual(expected.slice(0, 330));
        await bulk.close();
      }
    });
  }

  it('a crew started for it refuses to train, with and without threads', async () => {
    for (const crew of [new SoloCrew(), createCrew(2)]) {
      const bulk = await BulkClassifier.open(makeModel('lenet5'), crew, size);
      const command = { kind: 'train', epoch: 0, from: 0, to: 1 } as const;
      await expect(crew.run(command)).rejects.toThrow(/not started for the command 'train'/);
      await bulk.close();
    }
  });

  it('refuses more pictures than there are, and pictures that do not fit', async () => {
    const model = makeModel('lenet5');
    const bulk = await BulkClassifier.open(model, new SoloCrew(), size);
    await expect(bulk.outputs(images, COUNT + 1)).rejects.toThrow(/102 pictures of 28x28; got 79184 bytes/);
    const tooLarge = { ...size, rows: 40 };
    await expect(BulkClassifier.open(model, new SoloCrew(), tooLarge)).rejects.toThrow(/40x28 do not fit/);
  });
});
