// `lenet5 reproduce`: the paper's experiments on MNIST again, beside its own numbers.
import type { Command } from 'commander';
import { defaultThreads } from '../crew.ts';
import { loadMnist } from '../datasets.ts';
import { INTERRUPTED, Interruption } from '../interruption.ts';
import { addExamples, addFlags, quoteCommand } from '../options.ts';
import { figures, findFigures } from '../reproduce/figures.ts';
import { findDocs, writeDocs } from '../reproduce/report-docs.ts';
import { describeReport } from '../reproduce/report-json.ts';
import { formatFigure } from '../reproduce/report-text.ts';
import { type Reproduction, reproduce } from '../reproduce/reproduce.ts';
import { full, quick, withSeeds } from '../reproduce/scale.ts';
import { formatTable } from '../text.ts';

interface ReproduceFlags {
  readonly quick?: boolean;
  readonly seeds?: number;
  readonly threads?: number;
  readonly out?: string;
  readonly data?: string;
  readonly docs?: boolean;
  readonly json?: boolean;
  readonly list?: boolean;
}

export function addReproduce(program: Command): void {
  const command = program
    .command('reproduce')
    .description("Do the paper's experiments on MNIST again; print and draw them beside its own numbers.")
    .argument('[figure...]', 'figures and tables by name; all unless told');
  addFlags(command, ['quick', 'seeds', 'threads', 'reportFolder', 'data', 'docs', 'json', 'list']);
  command.action(async (names: string[], flags: ReproduceFlags) => {
    if (flags.list) process.stdout.write(listFigures(flags.json === true));
    else await runReproduce(names, flags);
  });
  addExamples(command, [
    ['lenet5 reproduce --quick', 'a few minutes: fewer passes and seeds'],
    ['lenet5 reproduce', 'everything as the paper has it: about an hour on two cores'],
    ['lenet5 reproduce figure5 figure8', 'only these, and what they need'],
    ['lenet5 reproduce layers figure11 figure12', 'what needs no training'],
  ]);
}

function listFigures(isJson: boolean): string {
  if (isJson) return `${JSON.stringify(figures.map(({ name, title }) => ({ name, title })))}\n`;
  return `${formatTable(figures.map(({ name, title }) => [name, title]))}\n`;
}

async function runReproduce(names: readonly string[], flags: ReproduceFlags): Promise<void> {
  const chosen = findFigures(names);
  const docs = flags.docs ? findDocs() : undefined;
  const interruption = new Interruption();
  try {
    const report = await reproduce({
      figures: chosen,
      scale: withSeeds(flags.quick ? quick : full, flags.seeds),
      threads: flags.threads ?? defaultThreads(),
      out: flags.out ?? 'out/reproduction',
      load: (part) => loadMnist(part, { folder: flags.data }),
      command: commandLine(names, flags, ['seeds']),
      signal: interruption,
    });
    if (!report) return stop(names, flags);
    if (docs) await writeDocs(docs, report.figures, report.facts);
    print(report, flags);
    if (report.facts.failures.length > 0) process.exitCode = 1;
  } finally {
    interruption.close();
  }
}

/** The same again goes on. */
function stop(names: readonly string[], flags: ReproduceFlags): void {
  const command = commandLine(names, flags, ['seeds', 'threads', 'out', 'data', 'docs', 'json']);
  if (flags.json) process.stdout.write(`${JSON.stringify({ event: 'interrupted', command })}\n`);
  process.stderr.write(
    `lenet5: interrupted. Finished runs are kept, others up to their last pass. Go on with:\n  ${command}\n`,
  );
  process.exitCode = INTERRUPTED;
}

function print(report: Reproduction, { json }: ReproduceFlags): void {
  const { figures: made, facts, records, html } = report;
  if (json) {
    process.stdout.write(`${JSON.stringify(describeReport(made, records, facts))}\n`);
  } else {
    process.stdout.write(`${made.map(formatFigure).join('\n\n')}\n`);
  }
  for (const failure of facts.failures) process.stderr.write(`lenet5: ${failure}\n`);
  process.stderr.write(`The report with all pictures: ${html}\n`);
}

/** With those of the flags that are asked for; the report names only what decides its numbers. */
function commandLine(
  names: readonly string[],
  flags: ReproduceFlags,
  kept: readonly (keyof ReproduceFlags)[],
): string {
  const words = ['lenet5', 'reproduce', ...names];
  if (flags.quick) words.push('--quick');
  for (const name of kept) {
    const value = flags[name];
    if (value === undefined) continue;
    words.push(`--${name}`, ...(value === true ? [] : [String(value)]));
  }
  return quoteCommand(words);
}
