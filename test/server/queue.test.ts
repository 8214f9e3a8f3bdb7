// In which order works go to threads, what a work is thought to cost, and JSON with lists of pixels.
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import jpeg from 'jpeg-js';
import { encodePng } from 'lenet5/node';
import { describe, expect, it } from 'vitest';
import { costOf, pixelsOf } from '../../node/server/cost.ts';
import { flatten, parseJson } from '../../node/server/number-lists.ts';
import { LARGE_PIXELS, Queue, type Task } from '../../node/server/queue.ts';

function task(name: string, cost: Partial<Task['cost']> = {}, rest: Partial<Task> = {}): Task {
  return {
    work: { kind: 'recognize', bytes: new Uint8Array(), name, minConfidence: 0.5 },
    cost: { milliseconds: 0.5, pixels: 784, bytes: 300, ...cost },
    ...{ isPart: false, since: 0, resolve: () => undefined, reject: () => undefined },
    ...{ isSuspect: false, isAbandoned: false, ...rest },
  };
}

const large = (name: string) => task(name, { pixels: LARGE_PIXELS, milliseconds: 30 });
const part = (name: string) => task(name, {}, { isPart: true });

function queueOf(...tasks: Task[]): Queue {
  const queue = new Queue();
  for (const each of tasks) queue.add(each);
  return queue;
}

const names = (tasks: Task[]) => tasks.map(({ work }) => ('name' in work ? work.name : ''));

describe('the queue', () => {
  it('gives what was asked for alone, then parts, then large pictures one by one', () => {
    const queue = queueOf(large('l1'), large('l2'), part('p1'), task('a'), part('p2'), task('b'));
    expect(queue.length).toBe(6);
    expect(names(queue.take(1, true, 0))).toEqual(['a', 'b']);
    expect(names(queue.take(1, true, 0))).toEqual(['p1', 'p2']);
    expect(names(queue.take(1, true, 0))).toEqual(['l1']);
    expect(names(queue.take(1, true, 0))).toEqual(['l2']);
    expect(queue.take(1, true, 0)).toEqual([]);
  });

  it('keeps large pictures from a thread that may have none', () => {
    const queue = queueOf(large('l'));
    expect(queue.take(2, false, 0)).toEqual([]);
    expect([queue.length, queue.pixels]).toEqual([1, LARGE_PIXELS]);
  });

  it('lets nothing wait for ever: what is overdue has every other turn', () => {
    const queue = queueOf(part('p1'), part('p2'), large('l'));
    const order = [];
    for (let n = 0; n < 6; n++) {
      queue.add(task(`a${n}`, { milliseconds: 5 }, { since: 5000 }));
      order.push(...names(queue.take(2, true, 5000)));
    }
    expect(order).toEqual(['p1', 'l', 'p2', 'a0', 'a1', 'a2']);
  });

  it('shares what waits between threads, up to some milliseconds and bytes', () => {
    const four = () => queueOf(task('a'), task('b'), task('c'), task('d'));
    expect(names(four().take(2, true, 0))).toEqual(['a', 'b']);
    expect(names(four().take(1, true, 0))).toEqual(['a', 'b', 'c', 'd']);
    const slow = [3, 3, 3].map((milliseconds, n) => task(String(n), { milliseconds }));
    expect(names(queueOf(...slow).take(1, true, 0))).toEqual(['0']);
    const heavy = [1, 2 ** 20, 1].map((bytes, n) => task(String(n), { bytes }));
    expect(names(queueOf(...heavy).take(1, true, 0))).toEqual(['0']);
  });

  it('gives a suspect alone, after it was put back in its place', () => {
    const queue = queueOf(task('c'));
    queue.putBack([task('a', {}, { isSuspect: true }), task('b', {}, { isSuspect: true })]);
    expect(names(queue.take(1, true, 0))).toEqual(['a']);
    expect(names(queue.take(1, true, 0))).toEqual(['b']);
    expect(names(queue.take(1, true, 0))).toEqual(['c']);
  });

  it('drops what was given up', () => {
    const queue = queueOf(task('a', {}, { isAbandoned: true }), task('b'));
    expect(names(queue.take(1, true, 0))).toEqual(['b']);
  });
});

describe('what a work costs', () => {
  const data = new Uint8Array(30 * 20).fill(255);
  const grey = { width: 30, height: 20, data };
  const rgba = { width: 30, height: 20, data: Buffer.alloc(4 * 600) };
  const bytesOf = (text: string) => new TextEncoder().encode(text.padEnd(40));

  it.each<[string, Uint8Array, number | undefined]>([
    ['PNG', encodePng(grey), 600],
    ['JPEG', Uint8Array.from(jpeg.encode(rgba, 90).data), 600],
    ['PGM', bytesOf('P5 30 20 255\n'), 320],
    ['TIFF', bytesOf('II*\0'), undefined],
    ['a torn JPEG', Uint8Array.from(jpeg.encode(rgba, 90).data).slice(0, 30), 0],
    ['rubbish', bytesOf('rubbish'), 0],
    ['nothing', new Uint8Array(), 0],
  ])('is told by the header of %s', (_, bytes, pixels) => {
    expect(pixelsOf(bytes)).toBe(pixels);
  });

  it('grows with pixels and digits; a picture that will be refused costs nothing', () => {
    const recognize = { kind: 'recognize', bytes: encodePng(grey), name: '', minConfidence: 0 } as const;
    expect(costOf(recognize, 600).pixels).toBe(600);
    expect(costOf(recognize, 599).pixels).toBe(0);
    expect(costOf({ ...recognize, bytes: bytesOf('II*\0') }, 5e6).pixels).toBe(5e6);
    const digits = (count: number) =>
      costOf({ kind: 'digits', ink: new Uint8Array(784 * count), minConfidence: 0 }, 1e6).milliseconds;
    expect(digits(20)).toBeCloseTo(10 * digits(2), 9);
  });
});

/** As JSON.parse would have it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, plain(own)]));
}

const parse = (text: string) => parseJson(new TextEncoder().encode(text));
const outcome = (action: () => unknown) => {
  try {
    return { value: action() };
  } catch {
    return 'refused';
  }
};

describe('JSON with lists of pixels', () => {
  const long = Array.from({ length: 40 }, (_, n) => 6 * n);

  it('has long lists of bytes as bytes, all others as they are', () => {
    expect(parse(JSON.stringify({ image: long }))).toEqual({ image: Uint8Array.from(long) });
    for (const other of [[...long, 256], [...long, 0.5], [...long, -1], long.slice(0, 27), [...long, 'x']])
      expect(parse(JSON.stringify({ image: other }))).toEqual({ image: other });
  });

  it('says the same as JSON.parse of whatever text', () => {
    const values = fc.jsonValue({ maxDepth: 3 });
    const list = fc.array(fc.integer({ min: -1, max: 257 }), { minLength: 20, maxLength: 60 });
    const dark = fc.array(fc.constantFrom(0, 9, 255), { minLength: 20, maxLength: 60 });
    const text = fc
      .tuple(
        fc.dictionary(fc.string(), fc.oneof(values, list, dark, fc.array(dark))),
        fc.constantFrom(0, 1, '\t'),
      )
      .map(([value, space]) => JSON.stringify(value, null, space));
    const changed = fc
      .tuple(text, fc.nat(), fc.constantFrom(...'[]{}",0159.e-\\ '))
      .map(([own, at, sign]) => {
        const place = at % own.length;
        return own.slice(0, place) + sign + own.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(text, changed), (own) => {
        expect(outcome(() => plain(parse(own)))).toEqual(outcome(() => JSON.parse(own)));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('refuses what is no UTF-8', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(TypeError);
  });

  it('is flattened down to a depth', () => {
    const rows = parse(JSON.stringify([[long, long]])) as unknown[];
    expect(flatten(rows, 4)).toEqual(Uint8Array.from([...long, ...long]));
    expect(
      flatten(
        [
          [1, 2],
          ['x', [3]],
        ],
        2,
      ),
    ).toEqual([1, 2, 'x', 3]);
    expect(flatten([[['x']]], 1)).toEqual([['x']]);
  });
});
