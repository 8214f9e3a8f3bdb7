// `lenet5 summary`: a network as a table of layers, with the counts of section II.B of the paper.
import type { Command } from 'commander';
import { type Card, type Definition, type Description, describe, networks } from '../../src/index.ts';
import { hashWeights, loadDefinition, loadModel } from '../models.ts';
import { addExamples, addFlags } from '../options.ts';
import { formatCount, formatTable } from '../text.ts';

interface SummaryFlags {
  readonly field?: { rows: number; columns: number };
  readonly json?: boolean;
}

/** A network, and if it comes from a model its card. */
interface Subject {
  readonly definition: Definition;
  readonly card?: Card;
  readonly weightsSha256?: string;
}

export function addSummary(program: Command): void {
  const command = program
    .command('summary')
    .description('Print the layers of a network with shapes and counts; without a name, list the networks.')
    .argument('[network]', 'a name, a model (.safetensors) or a definition (.json)');
  addFlags(command, ['field', 'json']);
  command.action(async (name: string | undefined, flags: SummaryFlags) => {
    process.stdout.write(`${name === undefined ? listNetworks(flags) : await summarize(name, flags)}\n`);
  });
  addExamples(command, [
    ['lenet5 summary', 'the networks that have a name'],
    ['lenet5 summary lenet5', 'the table of the paper'],
    ['lenet5 summary lenet5 --field 32x64', 'the same kernels over a row of digits'],
    ['lenet5 summary out/lenet5.safetensors --json', 'a model and where it comes from'],
  ]);
}

function listNetworks({ field, json }: SummaryFlags): string {
  const all = [...networks.values()].map((definition) => describe(definition, field));
  if (json) return JSON.stringify(all);
  const head = ['network', 'input', 'layers', 'parameters', 'connections', 'multiply-adds'];
  const rows = all.map((network) => [
    network.name,
    network.input,
    network.layers.length,
    network.parameters,
    network.connections,
    network.multiplyAdds,
  ]);
  return formatTable([head, ...rows]);
}

async function summarize(name: string, { field, json }: SummaryFlags): Promise<string> {
  const { definition, card, weightsSha256 } = await open(name);
  const description = describe(definition, field);
  if (json) return JSON.stringify({ ...description, definition, card, weightsSha256 });
  const parts = [formatDescription(description)];
  if (card) parts.push('', formatCard(card, weightsSha256!));
  return parts.join('\n');
}

async function open(name: string): Promise<Subject> {
  if (!name.endsWith('.safetensors')) return { definition: await loadDefinition(name) };
  const model = await loadModel(name);
  return { definition: model.definition, card: model.card, weightsSha256: hashWeights(model) };
}

function formatDescription({
  name,
  input,
  layers,
  parameters,
  connections,
  multiplyAdds,
}: Description): string {
  const head = ['layer', 'kind', 'kernel', 'output', 'activation', 'parameters', 'connections'];
  const table = formatTable([
    head,
    ...layers.map((l) => [l.name, l.kind, l.kernel, l.output, l.activation, l.parameters, l.connections]),
    ['total', '', '', '', '', parameters, connections],
  ]);
  return [
    `${name}, input ${input}`,
    '',
    table,
    '',
    `multiply-adds for one picture: ${formatCount(multiplyAdds)}`,
  ].join('\n');
}

/** The card's entries, one a line; those of an object by its name and theirs. */
function formatCard(card: Card, weightsSha256: string): string {
  const rows = Object.entries({ ...card, weightsSha256 })
    .filter(([, value]) => value !== null && value !== undefined)
    .flatMap(([key, value]) => rowsOf(key, value));
  return formatTable(rows);
}

/** `{ update: { rule } }` as `update.rule`; a list in one row. */
function rowsOf(key: string, value: unknown): [key: string, text: string][] {
  if (value === null) return [[key, 'none']];
  if (Array.isArray(value)) return [[key, value.map(textOf).join(', ')]];
  if (typeof value !== 'object') return [[key, String(value)]];
  return Object.entries(value).flatMap(([name, part]) => rowsOf(`${key}.${name}`, part));
}

const textOf = (item: unknown): string => (typeof item === 'object' ? JSON.stringify(item) : String(item));
