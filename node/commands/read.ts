// `lenet5 read`: picture files in, one number for each out, or "rejected" and why.
import type { Command } from 'commander';
import { type Field, type Picture, type Reader, type Reading, UsageError } from '../../src/index.ts';
import { annotate } from '../annotation.ts';
import { listPictures } from '../answers/picture-files.ts';
import { type AnswerFlags, answerEach, checkAnswerFlags, type FileAnswer } from '../file-by-file.ts';
import { writeFileAtomically } from '../files.ts';
import { addExamples, addFlags } from '../options.ts';
import { encodePng } from '../pictures.ts';
import { openReader } from '../recognition.ts';
import { formatPercent } from '../text.ts';

interface ReadFlags extends AnswerFlags {
  readonly model?: string;
  readonly field?: Field;
  readonly maxError?: number;
  readonly annotate?: string;
}

export function addRead(program: Command): void {
  const command = program
    .command('read')
    .description(
      'Read the number in each picture file (PNG, JPEG, TIFF, PBM, PGM, PPM); - is standard input.',
    )
    .argument('<file...>', 'picture files, one line of writing each; folders; quoted patterns');
  addFlags(command, ['model', 'kind', 'maxError', 'annotate']);
  addFlags(command, ['raw', 'json', 'csv', 'answersOut', 'resumeAnswers']);
  command.action(async (words: string[], flags: ReadFlags) => {
    checkAnswerFlags(flags);
    const files = await listPictures(words, flags.raw !== undefined);
    checkAnnotation(flags, files.length);
    const reader = await openReader(flags.model);
    await answerEach({
      ...{ files, flags, columns: ['text', 'value', 'confidence', 'status', 'reason'] },
      answer: (picture, pages) => answerFor(reader, picture, pages, flags),
    });
  });
  addExamples(command, [
    ['lenet5 read number.png', 'any number'],
    ['lenet5 read --field amount --max-error 0.01 --json cheques/*.jpg', 'amounts; only those that are sure'],
    ['lenet5 read --csv answers.csv --resume scans/', 'a big folder; after Ctrl-C the same line goes on'],
    ['lenet5 read --field "##/##/####" --annotate seen.png date.png', 'a date; look at what was found'],
  ]);
}

function checkAnnotation({ annotate: path }: ReadFlags, pictures: number): void {
  if (path === undefined || pictures === 1) return;
  throw new UsageError(`--annotate: expected one picture, got ${pictures}. Read them one by one.`);
}

async function answerFor(
  reader: Reader,
  picture: Picture,
  pages: number,
  flags: ReadFlags,
): Promise<FileAnswer> {
  checkAnnotation(flags, pages);
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
