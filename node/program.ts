// The commands together, and what all share: exit codes (0 fine, 1 failed, 2 wrong usage, 130 interrupted), errors as
// one line on stderr, a stack only with DEBUG=lenet5.
import { Command, CommanderError } from 'commander';
import { UsageError } from '../src/index.ts';
import { addBulk } from './commands/bulk.ts';
import { addConvert } from './commands/convert.ts';
import { addDoctor } from './commands/doctor.ts';
import { addPlay } from './commands/play.ts';
import { addRead } from './commands/read.ts';
import { addRecognize } from './commands/recognize.ts';
import { addReproduce } from './commands/reproduce.ts';
import { addServe } from './commands/serve.ts';
import { addStart } from './commands/start.ts';
import { addSummary } from './commands/summary.ts';
import { addTemplate } from './commands/template.ts';
import { addTest } from './commands/test.ts';
import { addTrain } from './commands/train.ts';
import { describeError } from './error-text.ts';
import { reasonFor } from './files.ts';
import { addExamples } from './options.ts';
import { packageVersion } from './package.ts';

/** All commands; errors are thrown, nothing exits. */
export function createProgram(): Command {
  const program = new Command('lenet5')
    .description('LeNet-5 of 1998: train it, test it, recognize handwritten digits with it.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'lenet5: ')),
    })
    .showHelpAfterError('--help shows what can be given.');
  addExamples(program, [
    ['lenet5 start', 'train, test and try it: the whole tour'],
    ['lenet5 train --network lenet5-modern', 'train on MNIST, into out/lenet5-modern.safetensors'],
    ['lenet5 recognize seven.png', 'read one digit'],
    ['lenet5 read --field amount cheque.png', 'read a number'],
    ['lenet5 play', 'draw digits in a browser and see every layer'],
    ['lenet5 serve', 'recognize and read over HTTP'],
    ['lenet5 doctor', 'is everything here that is needed?'],
  ]);
  for (const add of [
    addStart,
    addTrain,
    addTest,
    addRecognize,
    addRead,
    addBulk,
    addTemplate,
    addSummary,
    addConvert,
    addReproduce,
    addPlay,
    addServe,
    addDoctor,
  ])
    add(program);
  return program;
}

/** Runs one command line (`process.argv`) and sets the exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  ignoreClosedPipes();
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** A reader that has seen enough (`| head`) is no reason to crash, a full disk behind `>` no reason to go on. */
function ignoreClosedPipes(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`lenet5: standard output: cannot be written: ${reasonFor(error)}.\n`);
    process.exit(1);
  });
}

/** Prints an error, unless commander has, and returns the exit code. */
function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`lenet5: ${describeError(error)}\n`);
  return error instanceof UsageError ? 2 : 1;
}
