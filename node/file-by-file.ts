// What commands do that answer for one file after the other: a line for each on stdout, and a file that fails does not
// stop the others.
import { Lenet5Error } from '../src/index.ts';

/** An answer for programs, after the file's name, and for people. */
export interface FileAnswer {
  readonly json: object;
  readonly text: string;
}

/** Prints the answer for each file; one that fails is reported, and the exit code tells. */
export async function answerEach(
  files: readonly string[],
  isJson: boolean | undefined,
  answer: (file: string) => Promise<FileAnswer>,
): Promise<void> {
  const print = (file: string, { json, text }: FileAnswer) =>
    process.stdout.write(`${isJson ? JSON.stringify({ file, ...json }) : `${file}: ${text}`}\n`);
  for (const file of files) {
    try {
      print(file, await answer(file));
    } catch (error) {
      if (!(error instanceof Lenet5Error)) throw error;
      process.exitCode = 1;
      process.stderr.write(`lenet5: ${error.message}\n`);
      if (isJson) process.stdout.write(`${JSON.stringify({ file, error: error.message })}\n`);
    }
  }
}
