// The flags of `lenet5 convert`.
import { type Command, Option } from 'commander';
import { UsageError } from '../src/index.ts';

/** Parses `-0.1,1.175`: what paper and ink are to a network. Throws UsageError. */
export function parseLevels(text: string): { background: number; foreground: number } {
  const [background, foreground, ...rest] = text
    .split(',')
    .map((part) => (part.trim() ? Number(part) : Number.NaN));
  if (Number.isFinite(background) && Number.isFinite(foreground) && rest.length === 0)
    return { background, foreground };
  throw new UsageError(`--levels: expected PAPER,INK such as 0,1, got ${text || 'nothing'}.`);
}

export function addConversionFlags(command: Command): void {
  const options = [
    new Option('--from <format>', "what is read (default: by the file's ending)"),
    new Option('--to <format>', "what is written (default: by the file's ending)"),
    new Option('--with-preprocessing', 'ONNX: bytes of 28x28 pictures in, digit and confidence out'),
    new Option('--int8', 'weights as signed bytes, a scale for each map: a quarter of the size'),
    new Option(
      '--levels <paper,ink>',
      'what paper and full ink are to a network that is read (default: as the file says, or 0,1)',
    ).argParser(parseLevels),
    new Option('--name <name>', "what a network that is read is called (default: the file's name)"),
  ];
  for (const option of options) command.addOption(option);
}
