// `lenet5 recognize`: pictures or strokes of a pen in, one digit for each out, or "rejected" and why.
import type { Command } from 'commander';
import { type Picture, type Recognition, Recognizer } from '../../src/index.ts';
import { recognitionJson } from '../answers/answer-json.ts';
import { listPictures } from '../answers/picture-files.ts';
import { type AnswerFlags, answerEach, checkAnswerFlags, type FileAnswer } from '../file-by-file.ts';
import { findModel, hashWeights, loadModel, recognizingModelPaths } from '../models.ts';
import { addExamples, addFlags } from '../options.ts';
import { formatPercent } from '../text.ts';

interface RecognizeFlags extends AnswerFlags {
  readonly model?: string;
  readonly minConfidence?: number;
}

export function addRecognize(program: Command): void {
  const command = program
    .command('recognize')
    .description(
      'Read one digit from each file: a picture (PNG, JPEG, TIFF, PBM, PGM, PPM) or pen strokes (JSON); - is standard input.',
    )
    .argument('<file...>', 'pictures, or strokes as [[x,y,x,y,...],...]; folders; quoted patterns');
  addFlags(command, [
    'model',
    'minConfidence',
    'raw',
    'json',
    'csv',
    'answersOut',
    'resumeAnswers',
    'retryFailed',
  ]);
  command.action(async (words: string[], flags: RecognizeFlags) => {
    checkAnswerFlags(flags);
    const files = await listPictures(words, flags.raw !== undefined);
    const model = await loadModel(flags.model ?? findModel(recognizingModelPaths()));
    const recognizer = await Recognizer.open(model, { minConfidence: flags.minConfidence });
    await answerEach({
      ...{ files, flags, columns: ['digit', 'confidence', 'status', 'reason'] },
      settings: async () => ({
        model: hashWeights(model).slice(0, 16),
        minConfidence: flags.minConfidence,
      }),
      answer: async ({ pages, page }) => answerFor(recognizer, pages.decode(page), flags),
    });
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

function answerFor(recognizer: Recognizer, picture: Picture, flags: RecognizeFlags): FileAnswer {
  const answer = recognizer.recognize(picture);
  return { json: recognitionJson(answer), text: formatRecognition(answer, flags.minConfidence) };
}

/** `7, 99.8 % sure; second best 1, 0.1 %`, or `rejected, not a digit` */
export function formatRecognition(answer: Recognition, minConfidence = 0.5): string {
  const { status, reason, alternatives } = answer;
  if (reason === 'blank') return 'rejected, blank: no ink found';
  if (reason === 'not a digit' || reason === 'several characters') return `rejected, ${reason}`;
  const [best, second] = alternatives;
  const sure = `${best.digit}, ${formatPercent(best.confidence, 1)} sure`;
  const text =
    status === 'accepted'
      ? sure
      : `rejected, uncertain: perhaps ${sure}, expected ${formatPercent(minConfidence, 1)}`;
  return `${text}; second best ${second.digit}, ${formatPercent(second.confidence, 1)}`;
}
