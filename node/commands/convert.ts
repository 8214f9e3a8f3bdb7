// `lenet5 convert`: a model from or for other software.
import type { Command } from 'commander';
import { describe } from '../../src/index.ts';
import type { ConversionOptions } from '../conversion.ts';
import { addConversionFlags } from '../conversion-flags.ts';
import { addExamples, addFlags } from '../options.ts';
import { formatCount } from '../text.ts';

export function addConvert(program: Command): void {
  const command = program
    .command('convert')
    .description("Convert a model from or into other software's formats.")
    .argument('<in>', 'the model to read')
    .argument(
      '<out>',
      'the file to write; its ending says the format; another .safetensors there is kept beside it',
    );
  addConversionFlags(command);
  addFlags(command, ['json']);
  command.action(async (input: string, output: string, flags: ConversionOptions & { json?: boolean }) => {
    // Other commands start without it.
    const { convertFile, formats } = await import('../conversion.ts');
    const { from, to, model, notes, files, before } = await convertFile(input, output, flags);
    const { name, parameters } = describe(model.definition);
    if (flags.json) {
      process.stdout.write(
        `${JSON.stringify({ from, to, network: name, parameters, notes, files, before: before ?? null })}\n`,
      );
      return;
    }
    for (const note of notes) process.stdout.write(`${note}\n`);
    for (const { file, bytes } of files) {
      const what = `${formats[to].title}, ${name}, ${formatCount(parameters)} parameters`;
      process.stdout.write(`${file}: ${what}, ${formatCount(bytes)} bytes\n`);
    }
    if (before !== undefined) process.stdout.write(`${before}: what was in its place\n`);
  });
  addExamples(command, [
    ['lenet5 convert out/lenet5.safetensors lenet5.onnx', 'the network; batch of any size'],
    [
      'lenet5 convert out/lenet5.safetensors lenet5.onnx --with-preprocessing',
      'bytes of 28x28 pictures in, digit and confidence out',
    ],
    [
      'lenet5 convert theirs.onnx ours.safetensors --levels 0,1',
      'then: lenet5 test --model ours.safetensors',
    ],
  ]);
}
