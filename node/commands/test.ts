// `lenet5 test`: how often a model is wrong, where, and its worst mistakes.
import type { Command } from 'commander';
import {
  type Dataset,
  type Evaluation,
  evaluate,
  type Model,
  ShapeError,
  type Writers,
  wilsonInterval,
} from '../../src/index.ts';
import { drawInk, placeSideBySide } from '../ink-text.ts';
import { findModel, loadModel } from '../models.ts';
import { addExamples, addFlags } from '../options.ts';
import { checkTestFlags, loadTestData, type TestData, type TestDataFlags } from '../test-data.ts';
import { formatInterval, formatPercent, formatPictures, formatTable } from '../text.ts';

interface TestFlags extends TestDataFlags {
  readonly model?: string;
  readonly worst?: number;
  readonly json?: boolean;
}

/** What is printed, as JSON has it. */
export interface TestReport {
  readonly model: string;
  readonly count: number;
  readonly errors: number;
  readonly errorRate: number;
  readonly interval: readonly [number, number];
  /** confusion[label][answer]; pictures without ink have no answer and are not in it. */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassReport[];
  /** Only where the writers are known. */
  readonly perSeries?: readonly SeriesReport[];
  /** Pictures without ink, counted as errors. */
  readonly blank: number;
  readonly worst: readonly WorstMistake[];
}

interface ClassReport {
  readonly digit: number;
  readonly count: number;
  readonly errors: number;
  /** null where there is no picture of the class. */
  readonly errorRate: number | null;
}

interface SeriesReport {
  /** Of the NIST forms: 0 are census employees (SD-3), 4 are students (SD-1, harder). */
  readonly series: number;
  readonly count: number;
  readonly errors: number;
  readonly errorRate: number;
}

interface WorstMistake {
  /** The picture's number, or its file. */
  readonly picture: string | number;
  readonly label: number;
  readonly answer: number;
  readonly confidence: number;
}

export function addTest(program: Command): void {
  const command = program
    .command('test')
    .description('Test a model on labelled pictures, MNIST unless told.');
  addFlags(command, ['model', 'data', 'images', 'labels', 'folder', 'normalize', 'writers', 'worst', 'json']);
  command.action(async (flags: TestFlags) => {
    checkTestFlags(flags);
    const path = flags.model ?? findModel();
    const model = await loadModel(path);
    const data = await loadTestData(flags);
    checkFit(model, data, flags);
    const { report, drawn } = await testModel(model, data, path, flags.worst ?? 6);
    process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : formatReport(report, drawn));
  });
  addExamples(command, [
    ['lenet5 test', "the default model on MNIST's test set"],
    [
      'lenet5 test --model out/lenet5.safetensors --images i.idx3 --labels l.idx1 --normalize',
      'on other scans',
    ],
    ['lenet5 test --writers mnist-test-writers.csv.gz', 'clean and harder hands apart'],
    ['lenet5 test --folder pictures --normalize --worst 20', 'on picture files in pictures/0 to pictures/9'],
  ]);
}

/** Throws ShapeError where the pictures are larger than the network's input; says which flag makes them fit. */
function checkFit({ definition }: Model, { set }: TestData, { normalize }: TestFlags): void {
  const { rows, columns } = definition.input;
  if (!set || normalize || (set.rows <= rows && set.columns <= columns)) return;
  throw new ShapeError(
    `${set.name}: expected pictures of at most ${rows}x${columns}, the input of '${definition.name}', ` +
      `got ${set.rows}x${set.columns}. With --normalize their ink is found, scaled and centred first.`,
  );
}

/** Answers for all pictures; `drawn` are the worst mistakes as small pictures. Throws ShapeError where they do not fit. */
export async function testModel(
  model: Model,
  data: TestData,
  path: string,
  worst: number,
): Promise<{ report: TestReport; drawn: string[][] }> {
  const { set, blank } = data;
  const evaluation = set ? await evaluate(model, set) : await evaluateNothing(model);
  const count = evaluation.count + blank.length;
  const errors = evaluation.errors + blank.length;
  const mistakes = evaluation.mistakes.slice(0, worst);
  const report: TestReport = {
    model: path,
    count,
    errors,
    errorRate: errors / count,
    interval: wilsonInterval(errors, count),
    confusion: evaluation.confusion,
    perClass: evaluation.confusion.map((_, digit) => describeClass(evaluation, blank, digit)),
    ...(data.writers ? { perSeries: describeSeries(evaluation, data.writers) } : {}),
    blank: blank.length,
    worst: mistakes.map(({ index, ...mistake }) => ({ picture: data.nameOf(index), ...mistake })),
  };
  return { report, drawn: mistakes.map(({ index }, n) => drawMistake(set!, index, report.worst[n])) };
}

/** Where every picture is blank. */
async function evaluateNothing(
  model: Model,
): Promise<Pick<Evaluation, 'count' | 'errors' | 'confusion' | 'mistakes'>> {
  const { input } = model.definition;
  const images = new Uint8Array(input.rows * input.columns);
  const one = {
    name: 'blank',
    count: 1,
    rows: input.rows,
    columns: input.columns,
    images,
    labels: new Uint8Array(1),
    classes: 10,
  };
  const { confusion } = await evaluate(model, one);
  return { count: 0, errors: 0, confusion: confusion.map((row) => row.map(() => 0)), mistakes: [] };
}

function describeClass(
  { confusion }: Pick<Evaluation, 'confusion'>,
  blank: readonly number[],
  digit: number,
): ClassReport {
  const silent = blank.filter((label) => label === digit).length;
  const count = confusion[digit].reduce((sum, n) => sum + n, silent);
  const errors = count - confusion[digit][digit];
  return { digit, count, errors, errorRate: count > 0 ? errors / count : null };
}

function describeSeries({ mistakes }: Pick<Evaluation, 'mistakes'>, { hsf }: Writers): SeriesReport[] {
  return [...new Set(hsf)].sort().map((series) => {
    const count = hsf.filter((value) => value === series).length;
    const errors = mistakes.filter(({ index }) => hsf[index] === series).length;
    return { series, count, errors, errorRate: errors / count };
  });
}

const SERIES_NAMES: Record<number, string> = { 0: 'SD-3, employees', 4: 'SD-1, students' };

function formatSeries({ series, count, errors, errorRate }: SeriesReport): string {
  const name = SERIES_NAMES[series] ?? 'others';
  return `series  ${series} (${name}): ${formatPercent(errorRate)}, ${errors} of ${formatPictures(count)}`;
}

function drawMistake(
  set: Dataset,
  index: number,
  { picture, label, answer, confidence }: WorstMistake,
): string[] {
  const size = set.rows * set.columns;
  const ink = set.images.subarray(index * size, (index + 1) * size);
  const name = String(picture);
  const title = `${label} read as ${answer} (${formatPercent(confidence, 0)})`;
  return [
    title,
    `  ${name.length > 24 ? `…${name.slice(-23)}` : name}`,
    ...drawInk(ink, set.rows, set.columns),
  ];
}

/** The report for people. */
export function formatReport(report: TestReport, drawn: readonly string[][]): string {
  const { count, errors, errorRate, interval, confusion, perClass, blank, model } = report;
  const rows = confusion.map((row, label) => [
    String(label),
    ...row.map((n) => (n === 0 ? '·' : n)),
    perClass[label].count,
    perClass[label].errors,
    perClass[label].errorRate === null ? '' : formatPercent(perClass[label].errorRate!),
  ]);
  const head = ['', ...confusion.map((_, answer) => String(answer)), 'pictures', 'errors', 'error'];
  const lines = [
    `model   ${model}`,
    `error   ${formatPercent(errorRate)} (95 %: ${formatInterval(interval)}), ${errors} of ${formatPictures(count)}`,
  ];
  lines.push(...(report.perSeries ?? []).map(formatSeries));
  if (blank > 0) lines.push(`blank   ${formatPictures(blank)} without ink, counted as errors`);
  lines.push('', 'label down, answer across:', formatTable([head, ...rows]));
  if (drawn.length > 0) lines.push('', 'the most confident mistakes:', '', placeSideBySide(drawn));
  return `${lines.join('\n')}\n`;
}
