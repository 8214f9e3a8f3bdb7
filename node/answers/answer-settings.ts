// How the answers in a file were made, in a small file beside it: a table has no place for that, and answers made in
// different ways must not stand in one.
import { readFile } from 'node:fs/promises';
import { UsageError } from '../../src/index.ts';
import { writeFileAtomically } from '../files.ts';

/** Of the answers in the file at `path`. */
export const settingsPath = (path: string): string => `${path}.settings.json`;

/** Longest text of settings in a message. */
const LONGEST = 300;

/**
 * Writes `settings` beside the file at `path`, or with `hasAnswers` compares them with those that are there. Throws
 * UsageError if they are others, or none, and as writeFileAtomically.
 */
export async function keepSettings(path: string, settings: object, hasAnswers: boolean): Promise<void> {
  const file = settingsPath(path);
  const text = JSON.stringify(settings);
  if (!hasAnswers) return writeFileAtomically(file, Buffer.from(`${text}\n`));
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === undefined) {
    throw new UsageError(
      `${path}: nothing says how its answers were made; expected ${file}, got no such file. Name another file for new answers.`,
    );
  }
  if (found.trim() === text) return;
  throw new UsageError(
    `${path}: its answers were made in another way; expected ${found.trim().slice(0, LONGEST)}, ` +
      `got ${text.slice(0, LONGEST)}. Go on with the same settings, or name another file.`,
  );
}
