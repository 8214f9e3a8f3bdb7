// `lenet5 template`: a page of a form and the places of its fields in, a template out that scans are laid upon.
import type { Command } from 'commander';
import { createTemplate } from '../../src/index.ts';
import { addExamples, addFlags } from '../options.ts';
import { checkOutput } from '../output.ts';
import { loadPicture } from '../recognition.ts';
import { loadJson, saveTemplate } from '../templates.ts';
import { formatCount } from '../text.ts';

interface TemplateFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export function addTemplate(program: Command): void {
  const command = program
    .command('template')
    .description('Make the template of a form, of a page of it and a list of its fields.')
    .argument('<page>', 'picture of the page, empty or filled')
    .argument(
      '<fields.json>',
      '{"fields": [{"name": ..., "box": [left, top, width, height], "field": ...}, ...]}',
    );
  addFlags(command, ['templateOut', 'json']);
  command.action(async (page: string, fields: string, { out = 'out/template.json', json }: TemplateFlags) => {
    await checkOutput({ name: '--out', path: out, inputs: [page, fields] });
    const template = createTemplate(await loadPicture(page), await loadJson(fields), fields);
    await saveTemplate(out, template);
    const { width, height } = template;
    const count = template.fields.length;
    const text = `${out}: ${formatCount(count)} fields on ${width}x${height} pixels. Next: lenet5 read --template ${out} SCAN`;
    process.stdout.write(`${json ? JSON.stringify({ out, fields: count, width, height }) : text}\n`);
  });
  addExamples(command, [
    [
      'lenet5 template empty.png fields.json --out form.json',
      'then: lenet5 read --template form.json scans/*.png',
    ],
  ]);
}
