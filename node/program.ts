// The commands together, and what all share: exit codes (0 fine, 1 failed, 2 wrong usage, 130 interrupted), errors as
// one line on stderr, a stack only with DEBUG=lenet5.
import { Command, CommanderError } from 'commander';
import { UsageError } from '../src/index.ts';
import { describeError } from './error-text.ts';
import { reasonFor } from './files.ts';
import { addExamples } from './options.ts';
import { packageVersion } from './package.ts';

/** By name, in the order of the help. A command line needs one of them, and loading all takes longer than many a command. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  start: async () => (await import('./commands/start.ts')).addStart,
  train: async () => (await import('./commands/train.ts')).addTrain,
  test: async () => (await import('./commands/test.ts')).addTest,
  recognize: async () => (await import('./commands/recognize.ts')).addRecognize,
  read: async () => (await import('./commands/read.ts')).addRead,
  bulk: async () => (await import('./commands/bulk.ts')).addBulk,
  template: async () => (await import('./commands/template.ts')).addTemplate,
  summary: async () => (await import('./commands/summary.ts')).addSummary,
  convert: async () => (await import('./commands/convert.ts')).addConvert,
  reproduce: async () => (await import('./commands/reproduce.ts')).addReproduce,
  play: async () => (await import('./commands/play.ts')).addPlay,
  serve: async () => (await import('./commands/serve.ts')).addServe,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
};

/** With the commands of these names, all unless told; errors are thrown, nothing exits. */
export async function createProgram(names = Object.keys(COMMANDS)): Promise<Command> {
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
  for (const name of names) (await COMMANDS[name]())(program);
  return program;
}

/** Runs one command line (`process.argv`) and sets the exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  ignoreClosedPipes();
  try {
    await (await createProgram(neededFor(argv[2]))).parseAsync(argv);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** The names of the commands that a line with this first word needs; undefined: all, as help does, and who mistypes. */
function neededFor(word = ''): string[] | undefined {
  if (Object.hasOwn(COMMANDS, word)) return [word];
  return word === '-V' || word === '--version' ? [] : undefined;
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
