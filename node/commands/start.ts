// `lenet5 start`: the whole tour, as `npm start` runs it: train, test, make picture files, recognize them.
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Dataset, type Model, Recognizer } from '../../src/index.ts';
import { loadMnist } from '../datasets.ts';
import { makeDigitPictures } from '../digit-pictures.ts';
import { writeFileAtomically } from '../files.ts';
import { addExamples, addFlags } from '../options.ts';
import { encodePng } from '../pictures.ts';
import { recognizeFile } from '../recognition.ts';
import { formatRecognition } from './recognize.ts';
import { formatReport, testModel } from './test.ts';
import { runTrain, type TrainFlags } from './train.ts';

type StartFlags = Pick<TrainFlags, 'data' | 'epochs' | 'seed' | 'threads' | 'limit'>;

const OUT = join('out', 'lenet5.safetensors');
const DIGITS = join('out', 'digits');

export function addStart(program: Command): void {
  const command = program
    .command('start')
    .description(`Train LeNet-5 into ${OUT}, test it, make a few picture files and recognize them.`);
  addFlags(command, ['data', 'epochs', 'seed', 'threads', 'limit']).action(async (flags: StartFlags) => {
    const result = await runTrain(
      { ...flags, out: OUT, network: 'lenet5', distortions: true },
      trainingWords(flags),
    );
    if (result) await show(result.model, flags);
  });
  addExamples(command, [
    ['lenet5 start', 'the default recipe: a few minutes'],
    ['lenet5 start --epochs 2', 'a shorter one, less exact'],
  ]);
}

/** The command that trains the same model. */
function trainingWords(flags: StartFlags): string[] {
  const words = ['train', '--network', 'lenet5', '--out', OUT];
  for (const name of ['data', 'epochs', 'seed', 'limit'] as const) {
    if (flags[name] !== undefined) words.push(`--${name}`, String(flags[name]));
  }
  return words;
}

async function show(model: Model, { data }: StartFlags): Promise<void> {
  const set = await loadMnist('test', { folder: data, shared: false });
  const nameOf = (index: number) => index;
  const { report, drawn } = await testModel(model, { set, nameOf, blank: [] }, OUT, 3);
  process.stdout.write(`\n${formatReport(report, drawn)}\n`);
  await recognizeDigits(model, set);
  process.stdout.write(`
The model is in ${OUT}, the pictures are in ${DIGITS}. What to try next:
  lenet5 recognize ${join(DIGITS, '*.png')}
  lenet5 summary ${OUT}
  lenet5 train --network lenet5-modern
  lenet5 --help
(lenet5 stands for npx lenet5, unless it is installed with npm install --global.)
`);
}

async function recognizeDigits(model: Model, set: Dataset): Promise<void> {
  const recognizer = await Recognizer.open(model);
  process.stdout.write('Test digits as picture files, and what is read in them:\n');
  for (const { name, label, picture } of makeDigitPictures(set)) {
    const path = join(DIGITS, `${name}.png`);
    await writeFileAtomically(path, encodePng(picture));
    const answer = await recognizeFile(recognizer, path);
    const verdict = answer.status === 'rejected' ? '' : answer.digit === label ? 'right: ' : 'wrong: ';
    process.stdout.write(`  ${path.padEnd(38)} is ${label}; ${verdict}${formatRecognition(answer)}\n`);
  }
}
