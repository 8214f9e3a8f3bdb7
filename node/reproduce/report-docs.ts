// The tables of a full reproduction in docs/results.md of a checkout, between two marks.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/index.ts';
import { readBytes, writeFileAtomically } from '../files.ts';
import { packageRoot } from '../package.ts';
import { type Figure, isNumeric, type Part } from './figure.ts';
import type { ReportFacts } from './report-html.ts';
import { comparisonTable } from './report-text.ts';

const MARKS = /(<!-- reproduction:begin -->\n)[\s\S]*?(<!-- reproduction:end -->)/;

/** Before anything is computed. Throws UsageError outside a checkout. */
export function findDocs(): string {
  const path = join(packageRoot, 'docs', 'results.md');
  if (existsSync(join(packageRoot, 'tools')) && existsSync(path)) return path;
  throw new UsageError(`--docs: expected a checkout with docs/results.md, got ${packageRoot}. Leave it out.`);
}

export async function writeDocs(path: string, figures: readonly Figure[], facts: ReportFacts): Promise<void> {
  const text = new TextDecoder().decode(await readBytes(path));
  if (!MARKS.test(text)) throw new UsageError(`${path}: expected the marks reproduction:begin and :end.`);
  const page = text.replace(MARKS, (_, begin, end) => `${begin}\n${formatSection(figures, facts)}\n\n${end}`);
  await writeFileAtomically(path, new TextEncoder().encode(page));
}

function formatSection(figures: readonly Figure[], facts: ReportFacts): string {
  const warning = facts.warning ? `**${facts.warning}** ` : '';
  const head = `${warning}Made by \`${facts.command}\` with lenet5 ${facts.version}, commit ${findCommit()}, on ${facts.machine}.`;
  return [head, ...figures.map(formatFigure)].join('\n\n');
}

/** The last one that changed the library; results depend on nothing else. */
function findCommit(): string {
  const words = ['log', '-1', '--format=%h', '--', 'src', 'node'];
  const { stdout, status } = spawnSync('git', words, { cwd: packageRoot, encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : 'unknown';
}

function formatFigure({ title, about, parts, notes, warning }: Figure): string {
  const tables = parts.flatMap(formatPart);
  const list = notes.map((note) => `- ${note}`).join('\n');
  return [`### ${title}${warning ? ' (quick)' : ''}`, about, ...tables, ...(list ? [list] : [])].join('\n\n');
}

function formatPart(part: Part): string[] {
  if (part.kind !== 'table' && part.kind !== 'comparison') return [];
  const { head, rows } = part.kind === 'table' ? part : comparisonTable(part);
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)).join(' | ')} |`;
  const rule = `|${head.map((_, c) => (c > 0 && isNumeric(rows, c) ? '--:' : '---')).join('|')}|`;
  return [`${part.caption}:`, [line(head), rule, ...rows.map(line)].join('\n')];
}
