// Receptive fields: sizes worked out by hand from section II.B, and the network itself: a pixel outside changes nothing,
// the pixels inside do.
import { findNetwork, Inspector, planNetwork, receptiveField } from 'lenet5';
import { describe, expect, it } from 'vitest';
import { loadModel, packagedModel } from '../../node/models.ts';

describe('receptiveField', () => {
  it('has the sizes of the paper', () => {
    const plan = planNetwork(findNetwork('lenet5'));
    const sides = plan.layers.map((_, l) => receptiveField(plan, l, 0, 0).rows);
    expect(sides).toEqual([5, 6, 14, 16, 32, 32, 32]);
    expect(receptiveField(plan, 2, 3, 9)).toEqual({ top: 6, left: 18, rows: 14, columns: 14 });
    expect(receptiveField(plan, 3, 4, 4)).toEqual({ top: 16, left: 16, rows: 16, columns: 16 });
  });

  it.each([0, 1, 2, 3])('is what reaches a unit, layer %i', async (layer) => {
    const inspector = await Inspector.open(await loadModel(packagedModel('lenet5')));
    const [row, column] = [1, 2];
    const { top, left, rows, columns } = receptiveField(inspector.plan, layer, row, column);
    const unitOf = (ink: Uint8Array) => {
      const { shape, values } = inspector.look(ink, 32, 32).layers[layer];
      const first = (row * shape.columns + column) * shape.maps;
      return values.subarray(first, first + shape.maps);
    };
    const blank = unitOf(new Uint8Array(1024));
    const changes = (pixel: number) =>
      unitOf(new Uint8Array(1024).fill(255, pixel, pixel + 1)).some((v, m) => v !== blank[m]);
    const seen = Array.from({ length: 1024 }, (_, pixel) => pixel).filter(changes);
    const expected = Array.from({ length: 1024 }, (_, pixel) => pixel).filter((pixel) => {
      const [r, c] = [Math.floor(pixel / 32) - top, (pixel % 32) - left];
      return r >= 0 && r < rows && c >= 0 && c < columns;
    });
    expect(seen).toEqual(expected);
  });
});
