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

/** Parses `C1=conv1,C3=conv2`. Throws UsageError. */
export function parseMap(text: string): Map<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.every((pair) => pair.length === 2 && pair.every((name) => name.trim() !== '')))
    return new Map(pairs.map(([ours, theirs]) => [ours.trim(), theirs.trim()]));
  throw new UsageError(
    `--map: expected OURS=THEIRS,... such as C1=conv1,C3=conv2, got ${text || 'nothing'}.`,
  );
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
    new Option(
      '--network <name|file.json>',
      'architecture of a state_dict, which has none (default: the first network that fits)',
    ),
    new Option(
      '--map <ours=theirs,...>',
      'state_dict: which layer is which of their names (default: guessed)',
    ).argParser(parseMap),
    new Option('--like <file>', 'state_dict: write with the names and shapes of this one'),
  ];
  for (const option of options) command.addOption(option);
}
