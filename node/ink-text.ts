// A small picture of ink drawn with characters: two rows of pixels make one line of half blocks.

const HALVES = [' ', '▀', '▄', '█'];
/** Ink from here on is drawn. */
const DARK = 96;
/** Most pixels of a side; larger pictures are thinned out. */
const LARGEST = 24;

/** Lines of equal length: `rows` x `columns` pixels (0 paper, 255 ink), cut to the ink. */
export function drawInk(ink: Uint8Array, rows: number, columns: number): string[] {
  const isDark = (r: number, c: number) => ink[r * columns + c] >= DARK;
  const inkRows = range(rows).filter((r) => range(columns).some((c) => isDark(r, c)));
  const inkColumns = range(columns).filter((c) => range(rows).some((r) => isDark(r, c)));
  if (inkRows.length === 0) return ['(blank)'];
  const drawnRows = thin(inkRows[0], inkRows[inkRows.length - 1]);
  const drawnColumns = thin(inkColumns[0], inkColumns[inkColumns.length - 1]);
  return range(Math.ceil(drawnRows.length / 2)).map((line) =>
    drawnColumns
      .map((c) => {
        const upper = isDark(drawnRows[2 * line], c) ? 1 : 0;
        const below = drawnRows[2 * line + 1];
        return HALVES[upper + (below !== undefined && isDark(below, c) ? 2 : 0)];
      })
      .join(''),
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** The numbers from `first` to `last`, evenly thinned to LARGEST of them. */
function thin(first: number, last: number): number[] {
  const count = last - first + 1;
  const kept = Math.min(count, LARGEST);
  return range(kept).map((n) => first + Math.floor((n * count) / kept));
}

/** Blocks of lines beside each other, as many as fit `width`, then the next ones below. */
export function placeSideBySide(blocks: readonly (readonly string[])[], width = 80, gap = 3): string {
  if (blocks.length === 0) return '';
  const widest = Math.max(...blocks.flat().map((line) => line.length));
  const perRow = Math.max(1, Math.floor((width + gap) / (widest + gap)));
  const rows = range(Math.ceil(blocks.length / perRow)).map((n) =>
    blocks.slice(n * perRow, (n + 1) * perRow),
  );
  return rows.map((row) => joinBlocks(row, widest + gap)).join('\n\n');
}

function joinBlocks(row: readonly (readonly string[])[], width: number): string {
  const height = Math.max(...row.map((block) => block.length));
  return range(height)
    .map((n) =>
      row
        .map((block) => (block[n] ?? '').padEnd(width))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
