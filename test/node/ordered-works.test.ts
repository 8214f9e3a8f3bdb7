// Works side by side: reports in order, as many at once as told, none after one that failed.
import { expect, it } from 'vitest';
import { OrderedWorks } from '../../node/answers/ordered-works.ts';

interface Work {
  readonly promise: Promise<string>;
  readonly resolve: (result: string) => void;
}

/** Promises that are settled by hand. */
function makeWorks(count: number): Work[] {
  return Array.from({ length: count }, () => {
    let settle: (result: string) => void = () => undefined;
    const promise = new Promise<string>((resolve) => {
      settle = resolve;
    });
    return { promise, resolve: settle };
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('reports in the order of the beginning', async () => {
  const works = new OrderedWorks(3);
  const [a, b] = makeWorks(2);
  const reported: string[] = [];
  const report = async (result: string) => {
    reported.push(result);
  };
  await works.add(a.promise, report);
  await works.add(b.promise, report);
  b.resolve('b');
  await turn();
  expect(reported).toEqual([]);
  a.resolve('a');
  expect(await works.finishOne()).toBe(true);
  expect(await works.finishOne()).toBe(true);
  expect(reported).toEqual(['a', 'b']);
  expect(await works.finishOne()).toBe(false);
});

it('lets so many be at hand, and reports without being asked', async () => {
  const works = new OrderedWorks(2);
  const [a, b, c] = makeWorks(3);
  const reported: string[] = [];
  const report = async (result: string) => {
    reported.push(result);
  };
  await works.add(a.promise, report);
  let hasRoom = false;
  const added = works.add(b.promise, report).then(() => {
    hasRoom = true;
  });
  await turn();
  expect(hasRoom).toBe(false);
  a.resolve('a');
  await added;
  b.resolve('b');
  await turn();
  expect(reported).toEqual(['a', 'b']);
  c.resolve('c');
  await works.add(c.promise, report);
});

it('one at once is one after the other', async () => {
  const works = new OrderedWorks(1);
  const reported: number[] = [];
  await works.add(Promise.resolve(1), async (result) => {
    await turn();
    reported.push(result);
  });
  expect(reported).toEqual([1]);
});

it('throws what a report threw, and makes none after it', async () => {
  const works = new OrderedWorks(3);
  const [a, b] = makeWorks(2);
  const reported: string[] = [];
  await works.add(a.promise, async () => {
    throw new Error('disk full');
  });
  await works.add(b.promise, async (result) => {
    reported.push(result);
  });
  a.resolve('a');
  b.resolve('b');
  await expect(works.finishOne()).rejects.toThrow('disk full');
  await expect(works.finishOne()).rejects.toThrow('disk full');
  expect(reported).toEqual([]);
});
