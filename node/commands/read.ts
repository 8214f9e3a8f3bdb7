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
import { answerEach, type FileAnswer } from '../file-by-file.ts';
import { writeFileAtomically } from '../files.ts';
import { addExamples, addFlags, completeField } from '../options.ts';
import { encodePng } from '../pictures.ts';
import { loadPicture, openReader } from '../recognition.ts';
import { loadTemplate } from '../templates.ts';
import { formatPercent } from '../text.ts';

interface ReadFlags {
  readonly model?: string;
  readonly field?: Field;
  readonly check?: CheckName;
  readonly cells?: number;
  readonly maxError?: number;
  readonly template?: string;
  readonly annotate?: string;
  readonly json?: boolean;
}

export function addRead(program: Command): void {
  const command = program
    .command('read')
    .description('Read the number in each picture file (PNG, JPEG, PBM, PGM, PPM); - is standard input.')
    .argument('<file...>', 'picture files, one line of writing each');
  addFlags(command, ['model', 'kind', 'check', 'cells', 'template', 'maxError', 'annotate', 'json']);
  command.action(async (files: string[], flags: ReadFlags) => {
    if (flags.annotate && files.length > 1) {
      throw new UsageError(`--annotate: expected one picture, got ${files.length}. Read them one by one.`);
    }
    const field = completeField(flags);
    const template = flags.template === undefined ? undefined : await loadTemplate(flags.template);
    const reader = await openReader(flags.model);
    await answerEach(files, flags.json, (file) =>
      template ? answerForm(reader, file, template, flags) : answerFor(reader, file, { ...flags, field }),
    );
  });
  addExamples(command, [
    ['lenet5 read number.png', 'any number'],
    ['lenet5 read --field amount --max-error 0.01 --json cheques/*.jpg', 'amounts; only those that are sure'],
    ['lenet5 read --field date --cells 8 date.png', 'a date in eight boxes'],
    ['lenet5 read --template form.json --json scans/*.png', 'all fields of whole forms'],
    ['lenet5 read --field "##/##/####" --annotate seen.png date.png', 'a date; look at what was found'],
  ]);
}

async function answerFor(reader: Reader, file: string, flags: ReadFlags): Promise<FileAnswer> {
  const picture = await loadPicture(file);
  const reading = reader.read(picture, flags);
  if (flags.annotate) await writeFileAtomically(flags.annotate, encodePng(annotate(picture, reading)));
  return { json: jsonOf(reading), text: formatReading(reading) };
}

async function answerForm(
  reader: Reader,
  file: string,
  template: Template,
  flags: ReadFlags,
): Promise<FileAnswer> {
  const picture = await loadPicture(file);
  const form = readForm(reader, picture, template, flags);
  if (flags.annotate) await writeFileAtomically(flags.annotate, encodePng(annotateForm(picture, form)));
  const { status, reason = null, score } = form;
  const fields = form.fields.map((field) => ({ name: field.name, ...jsonOf(field), corners: field.corners }));
  return { json: { status, reason, score, fields }, text: formatForm(form) };
}

function jsonOf({ text, value, confidence, status, reason, alternatives, digits }: AnyReading) {
  return { text, value, confidence, status, reason: reason ?? null, alternatives, digits };
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
