// `lenet5 read`: picture files in, one number for each out, or "rejected" and why.
import type { Command } from 'commander';
import {
  type CheckName,
  type Field,
  type FieldReading,
  type FormReading,
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
import { PageCrew } from '../reading-crew.ts';
import { type FilePage, hashReader, openReader } from '../recognition.ts';
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
  readonly threads?: number;
}

/** Another thread takes nearly a second of a core until it reads fast; fewer pictures, or forms, are read by one. */
const MANY = 32;
const MANY_FORMS = 2;

/** Pictures at hand for each thread: one that it reads, and others while a long one before them is waited for. */
const AHEAD = 3;

export function addRead(program: Command): void {
  const command = program
    .command('read')
    .description(
      'Read the number in each picture file (PNG, JPEG, TIFF, PBM, PGM, PPM); - is standard input.',
    )
    .argument('<file...>', 'picture files, one number each; folders; quoted patterns');
  addFlags(command, ['pieces', 'kind', 'check', 'cells', 'template', 'maxError', 'annotate']);
  addFlags(command, ['raw', 'json', 'csv', 'answersOut', 'resumeAnswers', 'retryFailed', 'threads']);
  command.action(async (words: string[], flags: ReadFlags) => {
    checkAnswerFlags(flags);
    const field = completeField(flags);
    const template = flags.template === undefined ? undefined : await loadTemplate(flags.template);
    const files = await listPictures(words, flags.raw !== undefined);
    checkAnnotation(flags, files.length);
    await checkOutputs(flags, files);
    await readFiles(files, template, field, flags);
  });
  addExamples(command, [
    ['lenet5 read number.png', 'any number'],
    ['lenet5 read --field amount --max-error 0.01 --json cheques/*.jpg', 'amounts; only those that are sure'],
    ['lenet5 read --csv answers.csv --resume scans/', 'a big folder; after Ctrl-C the same line goes on'],
    ['lenet5 read --threads 1 scans/', 'a folder, and the other cores are left alone'],
    ['lenet5 read --field date --cells 8 date.png', 'a date in eight boxes'],
    ['lenet5 read --template form.json --json scans/*.png', 'all fields of whole forms'],
    ['lenet5 read --field "##/##/####" --annotate seen.png date.png', 'a date; look at what was found'],
  ]);
}

async function readFiles(
  files: readonly PictureFile[],
  template: Template | undefined,
  field: Field | undefined,
  flags: ReadFlags,
): Promise<void> {
  const { model, maxError } = flags;
  const reader = await openReader(model);
  const crew = new PageCrew(reader, { threads: flags.threads, model, callerReads: true });
  try {
    await answerEach({
      ...{ files, flags, columns: columnsFor(template) },
      atOnce: crew.threads === 1 ? 1 : AHEAD * crew.threads,
      settings: async () => ({
        model: await hashReader(model),
        ...{ field, maxError, template: template && hashTemplate(template) },
      }),
      answer: (page) => {
        const pictures = files.length + page.pages.count - 1;
        checkAnnotation(flags, pictures);
        const least = template ? MANY_FORMS : MANY;
        const own = pictures < least ? reader : crew;
        return template ? answerForm(own, page, template, flags) : answerFor(own, page, field, flags);
      },
    });
  } finally {
    await crew.close();
  }
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
  reader: Reader | PageCrew,
  page: FilePage,
  field: Field | undefined,
  { annotate: path, maxError }: ReadFlags,
): Promise<FileAnswer> {
  if (reader instanceof PageCrew) return answerWith(await reader.readPage(page, { field, maxError }));
  const picture = page.pages.decode(page.page);
  const reading = reader.read(picture, { field, maxError });
  if (path) await writeFileAtomically(path, encodePng(annotate(picture, reading)));
  return answerWith(reading);
}

const answerWith = (reading: Reading): FileAnswer => ({
  json: readingJson(reading),
  text: formatReading(reading),
});

async function answerForm(
  reader: Reader | PageCrew,
  page: FilePage,
  template: Template,
  { annotate: path, maxError }: ReadFlags,
): Promise<FileAnswer> {
  if (reader instanceof PageCrew)
    return answerWithForm(await reader.readFormPage(page, template, { maxError }));
  const picture = page.pages.decode(page.page);
  const form = readForm(reader, picture, template, { maxError });
  if (path) await writeFileAtomically(path, encodePng(annotateForm(picture, form)));
  return answerWithForm(form);
}

function answerWithForm(form: FormReading): FileAnswer {
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
  if (reason === 'struck out') return `rejected, struck out: ${answer}`;
  if (reason === 'several lines')
    return `rejected, several lines: the field has but one${value && `; perhaps ${answer}`}`;
  return status === 'accepted' ? answer : `rejected, uncertain: perhaps ${answer}`;
}
