// `lenet5 read`: picture files in, one number for each out, or "rejected" and why.
import type { Command } from 'commander';
import { type CheckName, type Field, type Reader, type Reading, UsageError } from '../../src/index.ts';
import { annotate } from '../annotation.ts';
import { answerEach, type FileAnswer } from '../file-by-file.ts';
import { writeFileAtomically } from '../files.ts';
import { addExamples, addFlags, completeField } from '../options.ts';
import { encodePng } from '../pictures.ts';
import { loadPicture, openReader } from '../recognition.ts';
import { formatPercent } from '../text.ts';

interface ReadFlags {
  readonly model?: string;
  readonly field?: Field;
  readonly check?: CheckName;
  readonly cells?: number;
  readonly maxError?: number;
  readonly annotate?: string;
  readonly json?: boolean;
}

export function addRead(program: Command): void {
  const command = program
    .command('read')
    .description('Read the number in each picture file (PNG, JPEG, PBM, PGM, PPM); - is standard input.')
    .argument('<file...>', 'picture files, one line of writing each');
  addFlags(command, ['model', 'kind', 'check', 'cells', 'maxError', 'annotate', 'json']);
  command.action(async (files: string[], flags: ReadFlags) => {
    if (flags.annotate && files.length > 1) {
      throw new UsageError(`--annotate: expected one picture, got ${files.length}. Read them one by one.`);
    }
    const field = completeField(flags);
    const reader = await openReader(flags.model);
    await answerEach(files, flags.json, (file) => answerFor(reader, file, { ...flags, field }));
  });
  addExamples(command, [
    ['lenet5 read number.png', 'any number'],
    ['lenet5 read --field amount --max-error 0.01 --json cheques/*.jpg', 'amounts; only those that are sure'],
    ['lenet5 read --field "##/##/####" --annotate seen.png date.png', 'a date; look at what was found'],
  ]);
}

async function answerFor(reader: Reader, file: string, flags: ReadFlags): Promise<FileAnswer> {
  const picture = await loadPicture(file);
  const reading = reader.read(picture, flags);
  if (flags.annotate) await writeFileAtomically(flags.annotate, encodePng(annotate(picture, reading)));
  const { text, value, confidence, status, reason = null, alternatives, digits } = reading;
  return {
    json: { text, value, confidence, status, reason, alternatives, digits },
    text: formatReading(reading),
  };
}

/** `15728 (15.728), 99.1 % sure` */
export function formatReading({ text, value, confidence, status, reason }: Reading): string {
  if (reason === 'blank') return 'rejected, blank: no ink found';
  if (reason === 'unreadable') return 'rejected, unreadable: nothing that fits the field';
  const answer = `${value}${text === value ? '' : ` (${text})`}, ${formatPercent(confidence, 1)} sure`;
  return status === 'accepted' ? answer : `rejected, uncertain: perhaps ${answer}`;
}
