// A figure or table of the paper, made anew: plain data that the terminal, the page and the documents draw.
import type { Dataset, Model } from '../../src/index.ts';
import type { Experiments } from './experiments.ts';
import type { JobRecord } from './jobs.ts';

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Ours beside the paper's, a line for each; drawn as dots on a common scale. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly caption: string;
  /** What the values are: `test error, %`. */
  readonly quantity: string;
  readonly places: number;
  readonly scale: 'logarithmic' | 'linear';
  readonly rows: readonly ComparedRow[];
}

export interface ComparedRow {
  readonly name: string;
  /** One for each seed; none where it was not done. */
  readonly ours: readonly number[];
  readonly paper: number | null;
  /** Of one run, mean. */
  readonly seconds?: number;
}

export interface Plot {
  readonly kind: 'plot';
  readonly caption: string;
  readonly across: string;
  readonly up: string;
  readonly scale: 'logarithmic' | 'linear';
  readonly curves: readonly Curve[];
  /** Set beside others of its kind. */
  readonly small?: boolean;
}

export interface Curve {
  readonly name: string;
  /** Paper's curves are drawn otherwise; `ours` has one colour for each place in the list. */
  readonly from: 'ours' | 'paper';
  readonly points: readonly { readonly x: number; readonly y: number; readonly spread?: number }[];
}

/** Grey pictures with a line of text each. */
export interface Pictures {
  readonly kind: 'pictures';
  readonly caption: string;
  readonly items: readonly PictureItem[];
}

export interface PictureItem {
  /** Shown below; '' for none. */
  readonly text: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
  readonly rows: number;
  readonly columns: number;
  /** 0 paper .. 255 ink. */
  readonly ink: Uint8Array;
  /** Pixels of the page for one of the picture. */
  readonly enlarged: number;
}

export type Part = Table | Comparison | Plot | Pictures;

/** What a figure shows. */
export interface Content {
  /** What the paper shows there, and what is shown here. */
  readonly about: string;
  readonly parts: readonly Part[];
  readonly notes: readonly string[];
}

export interface Figure extends Content {
  readonly name: string;
  readonly title: string;
  /** What has to stand beside its numbers, where they are not those of a full run. */
  readonly warning?: string;
}

/** What figures are made from. */
export interface Findings {
  readonly experiments: Experiments;
  /** Finished ones, one for each seed. */
  records(experiment: string): readonly JobRecord[];
  model(record: JobRecord): Promise<Model>;
  /** Seconds of work on an experiment, mean over seeds, what it is built on included; undefined if it was not done. */
  seconds(experiment: string): number | undefined;
  /** The test digits. */
  readonly test: Dataset | undefined;
}

export interface FigureMaker {
  readonly name: string;
  readonly title: string;
  /** Experiments by name. */
  readonly needs: readonly string[];
  make(findings: Findings): Promise<Content> | Content;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; undefined for fewer than two values. */
export function deviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** `0.95 ± 0.08`, `0.95`, or `-` for nothing. */
export function formatMeasured(values: readonly number[], places: number): string {
  if (values.length === 0) return '-';
  const spread = deviation(values);
  const text = formatNumber(mean(values), places);
  return spread === undefined ? text : `${text} ± ${formatNumber(spread, places)}`;
}

export function formatNumber(value: number, places: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}

/** The paper's own number, with as many places as it has. */
export function formatPaper(value: number): string {
  return value.toLocaleString('en-US');
}

/** Whether a column of a table has numbers, to be set to the right. */
export function isNumeric(rows: Table['rows'], column: number): boolean {
  const isNumber = (cell: string | number) => typeof cell === 'number' || /^[\d.,]+( ± [\d.,]+)?$/.test(cell);
  return rows.some((row) => isNumber(row[column]));
}

/** How a network was trained: `20 passes, 1 pattern an update, levenbergMarquardt from 0.0002, loss map`. */
export function describeTraining({ task }: JobRecord): string | undefined {
  if (task.kind !== 'training') return undefined;
  const { epochs, batch, update, schedule, loss } = task.recipe;
  const patterns = batch === 1 ? '1 pattern' : `${batch} patterns`;
  return `${epochs} passes, ${patterns} an update, ${update.rule} from ${schedule.peak}, loss ${loss}`;
}

/** Test errors of records in %. */
export function testErrors(records: readonly JobRecord[]): number[] {
  return records.flatMap(({ result }) => (result.test ? [100 * result.test.errorRate] : []));
}
