// Templates of forms as files.
import { createHash } from 'node:crypto';
import { FormatError, readTemplate, type Template } from '../src/index.ts';
import { readBytes, writeFileAtomically } from './files.ts';

/** Largest template that is read. */
const MAX_BYTES = 2 ** 24;

/** Reads a template. Throws UsageError (no such file) or FormatError (no JSON, or no template; it names the field). */
export async function loadTemplate(path: string): Promise<Template> {
  return readTemplate(await loadJson(path), path);
}

/** SHA-256 of all that it holds, 16 hexadecimal digits. */
export function hashTemplate(template: Template): string {
  return createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 16);
}

/** Writes a template, a line for each field and for each row of print. Throws as writeFileAtomically. */
export async function saveTemplate(path: string, { width, height, print, fields }: Template): Promise<void> {
  const lines = (values: readonly unknown[]) =>
    `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;
  const seen = print ? `,\n"print": {"side": ${print.side}, "rows": ${lines(print.rows)}}` : '';
  const text = `{"width": ${width}, "height": ${height},\n"fields": ${lines(fields)}${seen}}\n`;
  await writeFileAtomically(path, new TextEncoder().encode(text));
}

/** Any JSON in a file. Throws UsageError (no such file) or FormatError (no JSON). */
export async function loadJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path, { maxBytes: MAX_BYTES }));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${path}: no JSON: ${(cause as Error).message}.`, { cause });
  }
}
