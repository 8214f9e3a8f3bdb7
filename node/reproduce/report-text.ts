// A figure as text for a terminal.
import { drawInk, placeSideBySide } from '../ink-text.ts';
import { formatDuration, formatTable } from '../text.ts';
import {
  type Comparison,
  type Figure,
  formatMeasured,
  formatNumber,
  formatPaper,
  isNumeric,
  type Part,
  type Pictures,
  type Table,
} from './figure.ts';

/** Pictures drawn in a terminal; all are on the page. */
const MOST_PICTURES = 8;

/** Cells of a comparison: also what documents print. */
export function comparisonTable({ quantity, rows, places }: Comparison): {
  head: string[];
  rows: string[][];
} {
  const hasTimes = rows.some(({ seconds }) => seconds !== undefined);
  const hasSeeds = hasTimes || rows.some(({ ours }) => ours.length > 1);
  return {
    head: [quantity, 'ours', 'paper', ...(hasSeeds ? ['seeds'] : []), ...(hasTimes ? ['time of a run'] : [])],
    rows: rows.map(({ name, ours, paper, seconds }) => [
      name,
      formatMeasured(ours, places),
      paper === null ? '-' : formatPaper(paper),
      ...(hasSeeds ? [ours.length > 0 ? String(ours.length) : '-'] : []),
      ...(hasTimes ? [seconds === undefined ? '-' : formatDuration(seconds)] : []),
    ]),
  };
}

export function formatFigure({ title, about, parts, notes, warning }: Figure): string {
  const lines = [title, '─'.repeat(title.length), ...wrap(about)];
  if (warning) lines.push(...wrap(warning));
  for (const part of parts) {
    const text = formatPart(part);
    if (text) lines.push('', text);
  }
  if (notes.length > 0) lines.push('', ...notes.flatMap((note) => wrap(note, '· ')));
  return `${lines.join('\n')}\n`;
}

function formatPart(part: Part): string | undefined {
  if (part.kind === 'plot') return undefined;
  if (part.kind === 'pictures') return formatPictures(part);
  const { head, rows } = part.kind === 'comparison' ? comparisonTable(part) : part;
  // What is wide anyway says what it is in its head.
  const caption = part.kind === 'table' ? [part.caption, ''] : [];
  return [...caption, formatTable(alignRight(head, rows))].join('\n');
}

/** Columns of numbers as texts that end in one line. */
function alignRight(head: readonly string[], rows: Table['rows']): string[][] {
  const show = (cell: string | number) => (typeof cell === 'number' ? formatNumber(cell, 0) : cell);
  const cells = [head, ...rows.map((row) => row.map(show))];
  const widths = head.map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  const isRight = head.map((_, c) => c > 0 && isNumeric(rows, c));
  return cells.map((row) => row.map((cell, c) => (isRight[c] ? cell.padStart(widths[c]) : cell)));
}

/** Only digits: maps of layers need more than a terminal has. */
function formatPictures({ items, caption }: Pictures): string | undefined {
  if (items.length === 0 || items.some(({ rows }) => rows !== items[0].rows)) return undefined;
  const shown = items.slice(0, MOST_PICTURES);
  const blocks = shown.map(({ text, ink, rows, columns }) => [text, ...drawInk(ink, rows, columns)]);
  const rest = items.length > shown.length ? `, the first ${shown.length} of ${items.length}` : '';
  return [`${caption}${rest}`, '', placeSideBySide(blocks)].join('\n');
}

function wrap(text: string, mark = '', width = 90): string[] {
  const lines = [mark];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last.length + word.length >= width) lines.push(' '.repeat(mark.length) + word);
    else lines[lines.length - 1] = last.endsWith(' ') || last === '' ? last + word : `${last} ${word}`;
  }
  return lines;
}
