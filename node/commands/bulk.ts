// `lenet5 bulk`: the pictures that a manifest names, by the million, into a folder of answers; stopped or killed, the
// same line goes on.
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type CheckName, type Field, UsageError } from '../../src/index.ts';
import { FileProgress } from '../answers/file-progress.ts';
import { type BulkReport, runBulk } from '../bulk/bulk-run.ts';
import type { Part } from '../bulk/folder-lock.ts';
import { countLines } from '../bulk/manifest.ts';
import { defaultThreads } from '../crew.ts';
import { completeField } from '../field-flags.ts';
import { INTERRUPTED, Interruption } from '../interruption.ts';
import { addExamples, addFlags, quoteCommand, wholeNumber } from '../options.ts';
import { loadTemplate } from '../templates.ts';
import { formatCount, formatPictures, formatShards } from '../text.ts';

interface BulkFlags {
  readonly out: string;
  readonly model?: string;
  readonly field?: Field;
  readonly check?: CheckName;
  readonly cells?: number;
  readonly template?: string;
  readonly maxError?: number;
  readonly threads?: number;
  readonly shard: number;
  readonly part: Part;
  readonly retryFailed?: boolean;
  readonly checkPictures?: boolean;
  readonly json?: boolean;
}

function parsePart(text: string): Part {
  const [, part, parts] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= parts) return { part, parts };
  throw new UsageError(`--part: expected N/OF such as 1/16, got ${text || 'nothing'}.`);
}

export function addBulk(program: Command): void {
  const command = program
    .command('bulk')
    .description('Read the numbers in all pictures that a manifest names; stopped or killed, it goes on.')
    .argument('<manifest>', 'a file: a line for each picture, a path or {"path", "id", "field", "maxError"}')
    .requiredOption('--out <folder>', 'where the answers go, a file for each shard');
  addFlags(command, ['pieces', 'kind', 'check', 'cells', 'template', 'maxError', 'threads']);
  command
    .addOption(
      new Option('--shard <n>', 'pictures of a shard, which is done whole or again')
        .argParser(wholeNumber('--shard', 1, 1_000_000))
        .default(500),
    )
    .addOption(
      new Option(
        '--part <n/of>',
        'only this part of the shards, such as 1/16: other machines do the other parts',
      )
        .argParser(parsePart)
        .default({ part: 1, parts: 1 }, 'all'),
    )
    .option('--retry-failed', 'try again what failed before')
    .option('--check-pictures', 'look at all pictures again; those with other bytes are read again');
  addFlags(command, ['json']);
  command.action(bulk);
  addExamples(command, [
    ['lenet5 bulk pictures.txt --out answers --field amount', 'start, or go on'],
    ['cat answers/*.ndjson', 'all answers, in the order of the manifest'],
    ['lenet5 bulk pictures.txt --out answers --field amount --retry-failed', 'try the failed ones again'],
  ]);
}

async function bulk(manifest: string, flags: BulkFlags): Promise<void> {
  const { out, model, maxError, shard: lines, threads = defaultThreads() } = flags;
  const template = flags.template === undefined ? undefined : await loadTemplate(flags.template);
  const settings = { model, field: completeField(flags), maxError, template };
  const progress = new FileProgress(await countLines(manifest));
  const interruption = new Interruption('Stopping; what is done is kept. Once more stops at once.');
  let done = 0;
  try {
    const report = await runBulk({
      ...{ manifest, out, settings, threads, lines, signal: interruption, ...flags.part },
      retryFailed: flags.retryFailed ?? false,
      checksPictures: flags.checkPictures ?? false,
      onShard: (rows) => {
        done += rows;
        progress.draw(done, rows);
      },
    });
    progress.erase();
    say(report, flags);
    if (report.isInterrupted) process.exitCode = INTERRUPTED;
    else if (report.failed > 0 || report.setAside.length > 0) process.exitCode = 1;
  } finally {
    progress.erase();
    interruption.close();
  }
}

function say(report: BulkReport, { json, out }: BulkFlags): void {
  const { accepted, rejected, failed, shards, doneBefore, setAside, firstFailure, isInterrupted } = report;
  if (json) process.stdout.write(`${JSON.stringify({ out, ...report })}\n`);
  const counts = `${formatCount(accepted)} accepted, ${formatCount(rejected)} rejected, ${formatCount(failed)} failed`;
  process.stderr.write(
    `${out}: ${formatPictures(accepted + rejected + failed)}: ${counts}; ` +
      `${formatShards(shards)}, ${formatCount(doneBefore)} of them done before.\n`,
  );
  if (firstFailure) {
    const { file, id, error } = firstFailure;
    process.stderr.write(
      `lenet5: ${file}: the first failure: ${error.includes(id) ? '' : `${id}: `}${error} ` +
        `All have "status":"failed" in ${join(out, '*.ndjson')}; --retry-failed tries them again.\n`,
    );
  }
  for (const { shard, reason } of setAside)
    process.stderr.write(`lenet5: shard ${shard}: set aside: ${reason}. The same command tries it again.\n`);
  if (isInterrupted)
    process.stderr.write(`Stopped. To go on: ${quoteCommand(['lenet5', ...process.argv.slice(2)])}\n`);
}
