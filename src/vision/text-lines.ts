// Ink of several lines of writing, one below the other -> the ink of each. In doubt it is one line: characters that are
// raised, lowered or written uphill overlap those beside them, and so does what crosses from line to line.
import { type Component, findComponents } from './components.ts';
import type { Ink } from './ink.ts';
import { keepPieces } from './text-ink.ts';

/** Pieces of at least this share of the highest one's height say where the lines are. */
const HIGH = 0.5;

/** Of their heights so much at the top and at the bottom may lie in the rows of another line. */
const SLACK = 0.2;

/** Fewer high pieces may be a broken character. */
const LEAST_HIGH = 3;

interface Rows {
  readonly top: number;
  readonly bottom: number;
}

/** From top to bottom, each as large as the whole; the ink itself where it is one line. */
export function separateLines(ink: Ink): Ink[] {
  const { width } = ink;
  const pieces = findComponents(ink.data, width);
  const lines = findLines(pieces.map(rowsOf));
  if (lines.length < 2) return [ink];
  const owners = pieces.map((piece) => nearest(lines, rowsOf(piece)));
  return lines.map((_, line) =>
    keepPieces(
      ink,
      pieces.filter((__, n) => owners[n] === line),
    ),
  );
}

const rowsOf = ({ box }: Component): Rows => ({ top: box.top, bottom: box.top + box.height });
const heightOf = ({ top, bottom }: Rows): number => bottom - top;

/** The rows of each line, by its high pieces; none where they are not apart. */
function findLines(pieces: readonly Rows[]): Rows[] {
  const highest = pieces.reduce((most, rows) => Math.max(most, heightOf(rows)), 0);
  const high = pieces.filter((rows) => heightOf(rows) >= HIGH * highest).sort((a, b) => a.top - b.top);
  if (high.length < LEAST_HIGH) return [];
  const lines: Rows[] = [];
  for (const rows of high) {
    const line = lines.at(-1);
    if (line && rows.top + SLACK * heightOf(rows) < line.bottom - SLACK * heightOf(line))
      lines[lines.length - 1] = { top: line.top, bottom: Math.max(line.bottom, rows.bottom) };
    else lines.push(rows);
  }
  return lines.every(({ top }, n) => n === 0 || top >= lines[n - 1].bottom) ? lines : [];
}

/** The line whose rows a piece is in, or is least far from. */
function nearest(lines: readonly Rows[], rows: Rows): number {
  const middle = (rows.top + rows.bottom) / 2;
  const distances = lines.map(({ top, bottom }) => Math.max(top - middle, middle - bottom));
  return distances.indexOf(Math.min(...distances));
}
