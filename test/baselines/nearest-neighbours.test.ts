// Neighbours against distances worked out by hand, and against a plain search through everything.
import { createDataset, NearestNeighbours, Random, ShapeError, UsageError, vote } from 'lenet5';
import { describe, expect, it } from 'vitest';

const makeSet = (rows: number, columns: number, images: number[], labels: number[]) =>
  createDataset({
    name: 'set',
    rows,
    columns,
    images: Uint8Array.from(images),
    labels: Uint8Array.from(labels),
  });

describe('nearest neighbours', () => {
  it('are found by hand-computed distances, the first of equally near ones first', async () => {
    // Squared distances from (10, 10): 200, 0 + 25, 100, 25.
    const training = makeSet(1, 2, [0, 0, 10, 15, 20, 10, 5, 10], [0, 1, 2, 3]);
    const neighbours = await NearestNeighbours.open(training);
    expect([...neighbours.nearest(makeSet(1, 2, [10, 10], [0]), 4)]).toEqual([1, 3, 2, 0]);
  });

  it('are those of a plain search, whatever the tiles', async () => {
    const random = new Random(5);
    const draw = (count: number) =>
      makeSet(
        3,
        5,
        Array.from({ length: count * 15 }, () => random.integer(256)),
        Array.from({ length: count }, () => random.integer(10)),
      );
    const [training, asked] = [draw(150), draw(530)];
    const found = (await NearestNeighbours.open(training)).nearest(asked, 3);
    const distance = (n: number, t: number) =>
      asked.images
        .subarray(n * 15, n * 15 + 15)
        .reduce((sum, ink, p) => sum + (ink - training.images[t * 15 + p]) ** 2, 0);
    for (let n = 0; n < asked.count; n++) {
      const order = Array.from(training.labels.keys()).sort(
        (a, b) => distance(n, a) - distance(n, b) || a - b,
      );
      expect([...found.subarray(3 * n, 3 * n + 3)]).toEqual(order.slice(0, 3));
    }
  });

  it('tells apart distances that float32 cannot', async () => {
    const bright = new Array(28 * 28).fill(255);
    const [other, nearer] = [[...bright], [...bright]];
    other[0] = 253;
    nearer[0] = 254;
    const training = makeSet(28, 28, [...other, ...nearer], [0, 1]);
    const neighbours = await NearestNeighbours.open(training);
    expect([...neighbours.nearest(makeSet(28, 28, bright, [0]), 2)]).toEqual([1, 0]);
  });

  it('vote, and the nearest decides a tie', () => {
    const labels = Uint8Array.from([4, 7, 7, 9]);
    expect([...vote(Uint32Array.from([0, 1, 2, 3, 0, 1]), 3, labels)]).toEqual([7, 9]);
  });

  it('refuse pictures of another size and a senseless k', async () => {
    const training = makeSet(1, 2, [0, 0], [0]);
    const neighbours = await NearestNeighbours.open(training);
    expect(() => neighbours.nearest(makeSet(2, 1, [1, 1], [0]), 1)).toThrow(ShapeError);
    expect(() => neighbours.nearest(training, 2)).toThrow(UsageError);
  });
});
