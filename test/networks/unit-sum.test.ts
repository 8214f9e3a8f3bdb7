// The sums of units, squashed, are the values that the network has.
import { readFileSync } from 'node:fs';
import { Inspector, Random, readModel, unitSum } from 'lenet5';
import { describe, expect, it } from 'vitest';

const open = (name: string) =>
  readModel(readFileSync(new URL(`../../models/${name}.safetensors`, import.meta.url)), name);

const SQUASHING: Readonly<Record<string, (sum: number) => number>> = {
  squash: (sum) => 1.7159 * Math.tanh((2 / 3) * sum),
  relu: (sum) => Math.max(0, sum),
  none: (sum) => sum,
};

describe('the sum of a unit', () => {
  it.each(['lenet5', 'lenet5-modern', 'characters'])('makes its value: %s', async (name) => {
    const model = open(name);
    const inspector = await Inspector.open(model);
    const random = new Random(5);
    const ink = Uint8Array.from({ length: 784 }, () => (random.uniform() < 0.3 ? random.integer(256) : 0));
    const seen = inspector.look(ink, 28, 28);
    for (const [layer, { shape, values }] of seen.layers.entries()) {
      const squash = SQUASHING[model.definition.layers[layer].activation ?? 'none'];
      for (let n = 0; n < 20; n++) {
        const place = {
          layer,
          ...{ map: random.integer(shape.maps) },
          ...{ row: random.integer(shape.rows), column: random.integer(shape.columns) },
        };
        const value = values[(place.row * shape.columns + place.column) * shape.maps + place.map];
        const { sum, terms, bias } = unitSum(model, inspector.plan, seen, place);
        const scale = terms.reduce((most, { amount }) => Math.max(most, Math.abs(amount)), 1);
        expect(Math.abs(squash(sum) - value) / scale, `${name} ${layer}`).toBeLessThan(1e-5);
        expect(terms.reduce((total, { amount }) => total + amount, bias ?? 0)).toBe(sum);
      }
    }
  });

  it('has the terms of the connection table alone', async () => {
    const model = open('lenet5');
    const inspector = await Inspector.open(model);
    const seen = inspector.look(new Uint8Array(784).fill(99), 28, 28);
    const { terms } = unitSum(model, inspector.plan, seen, { layer: 2, map: 4, row: 3, column: 2 });
    expect(terms.map(({ map }) => map)).toEqual([0, 4, 5]);
  });
});
