// `lenet5 recognize`: pictures or strokes of a pen in, one digit for each out, or "rejected" and why.
import type { Command } from 'commander';
import { type Recognition, Recognizer } from '../../src/index.ts';
import { answerEach, type FileAnswer } from '../file-by-file.ts';
import { findModel, loadModel, recognizingModelPaths } from '../models.ts';
import { addExamples, addFlags } from '../options.ts';
import { recognizeFile } from '../recognition.ts';
import { formatPercent } from '../text.ts';

interface RecognizeFlags {
  readonly model?: string;
  readonly minConfidence?: number;
  readonly json?: boolean;
}

export function addRecognize(program: Command): void {
  const command = program
    .command('recognize')
    .description(
      'Read one digit from each file: a picture (PNG, JPEG, PBM, PGM, PPM) or pen strokes (JSON); - is standard input.',
    )
    .argument('<file...>', 'pictures, or strokes as [[x,y,x,y,...],...]');
  addFlags(command, ['model', 'minConfidence', 'json']);
  command.action(async (files: string[], flags: RecognizeFlags) => {
    const model = await loadModel(flags.model ?? findModel(recognizingModelPaths()));
    const recognizer = await Recognizer.open(model, { minConfidence: flags.minConfidence });
    await answerEach(files, flags.json, (file) => answerFor(recognizer, file, flags));
  });
  addExamples(command, [
    ['lenet5 recognize seven.png', 'one picture'],
    [
      'lenet5 recognize --min-confidence 0.9 --json scans/*.jpg',
      'many, the doubtful ones rejected, for a program',
    ],
    ['lenet5 recognize strokes.json', 'strokes of a pen: [[x,y,x,y,...],...], y downwards'],
    ['cat seven.png | lenet5 recognize -', 'from standard input'],
  ]);
}

async function answerFor(recognizer: Recognizer, file: string, flags: RecognizeFlags): Promise<FileAnswer> {
  const answer = await recognizeFile(recognizer, file);
  const { digit, confidence, status, reason = null, alternatives } = answer;
  return {
    json: { digit, confidence, status, reason, alternatives },
    text: formatRecognition(answer, flags.minConfidence),
  };
}

/** `7, 99.8 % sure; second best 1, 0.1 %`, or `rejected, not a digit` */
export function formatRecognition(answer: Recognition, minConfidence = 0.5): string {
  const { status, reason, alternatives } = answer;
  if (reason === 'blank') return 'rejected, blank: no ink found';
  const [best, second] = alternatives;
  if (reason === 'not a digit' || reason === 'several characters') return `rejected, ${reason}`;
  const sure = `${best.digit}, ${formatPercent(best.confidence, 1)} sure`;
  const text =
    status === 'accepted'
      ? sure
      : `rejected, uncertain: perhaps ${sure}, expected ${formatPercent(minConfidence, 1)}`;
  return `${text}; second best ${second.digit}, ${formatPercent(second.confidence, 1)}`;
}
