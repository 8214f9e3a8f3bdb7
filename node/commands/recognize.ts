// `lenet5 recognize`: picture files in, one digit for each out, or "rejected" and why.
import type { Command } from 'commander';
import { Lenet5Error, type Recognition, Recognizer } from '../../src/index.ts';
import { findModel, loadModel } from '../models.ts';
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
    .description('Read one digit from each picture file (PNG, JPEG, PBM, PGM, PPM); - is standard input.')
    .argument('<file...>', 'picture files');
  addFlags(command, ['model', 'minConfidence', 'json']);
  command.action(async (files: string[], flags: RecognizeFlags) => {
    const model = await loadModel(flags.model ?? findModel());
    const recognizer = await Recognizer.open(model, { minConfidence: flags.minConfidence });
    for (const file of files) await recognizeOne(recognizer, file, flags);
  });
  addExamples(command, [
    ['lenet5 recognize seven.png', 'one picture'],
    [
      'lenet5 recognize --min-confidence 0.9 --json scans/*.jpg',
      'many, the doubtful ones rejected, for a program',
    ],
    ['cat seven.png | lenet5 recognize -', 'from standard input'],
  ]);
}

/** A file that fails is reported and the others go on; the exit code tells. */
async function recognizeOne(recognizer: Recognizer, file: string, flags: RecognizeFlags): Promise<void> {
  try {
    const answer = await recognizeFile(recognizer, file);
    const { digit, confidence, status, reason = null, alternatives } = answer;
    const line = flags.json
      ? JSON.stringify({ file, digit, confidence, status, reason, alternatives })
      : `${file}: ${formatRecognition(answer, flags.minConfidence)}`;
    process.stdout.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof Lenet5Error)) throw error;
    process.exitCode = 1;
    process.stderr.write(`lenet5: ${error.message}\n`);
    if (flags.json) process.stdout.write(`${JSON.stringify({ file, error: error.message })}\n`);
  }
}

/** `7, 99.8 % sure; second best 1, 0.1 %` */
export function formatRecognition(answer: Recognition, minConfidence = 0.5): string {
  const { status, reason, alternatives } = answer;
  if (reason === 'blank') return 'rejected, blank: no ink found';
  const [best, second] = alternatives;
  const sure = `${best.digit}, ${formatPercent(best.confidence, 1)} sure`;
  const text =
    status === 'accepted'
      ? sure
      : `rejected, uncertain: perhaps ${sure}, expected ${formatPercent(minConfidence, 1)}`;
  return `${text}; second best ${second.digit}, ${formatPercent(second.confidence, 1)}`;
}
