// Doing one job, on one thread: training is the paper's, one pattern after the other, so jobs run side by side instead
// of threads inside a job.
import {
  addOutputs,
  Classifier,
  type Dataset,
  type DoneReport,
  errorAfter,
  evaluateOutputs,
  findHardPatterns,
  type Model,
  marginsOf,
  NearestNeighbours,
  QuadraticClassifier,
  rejectionCurve,
  rejectionFor,
  select,
  train,
  transformSet,
  vote,
} from '../../src/index.ts';
import { hashWeights, loadModel, packagedModel } from '../models.ts';
import type { Job, JobResult, SetSpec, Task, TestResult } from './jobs.ts';
import type { Store } from './store.ts';

/** The error that figure 10 asks for. */
const ACCEPTED_ERROR = 0.005;

export interface Workplace {
  readonly training: Dataset;
  readonly test: Dataset;
  readonly store: Store;
  readonly signal: { readonly aborted: boolean };
  /** Called with the share that is done, 0..1. */
  readonly onProgress: (share: number) => void;
}

export interface Outcome {
  readonly result: JobResult;
  readonly seconds: number;
  readonly model?: Model;
}

/** The result; undefined if it was asked to stop. Throws what the library throws. */
export async function work(job: Job, place: Workplace): Promise<Outcome | undefined> {
  const started = performance.now();
  const { task } = job;
  if (task.kind === 'training') return trainNetwork(job, task, place);
  const result = await compute(task, place);
  return result && { result, seconds: (performance.now() - started) / 1000 };
}

function compute(
  task: Exclude<Task, { kind: 'training' }>,
  place: Workplace,
): Promise<JobResult | undefined> | JobResult {
  if (task.kind === 'packaged') return testPackaged(task, place);
  if (task.kind === 'committee') return testCommittee(task, place);
  if (task.kind === 'neighbours') return findNeighbours(task, place);
  return task.kind === 'quadratic' ? fitQuadratic(task, place) : measureTolerance(task, place);
}

/** The first digits of a set. */
export function firstOf(set: Dataset, count: number): Dataset {
  if (count >= set.count) return set;
  return select(
    set,
    Uint32Array.from({ length: count }, (_, n) => n),
  );
}

async function trainNetwork(
  job: Job,
  task: Extract<Task, { kind: 'training' }>,
  place: Workplace,
): Promise<Outcome | undefined> {
  const { definition, recipe } = task;
  const started = performance.now();
  const kept = await place.store.resume(job);
  const elapsed = () => (kept?.seconds ?? 0) + (performance.now() - started) / 1000;
  const found = await findSet(task, place);
  if (!found) return undefined;
  const reports = train({
    ...{ definition, recipe, training: found.set, evaluation: [place.test] },
    ...{ resume: kept?.checkpoint, signal: place.signal },
  });
  let done: DoneReport | undefined;
  for await (const report of reports) {
    if (report.type === 'progress') {
      place.onProgress((report.epoch - 1 + report.images / report.total) / recipe.epochs);
    } else if (report.type === 'checkpoint') await place.store.interrupt(job, report.checkpoint, elapsed());
    else if (report.type === 'done') done = report;
  }
  if (!done) return undefined;
  const { parameters, history } = done;
  const weightsSha256 = hashWeights({ definition, parameters, card: {} });
  const card = { network: definition.name, recipe, seed: recipe.seed, weightsSha256 };
  const model = { definition, parameters, card };
  const curve = history.map(({ epoch, trainingError, errors }) => ({
    ...{ pass: epoch, training: trainingError, test: errors[place.test.name] },
  }));
  const test = await testOutputs([model], place.test);
  return { model, seconds: elapsed(), result: { test, curve, weightsSha256, seen: found.seen } };
}

async function findSet(
  { set: spec, recipe }: { set: SetSpec; recipe: { seed: number } },
  { training, store, signal }: Workplace,
): Promise<{ set: Dataset; seen?: number } | undefined> {
  if (spec.kind === 'first') {
    const set = firstOf(training, spec.count);
    if (!spec.noise) return { set };
    return { set: transformSet(set, set.rows, set.columns, { noise: spec.noise }, recipe.seed) };
  }
  const networks = await Promise.all(spec.networks.map((key) => store.model(key)));
  const { distortions, count } = spec;
  let seen = 0;
  for await (const report of findHardPatterns({
    training,
    networks,
    distortions,
    count,
    seed: recipe.seed,
  })) {
    if (report.set) return { set: report.set, seen };
    seen = report.seen;
    // Lets messages from the other threads arrive.
    await new Promise(setImmediate);
    if (signal.aborted) return undefined;
  }
  return undefined;
}

/** Answers of one network, or of several whose outputs are added. */
async function testOutputs(models: readonly Model[], test: Dataset): Promise<TestResult> {
  const classifiers = await Promise.all(models.map((model) => Classifier.open(model)));
  const [{ classes, plan }] = classifiers;
  const outputs = addOutputs(
    classifiers.map((classifier) => classifier.outputs(test.images, test.count, test.rows, test.columns)),
  );
  return testScores(outputs, test, classes, plan.outputs);
}

function testScores(
  outputs: Float32Array,
  test: Dataset,
  classes: number,
  kind: 'penalties' | 'scores',
): TestResult {
  const { count, errors, errorRate, confusion, mistakes } = evaluateOutputs(
    outputs,
    test.labels,
    classes,
    kind,
  );
  const rejected = rejectionFor(
    rejectionCurve(marginsOf(outputs, test.labels, classes, kind)),
    ACCEPTED_ERROR,
  );
  return {
    ...{ count, errors, errorRate, confusion, rejected },
    mistakes: mistakes.map(({ index, label, answer, confidence }) => [index, label, answer, confidence]),
  };
}

async function testPackaged(
  { network }: Extract<Task, { kind: 'packaged' }>,
  { test }: Workplace,
): Promise<JobResult> {
  return { test: await testOutputs([await loadModel(packagedModel(network))], test) };
}

async function testCommittee(
  { networks }: Extract<Task, { kind: 'committee' }>,
  { store, test }: Workplace,
): Promise<JobResult> {
  return { test: await testOutputs(await Promise.all(networks.map((key) => store.model(key))), test) };
}

async function findNeighbours(
  task: Extract<Task, { kind: 'neighbours' }>,
  { training, test, signal, onProgress }: Workplace,
): Promise<JobResult | undefined> {
  const templates = firstOf(training, task.training);
  const asked = firstOf(test, task.test);
  const neighbours = await NearestNeighbours.open(templates);
  const { labels, count, classes } = asked;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let from = 0; from < count; from += 512) {
    const to = Math.min(count, from + 512);
    const answers = vote(neighbours.nearest(asked, task.k, from, to), task.k, templates.labels);
    for (const [n, answer] of answers.entries()) confusion[labels[from + n]][answer]++;
    onProgress(to / count);
    await new Promise(setImmediate);
    if (signal.aborted) return undefined;
  }
  const errors = count - confusion.reduce((sum, row, label) => sum + row[label], 0);
  return { test: { count, errors, errorRate: errors / count, confusion, mistakes: [], rejected: null } };
}

function fitQuadratic(task: Extract<Task, { kind: 'quadratic' }>, { training, test }: Workplace): JobResult {
  const classifier = QuadraticClassifier.fit(firstOf(training, task.training), task.components);
  return { test: testScores(classifier.scores(test), test, classifier.classes, 'scores') };
}

async function measureTolerance(
  task: Extract<Task, { kind: 'tolerance' }>,
  { store, test, signal, onProgress }: Workplace,
): Promise<JobResult | undefined> {
  const model = await store.model(task.network);
  const asked = firstOf(test, task.test);
  const errors: number[] = [];
  for (const change of task.changes) {
    errors.push(await errorAfter(model, asked, change));
    onProgress(errors.length / task.changes.length);
    await new Promise(setImmediate);
    if (signal.aborted) return undefined;
  }
  return { errors };
}
