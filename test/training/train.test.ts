// The loop: same bits with any crew, reports in their order, going on from a checkpoint, and every way it can end.
import type { Worker } from 'node:worker_threads';
import {
  type Crew,
  createCrew,
  createDataset,
  DivergenceError,
  planNetwork,
  ShapeError,
  train,
  UsageError,
} from 'lenet5/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDigits } from './digits.ts';
import { classicRecipe, recipe, runTraining, small, smallClassic } from './runs.ts';

// 59 pictures in batches of 18 and shards of 5: no multiple of four, a last batch of 5, a last shard of 3.
const training = makeDigits(59);
const evaluation = [makeDigits(33, 2, 'others')];
const settings = { definition: small, recipe, training, evaluation };
const classic = { ...settings, definition: smallClassic, recipe: classicRecipe };

const workers: Worker[] = [];
const remember = (worker: Worker) => workers.push(worker);
beforeEach(() => {
  process.on('worker', remember);
});
afterEach(() => {
  process.off('worker', remember);
  // -1: the thread has ended.
  for (const worker of workers.splice(0)) expect(worker.threadId).toBe(-1);
});

describe('the same bits', () => {
  for (const [name, options] of Object.entries({ modern: settings, classic })) {
    it(`${name}: with 1, 2, 3 and 4 threads`, async () => {
      const one = await runTraining({ ...options, crew: createCrew(1) });
      for (const threads of [2, 3, 4]) {
        expect(await runTraining({ ...options, crew: createCrew(threads) })).toEqual(one);
      }
      expect(one.done.parameters.every(Number.isFinite)).toBe(true);
    });
  }

  it('whatever the pace, and whether or not anybody looks at the weights on the way', async () => {
    const { done } = await runTraining(settings);
    const images: number[] = [];
    const snapshots: Float32Array[] = [];
    const pace = { steps: 1 };
    for await (const report of train({ ...settings, pace, crew: createCrew(2) })) {
      if (report.type === 'done') expect(report.parameters).toEqual(done.parameters);
      if (report.type !== 'progress') continue;
      images.push(report.images);
      snapshots.push(report.snapshot());
      pace.steps = report.epoch === 1 ? 1 : 3;
    }
    expect(images).toEqual([18, 36, 54, 59, 18, 59, 54, 59]);
    expect(snapshots.at(-1)).toEqual(done.parameters);
    expect(snapshots.at(-2)).not.toEqual(done.parameters);
  });

  it('another seed gives other bits', async () => {
    const one = await runTraining(settings);
    const two = await runTraining({ ...settings, recipe: { ...recipe, seed: 2 } });
    expect(two.done.parameters.length).toBe(one.done.parameters.length);
    expect(two.done.parameters).not.toEqual(one.done.parameters);
  });

  it('the number of pictures in a shard decides the bits only with normalisation, up to rounding', async () => {
    const plain = { ...recipe, epochs: 1, normalization: false, distortions: null };
    const [a, b] = await Promise.all(
      [5, 18].map((shard) => runTraining({ ...settings, recipe: { ...plain, shard } })),
    );
    // The first update's gradient differs by rounding of 18 pictures' sums alone; four steps amplify it little.
    a.done.parameters.forEach((value, n) => {
      expect(Math.abs(value - b.done.parameters[n])).toBeLessThan(2e-2);
    });
  });
});

describe('beginning with a finished network', () => {
  const plain = { ...classic, recipe: { ...classicRecipe, epochs: 1 } };

  it('goes on from its weights: with no rate nothing changes, with one it learns', async () => {
    const { done } = await runTraining(classic);
    const rate = (peak: number) => ({ ...plain.recipe, schedule: { ...plain.recipe.schedule, peak } });
    const still = { ...plain, recipe: rate(0), start: done.parameters };
    expect((await runTraining(still)).done.parameters).toEqual(done.parameters);
    const more = await runTraining({ ...still, recipe: rate(0.002) });
    expect(more.done.parameters).not.toEqual(done.parameters);
    expect(more.done.history[0].loss).toBeLessThan(done.history[0].loss);
  });

  it('refuses one of another length, and a recipe with normalisation', async () => {
    const start = new Float32Array(3);
    await expect(runTraining({ ...plain, start })).rejects.toThrow(
      /^start: 3 parameters; expected \d+ of 'small-classic'\.$/,
    );
    await expect(runTraining({ ...settings, start })).rejects.toThrow(
      /^start: a finished network has no norm/,
    );
  });
});

describe('options', () => {
  it('are refused where one is misspelt', async () => {
    const misspelt = { ...settings, evaluations: [] };
    await expect(runTraining(misspelt)).rejects.toThrow(UsageError);
    await expect(runTraining(misspelt)).rejects.toThrow(/^train: options: .* got 'evaluations'\.$/);
  });
});

describe('reports', () => {
  it('come in their order and count every picture', async () => {
    const { reports, done } = await runTraining(settings);
    expect(reports.map((report) => report.type)).toEqual([
      ...['progress', 'epoch', 'checkpoint'],
      ...['progress', 'epoch', 'checkpoint'],
      ...['progress', 'epoch', 'checkpoint', 'done'],
    ]);
    for (const report of reports) {
      if (report.type === 'progress')
        expect([report.images, report.total, report.epochs]).toEqual([59, 59, 3]);
      if (report.type === 'epoch') expect(Object.keys(report.errors)).toEqual(['others']);
    }
    expect(done.history.map((epoch) => epoch.epoch)).toEqual([1, 2, 3]);
    expect(done.parameters.length).toBe(planNetwork(small).length);
  });

  it('evaluate only at the end when told so', async () => {
    const { done } = await runTraining({ ...settings, evaluateEvery: 'end' });
    expect(done.history.map((epoch) => Object.keys(epoch.errors))).toEqual([[], [], ['others']]);
  });

  it('show that it learns: the loss falls, fresh digits are read', async () => {
    const schedule = { ...recipe.schedule, peak: 0.05 };
    const more = {
      ...settings,
      training: makeDigits(200, 3),
      recipe: { ...recipe, epochs: 4, averaging: 0, schedule },
    };
    const { history } = (await runTraining(more)).done;
    expect(history[3].loss).toBeLessThan(history[0].loss / 2);
    // Guessing errs nine times out of ten.
    expect(history[3].errors.others).toBeLessThan(0.3);
  });
});

describe('going on from a checkpoint', () => {
  for (const [name, options] of Object.entries({ modern: settings, classic })) {
    it(`${name}: each one leads to the uninterrupted run's parameters and history`, async () => {
      const whole = await runTraining(options);
      expect(whole.checkpoints.map((checkpoint) => checkpoint.epochs)).toEqual([1, 2, 3]);
      for (const [n, resume] of whole.checkpoints.entries()) {
        const crew = createCrew(n + 1);
        expect((await runTraining({ ...options, resume, crew })).done).toEqual(whole.done);
      }
    });
  }

  it('refuses other data and a checkpoint that does not fit its own definition', async () => {
    const [resume] = (await runTraining(settings)).checkpoints;
    const labels = training.labels.slice();
    labels[3] = 9;
    const other = { ...training, labels };
    await expect(runTraining({ ...settings, training: other, resume })).rejects.toThrow(
      /^resume: the run was started on 59 pictures of 28x28, fingerprint \w+; got .* Give the same data\.$/,
    );
    const short = { ...resume, second: resume.second.subarray(1) };
    await expect(runTraining({ ...settings, resume: short })).rejects.toThrow(ShapeError);
    const wrong = { ...resume, recipe: { ...resume.recipe, batch: 0 } };
    await expect(runTraining({ ...settings, resume: wrong })).rejects.toThrow(UsageError);
  });
});

describe('ends', () => {
  class RecordingCrew implements Crew {
    closed = 0;
    runs = 0;
    private readonly crew = createCrew(2);
    readonly threads = this.crew.threads;
    start(setup: Parameters<Crew['start']>[0]) {
      return this.crew.start(setup);
    }
    run(command: Parameters<Crew['run']>[0]) {
      this.runs++;
      return this.crew.run(command);
    }
    close() {
      this.closed++;
      return this.crew.close();
    }
  }

  it('by the signal: no further report, the crew is closed', async () => {
    const crew = new RecordingCrew();
    const controller = new AbortController();
    const types: string[] = [];
    for await (const report of train({ ...settings, crew, signal: controller.signal })) {
      types.push(report.type);
      if (report.type === 'checkpoint') controller.abort();
    }
    expect(types).toEqual(['progress', 'epoch', 'checkpoint']);
    expect(crew.closed).toBe(1);
  });

  it('by a signal that was aborted before: nothing is trained', async () => {
    const crew = new RecordingCrew();
    for await (const report of train({ ...settings, crew, signal: AbortSignal.abort() })) {
      expect.unreachable(report.type);
    }
    expect([crew.runs, crew.closed]).toEqual([0, 1]);
  });

  it('by leaving the iterator', async () => {
    const crew = new RecordingCrew();
    for await (const report of train({ ...settings, crew })) if (report.type === 'progress') break;
    expect([crew.runs, crew.closed]).toEqual([1, 1]);
  });

  it('by an error before the first step', async () => {
    const crew = new RecordingCrew();
    const tiny = createDataset({ ...training, rows: 56, images: new Uint8Array(59 * 56 * 28) });
    await expect(runTraining({ ...settings, training: tiny, evaluation: [], crew })).rejects.toThrow(
      ShapeError,
    );
    expect([crew.runs, crew.closed]).toEqual([0, 1]);
  });
});

describe('divergence', () => {
  // Weights grow a million times with each step (1 - rate x decay), so float32 ends within ten.
  const wild = {
    ...classicRecipe,
    loss: 'crossEntropy' as const,
    batch: 10,
    update: { rule: 'momentum' as const, momentum: 0, decay: 1000 },
    schedule: { peak: 1000, warmup: 0, shape: 'constant' as const },
  };
  const tame = { ...classicRecipe, loss: 'crossEntropy' as const, batch: 10 };

  it('a learning rate far too large stops with epoch, batch and layer', async () => {
    const run = runTraining({ ...settings, recipe: wild, crew: createCrew(2) });
    await expect(run).rejects.toThrow(DivergenceError);
    await expect(runTraining({ ...settings, recipe: wild })).rejects.toThrow(
      /^training: no finite loss in epoch [12], batch [1-6]; the first layer with values that are not finite is (S2|C3|S4|OUT)\. Use a lower learning rate/,
    );
  });

  const spoiled: [string, string, number][] = [
    // A convolution runs as one with the max pooling behind it, so the pooled maps are the first to be seen.
    ['C1.weights', 'S2', Number.NaN],
    ['C1.biases', 'S2', Number.POSITIVE_INFINITY],
    ['C3.weights', 'C3', Number.NaN],
    ['OUT.weights', 'OUT', Number.NaN],
    ['OUT.biases', 'OUT', Number.POSITIVE_INFINITY],
  ];
  for (const [tensor, layer, value] of spoiled) {
    it(`${value} in ${tensor} is seen in ${layer}, in the epoch and batch where it is met`, async () => {
      const { checkpoints } = await runTraining({ ...settings, recipe: tame });
      const parameters = checkpoints[1].parameters.slice();
      parameters[planNetwork(small).tensors.find((t) => t.fullName === tensor)!.offset] = value;
      const resume = { ...checkpoints[1], parameters };
      for (const threads of [1, 3]) {
        await expect(runTraining({ ...settings, resume, crew: createCrew(threads) })).rejects.toThrow(
          `training: no finite loss in epoch 3, batch 1; the first layer with values that are not finite is ${layer}.`,
        );
      }
    });
  }
});

describe('data that does not fit', () => {
  it('pictures larger than the field', async () => {
    const large = createDataset({ ...training, rows: 56, images: new Uint8Array(59 * 56 * 28) });
    await expect(runTraining({ ...settings, training: large, evaluation: [] })).rejects.toThrow(
      "data: pictures of 56x28 do not fit the input 1@28x28 of 'small'.",
    );
  });

  it('an evaluation set of another size', async () => {
    const other = createDataset({ ...training, name: 'wide', rows: 14, columns: 56 });
    await expect(runTraining({ ...settings, evaluation: [other] })).rejects.toThrow(
      `data 'wide': pictures of 14x56; expected 28x28 as in '${training.name}'.`,
    );
  });

  it('labels that the network has no class for', async () => {
    const few = {
      ...small,
      layers: [...small.layers.slice(0, -1), { name: 'OUT', kind: 'full', units: 4 } as const],
    };
    await expect(runTraining({ ...settings, definition: few })).rejects.toThrow(
      `data '${training.name}': label 4 of picture 4; the network has 4 classes, 0..3.`,
    );
  });

  it('a loss for other outputs', async () => {
    for (const loss of ['penalty', 'meanSquare'] as const) {
      const definition = loss === 'penalty' ? small : smallClassic;
      await expect(runTraining({ ...settings, definition, recipe: { ...recipe, loss } })).rejects.toThrow(
        new RegExp(
          `^recipe: the loss '${loss}' needs \\w+; '${definition.name}' gives \\w+\\. Use crossEntropy\\.$`,
        ),
      );
    }
  });
});
