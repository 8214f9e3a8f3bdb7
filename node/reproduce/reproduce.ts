// The whole of it: figures ask for experiments, experiments are jobs, jobs are run and kept, figures are made of what is
// there, and a report of the figures. Knows no flags.
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/index.ts';
import { writeFileAtomically } from '../files.ts';
import { packageVersion } from '../package.ts';
import { formatCount, formatDuration } from '../text.ts';
import { Experiments } from './experiments.ts';
import { type Figure, type FigureMaker, type Findings, mean } from './figure.ts';
import type { Job, JobRecord } from './jobs.ts';
import { costOf, OverallProgress } from './overall-progress.ts';
import { Queue } from './queue.ts';
import { drawReport, type ReportFacts } from './report-html.ts';
import { describeReport } from './report-json.ts';
import { type Scale, warningOf } from './scale.ts';
import { Store } from './store.ts';

export interface ReproductionOptions {
  readonly figures: readonly FigureMaker[];
  readonly scale: Scale;
  readonly threads: number;
  /** The folder of the report; runs are kept in `runs` inside. */
  readonly out: string;
  /** Reads the digits; only called where something has to be computed. */
  readonly load: (part: 'training' | 'test') => Promise<Dataset>;
  /** The command line that makes the report again. */
  readonly command: string;
  readonly signal: { readonly aborted: boolean };
}

export interface Reproduction {
  readonly figures: readonly Figure[];
  readonly records: readonly JobRecord[];
  readonly facts: ReportFacts;
  /** Files of the report. */
  readonly html: string;
  readonly json: string;
}

/** Undefined if it was asked to stop; what is done is kept. */
export async function reproduce(options: ReproductionOptions): Promise<Reproduction | undefined> {
  const { figures: makers, scale, out, signal } = options;
  const experiments = new Experiments(scale);
  const jobs = experiments.allJobs(makers.flatMap(({ needs }) => needs));
  const store = new Store(join(out, 'runs'));
  const test = jobs.length > 0 ? await options.load('test') : undefined;
  const failures = test ? await runJobs(jobs, store, test, options) : new Map<string, string>();
  if (signal.aborted) return undefined;
  const done = jobs.filter((job) => !failures.has(job.key));
  const records = new Map<string, JobRecord>();
  for (const { key } of done) records.set(key, await store.record(key));
  const findings = gatherFindings(experiments, records, store, test);
  const figures: Figure[] = [];
  for (const maker of makers) {
    const { name, title, needs } = maker;
    const warning = needs.length > 0 ? warningOf(scale) : undefined;
    figures.push({ name, title, warning, ...(await maker.make(findings)) });
  }
  const all = [...records.values()];
  const facts = describeFacts(options, all, jobs, failures);
  const report = {
    figures,
    records: all,
    facts,
    html: join(out, 'report.html'),
    json: join(out, 'report.json'),
  };
  await writeReport(report);
  return report;
}

function gatherFindings(
  experiments: Experiments,
  records: ReadonlyMap<string, JobRecord>,
  store: Store,
  test: Dataset | undefined,
): Findings {
  const recordsOf = (name: string) => experiments.jobs(name).flatMap(({ key }) => records.get(key) ?? []);
  // A committee is done in seconds, its networks are not.
  const secondsOf = ({ seconds, task }: JobRecord): number => {
    const members = task.kind === 'committee' ? task.networks : [];
    return members.reduce((sum, key) => sum + secondsOf(records.get(key)!), seconds);
  };
  return {
    ...{ experiments, test, records: recordsOf },
    model: ({ key }) => store.model(key),
    seconds: (name) => {
      const found = recordsOf(name).filter(({ task }) => task.kind !== 'packaged');
      return found.length > 0 ? mean(found.map(secondsOf)) : undefined;
    },
  };
}

async function runJobs(
  jobs: readonly Job[],
  store: Store,
  test: Dataset,
  { threads, signal, load }: ReproductionOptions,
): Promise<ReadonlyMap<string, string>> {
  const done = jobs.filter((job) => store.isDone(job));
  const left = jobs.filter((job) => !done.includes(job));
  // A kill may have come between a job's record and its cleaning up.
  for (const { key } of done) await store.clear(key);
  if (left.length === 0) return new Map();
  const training = await load('training');
  const estimate = formatDuration(costOf(left) / Math.min(threads, left.length));
  process.stderr.write(
    `${formatCount(left.length)} runs to do, ${formatCount(done.length)} done; ${threads} at a time, about ${estimate}\n`,
  );
  const watcher = new OverallProgress(jobs, done, threads);
  try {
    return await new Queue({ jobs, store, training, test, threads, signal, watcher }).run();
  } finally {
    watcher.erase();
  }
}

function describeFacts(
  { threads, scale, command }: ReproductionOptions,
  records: readonly JobRecord[],
  jobs: readonly Job[],
  failures: ReadonlyMap<string, string>,
): ReportFacts {
  const titleOf = (key: string) => jobs.find((job) => job.key === key)!.title;
  return {
    ...{ version: packageVersion(), threads, command },
    machine: `${cpus()[0]?.model.trim() ?? process.arch}, Node ${process.versions.node}`,
    scale: scale.name,
    warning: warningOf(scale),
    seconds: records.reduce((sum, { seconds }) => sum + seconds, 0),
    date: new Date().toISOString(),
    failures: [...failures].map(([key, reason]) => `${titleOf(key)}: failed: ${reason}`),
  };
}

async function writeReport({ figures, records, facts, html, json }: Reproduction): Promise<void> {
  const encode = (text: string) => new TextEncoder().encode(text);
  await writeFileAtomically(html, encode(drawReport(figures, facts)));
  const data = describeReport(figures, records, facts);
  await writeFileAtomically(json, encode(`${JSON.stringify(data, null, 1)}\n`));
}
