// `lenet5 read`: picture files in, one number for each out, or "rejected" and why.
import type { Command } from 'commander';
import {
  type CheckName,
  type Field,
  type FieldReading,
  type FormReading,
  type Picture,
  type Reader,
  type Reading,
  readForm,
  type Template,
  UsageError,
} from '../../src/index.ts';
import { annotate, annotateForm } from '../annotation.ts';
import { formJson, readingJson } from '../answers/answer-json.ts';
import { listPictures, type PictureFile } from '../answers/picture-files.ts';
import { completeField } from '../field-flags.ts';
import { type AnswerFlags, answerEach, checkAnswerFlags, type FileAnswer } from '../file-by-file.ts';
import { writeFileAtomically } from '../files.ts';
import { addExamples, addFlags } from '../options.ts';
import { checkOutput } from '../output.ts';
import { encodePng } from '../pictures.ts';
import { hashReader, openReader } from '../recognition.ts';
import { hashTemplate, loadTemplate } from '../templates.ts';
import { formatPercent } from '../text.ts';

interface ReadFlags extends AnswerFlags {
  readonly model?: string;
  readonly field?: Field;
  readonly check?: CheckName;
  readonly cells?: number;
  readonly maxError?: number;
  readonly template?: string;
  readonly annotate?: string;
}

export function addRead(program: Command): void {
  const command = program
    .command('read')
    .description(
      'Read the number in each picture file (PNG, JPEG, TIFF, PBM, PGM, PPM); - is standard input.',
    )
    .argument('<file...>', 'picture files, one line of writing each; folders; quoted patterns');
  addFlags(command, ['model', 'kind', 'check', 'cells', 'template', 'maxError', 'annotate']);
  addFlags(command, ['raw', 'json', 'csv', 'answersOut', 'resumeAnswers', 'retryFailed']);
  command.action(async (words: string[], flags: ReadFlags) => {
    checkAnswerFlags(flags);
    const field = completeField(flags);
    const template = flags.template === undefined ? undefined : await loadTemplate(flags.template);
    const files = await listPictures(words, flags.raw !== undefined);
    checkAnnotation(flags, files.length);
    await checkOutputs(flags, files);
    const reader = await openReader(flags.model);
    await answerEach({
      ...{ files, flags, columns: columnsFor(template) },
      settings: async () => ({
        model: await hashReader(flags.model),
        ...{ field, maxError: flags.maxError, template: template && hashTemplate(template) },
      }),
      answer: (picture, pages) => {
        checkAnnotation(flags, pages);
        return template
          ? answerForm(reader, picture, template, flags)
          : answerFor(reader, picture, field, flags);
      },
    });
  });
  addExamples(command, [
    ['lenet5 read number.png', 'any number'],
    ['lenet5 read --field amount --max-error 0.01 --json cheques/*.jpg', 'amounts; only those that are sure'],
    ['lenet5 read --csv answers.csv --resume scans/', 'a big folder; after Ctrl-C the same line goes on'],
    ['lenet5 read --field date --cells 8 date.png', 'a date in eight boxes'],
    ['lenet5 read --template form.json --json scans/*.png', 'all fields of whole forms'],
    ['lenet5 read --field "##/##/####" --annotate seen.png date.png', 'a date; look at what was found'],
  ]);
}

function checkAnnotation({ annotate: path }: ReadFlags, pictures: number): void {
  if (path === undefined || pictures === 1) return;
  throw new UsageError(`--annotate: expected one picture, got ${pictures}. Read them one by one.`);
}

async function checkOutputs(flags: ReadFlags, files: readonly PictureFile[]): Promise<void> {
  const { annotate: path, model, template } = flags;
  const inputs = [...files.map((file) => file.path), model, template];
  await checkOutput({ name: '--annotate', path, ending: '.png', inputs });
}

/** Of the table: of a form the values of its fields, those that are accepted. */
const columnsFor = (template?: Template): string[] =>
  template
    ? ['status', 'reason', 'score', ...template.fields.map(({ name }) => name)]
    : ['text', 'value', 'confidence', 'status', 'reason'];

async function answerFor(
  reader: Reader,
  picture: Picture,
  field: Field | undefined,
  { annotate: path, maxError }: ReadFlags,
): Promise<FileAnswer> {
  const reading = reader.read(picture, { field, maxError });
  if (path) await writeFileAtomically(path, encodePng(annotate(picture, reading)));
  return { json: readingJson(reading), text: formatReading(reading) };
}

async function answerForm(
  reader: Reader,
  picture: Picture,
  template: Template,
  { annotate: path, maxError }: ReadFlags,
): Promise<FileAnswer> {
  const form = readForm(reader, picture, template, { maxError });
  if (path) await writeFileAtomically(path, encodePng(annotateForm(picture, form)));
  const json = formJson(form);
  const { status, reason, score } = json;
  const values = form.fields.map((field) => [field.name, field.status === 'accepted' ? field.value : '']);
  const row = { ...Object.fromEntries(values), status, reason, score };
  return { json, row, text: formatForm(form) };
}

/** A line for each field. */
function formatForm({ status, score, fields }: FormReading): string {
  if (status === 'rejected') {
    return `rejected: the page is not the template's form, or lies too far off (print agrees to ${score.toFixed(2)})`;
  }
  const lines = fields.map((field) => `  ${field.name}: ${formatReading(field)}`);
  return [`${fields.length} fields, print agrees to ${score.toFixed(2)}`, ...lines].join('\n');
}

type AnyReading = Reading | FieldReading;

/** `15728 (15.728), 99.1 % sure` */
export function formatReading({ text, value, confidence, status, reason }: AnyReading): string {
  if (reason === 'blank') return 'rejected, blank: no ink found';
  if (reason === 'outside') return 'rejected, outside: the page does not have all of the field';
  if (reason === 'unreadable') return 'rejected, unreadable: nothing that fits the field';
  const answer = `${value}${text === value ? '' : ` (${text})`}, ${formatPercent(confidence, 1)} sure`;
  return status === 'accepted' ? answer : `rejected, uncertain: perhaps ${answer}`;
}
