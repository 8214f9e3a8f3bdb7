// A job that fails: it is said why, those that need it fail with it, the rest is done.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNetwork, type Recipe, recipeFor } from 'lenet5';
import { afterAll, expect, it } from 'vitest';
import { createJob } from '../../dist/node/reproduce/jobs.js';
import { Queue } from '../../dist/node/reproduce/queue.js';
import { Store } from '../../dist/node/reproduce/store.js';
import { makeDigits } from '../training/digits.ts';

const folder = mkdtempSync(join(tmpdir(), 'lenet5-queue-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function train(title: string, peak: number) {
  const recipe: Recipe = {
    ...recipeFor('lenet5-modern'),
    epochs: 1,
    normalization: false,
    update: { rule: 'momentum', momentum: 0.9, decay: 0 },
    schedule: { peak, warmup: 0, shape: 'constant' },
  };
  const definition = findNetwork('lenet5-modern');
  return createJob(title, { kind: 'training', definition, recipe, set: { kind: 'first', count: 300 } }, 1);
}

it('a failed job does not stop the others', async () => {
  const [bad, good] = [train('bad', 1000), train('good', 0.001)];
  const after = createJob('after', { kind: 'committee', networks: [bad.key, good.key] }, 1);
  const ended: [string, string | undefined][] = [];
  const watcher = {
    start: () => {},
    progress: () => {},
    end: ({ title }: { title: string }, failure?: string) => ended.push([title, failure]),
  };
  const store = new Store(folder);
  const data = { training: makeDigits(300), test: makeDigits(20, 2) };
  const jobs = [bad, good, after];
  const queue = new Queue({ jobs, store, ...data, threads: 2, signal: { aborted: false }, watcher });
  const failed = await queue.run();
  expect([...failed.keys()].sort()).toEqual([bad.key, after.key].sort());
  expect(failed.get(bad.key)).toMatch(/no finite loss in epoch 1/);
  expect(failed.get(after.key)).toBe('what it needs failed');
  expect(store.isDone(good)).toBe(true);
  expect(new Map(ended).get('good')).toBeUndefined();
  expect(ended).toHaveLength(3);
});

it('equal tasks have one key, whatever they are called and in which order they are written', () => {
  const job = train('one', 0.5);
  const task = job.task as Extract<typeof job.task, { kind: 'training' }>;
  const recipe = { name: 'other', ...Object.fromEntries(Object.entries(task.recipe).reverse()) } as Recipe;
  expect(createJob('two', { ...task, recipe }, 7).key).toBe(job.key);
  expect(createJob('two', { ...task, recipe: { ...recipe, seed: 9 } }, 7).key).not.toBe(job.key);
});
