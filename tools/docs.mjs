// Writes the tables in README.md and docs/ that the code knows better: between <!-- NAME:begin --> and
// <!-- NAME:end -->. With --check nothing is written; exit 1 if a table is not what the code says. Needs the build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgram } from '../dist/node/program.js';
import { describe, findNetwork, networks, recipeFor, recipeNames } from '../dist/src/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const number = new Intl.NumberFormat('en-US');

const format = (cell) => (typeof cell === 'number' ? number.format(cell) : String(cell));

/** A Markdown table; columns of numbers are set to the right. */
function table(head, rows) {
  const line = (cells) => `| ${cells.map(format).join(' | ')} |`;
  const rule = head.map((_, c) => (rows.some((row) => typeof row[c] === 'number') ? '--:' : '---'));
  return [line(head), `|${rule.map((cell) => ` ${cell} `).join('|')}|`, ...rows.map(line)].join('\n');
}

function layerTable(network, field) {
  const { layers, parameters, connections } = describe(findNetwork(network), field);
  const rows = layers.map((l) => [
    l.name,
    l.kind,
    l.kernel,
    l.output,
    l.activation,
    l.parameters,
    l.connections,
  ]);
  return table(
    ['layer', 'kind', 'kernel', 'output', 'activation', 'parameters', 'connections'],
    [...rows, ['total', '', '', '', '', parameters, connections]],
  );
}

function wideTable() {
  const [narrow, wide] = [undefined, { rows: 32, columns: 64 }].map((field) =>
    describe(findNetwork('lenet5'), field),
  );
  const rows = narrow.layers.map((layer, l) => [layer.name, layer.output, wide.layers[l].output]);
  return table(['layer', `input ${narrow.input}`, `input ${wide.input}`], rows);
}

function networkTable() {
  const rows = [...networks.values()].map((definition) => {
    const { name, input, layers, parameters, connections, multiplyAdds } = describe(definition);
    return [`\`${name}\``, input, layers.length, parameters, connections, multiplyAdds];
  });
  return table(['network', 'input', 'layers', 'parameters', 'connections', 'multiply-adds'], rows);
}

const { commands } = await createProgram();

function commandTable() {
  const rows = commands.map((command) => {
    const words = command.registeredArguments.map((a) => {
      const name = a.variadic ? `${a.name()}...` : a.name();
      return a.required ? ` <${name}>` : ` [${name}]`;
    });
    return [`\`lenet5 ${command.name()}${words.join('')}\``, command.description()];
  });
  return table(['command', 'what it does'], rows);
}

/** `{ update: { rule } }` as `[['update.rule', ...]]`; a list's objects by their values. */
function flatten(value, path = '') {
  if (Array.isArray(value)) return [[path, value.map((item) => Object.values(item).join(': ')).join(', ')]];
  if (value === null || typeof value !== 'object') return [[path, value ?? 'none']];
  return Object.entries(value).flatMap(([key, part]) => flatten(part, path ? `${path}.${key}` : key));
}

/** A column for each recipe; networks that share one share its column. */
function recipeTable() {
  const columns = new Map();
  for (const network of networks.keys()) {
    for (const recipe of recipeNames(network)) {
      const { name, ...rest } = recipeFor(network, recipe);
      const text = JSON.stringify(rest);
      const title = name === 'default' ? `\`${network}\`` : `\`${network}\` ${name}`;
      columns.set(text, [...(columns.get(text) ?? []), title]);
    }
  }
  const recipes = [...columns.keys()].map((text) => new Map(flatten(JSON.parse(text))));
  const keys = new Set(recipes.flatMap((recipe) => [...recipe.keys()]));
  const rows = [...keys].map((key) => [key, ...recipes.map((recipe) => String(recipe.get(key) ?? ''))]);
  return table(['', ...[...columns.values()].map((titles) => titles.join(', '))], rows);
}

/** Which room may import which, as tools/check.mjs enforces it. */
function roomTable() {
  const source = readFileSync(join(root, 'tools/check.mjs'), 'utf8');
  const [, block] = /const ROOMS = \{\n([\s\S]*?)\n\};/.exec(source);
  const rows = [...block.matchAll(/^ {2}(\w+): \[(.*)\],$/gm)].map(([, room, names]) => [
    `\`${room}\``,
    ['ground', ...names.replaceAll("'", '').split(', ')].filter((name) => name !== '').join(', '),
  ]);
  return table(['room', 'may import itself and'], rows);
}

const TABLES = {
  rooms: roomTable,
  layers: () => layerTable('lenet5'),
  wide: wideTable,
  networks: networkTable,
  commands: commandTable,
  recipes: recipeTable,
};

/** The document with its tables made anew. */
function regenerate(text) {
  return Object.entries(TABLES).reduce((result, [name, make]) => {
    const marks = new RegExp(`(<!-- ${name}:begin -->\n)[\\s\\S]*?(<!-- ${name}:end -->)`, 'g');
    return result.replace(marks, (_, begin, end) => `${begin}\n${make()}\n\n${end}`);
  }, text);
}

const isCheck = process.argv.includes('--check');
const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))];
for (const path of documents.filter((name) => name.endsWith('.md')).map((name) => join(root, name))) {
  const text = readFileSync(path, 'utf8');
  const fresh = regenerate(text);
  if (fresh === text) continue;
  if (isCheck) {
    console.error(`${relative(root, path)}: a table is not what the code says; run node tools/docs.mjs`);
    process.exitCode = 1;
  } else writeFileSync(path, fresh);
}
