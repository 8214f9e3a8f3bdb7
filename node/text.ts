// Numbers and tables as text for a terminal.

/** `1.02 %`, with as many places as asked. */
export function formatPercent(share: number, places = 2): string {
  return `${(100 * share).toFixed(places)} %`;
}

/** `0.84..1.21 %` */
export function formatInterval([low, high]: readonly [number, number]): string {
  return `${(100 * low).toFixed(2)}..${(100 * high).toFixed(2)} %`;
}

/** `60,000` */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 picture`, `2,000 pictures` */
export function formatPictures(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'picture' : 'pictures'}`;
}

/** `1 shard`, `12 shards` */
export function formatShards(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'shard' : 'shards'}`;
}

/** `48 s`, `3 min 20 s`, `2 h 5 min` */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return seconds < 10 ? `${seconds.toFixed(1)} s` : `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Columns as wide as their widest cell; numbers to the right, words to the left. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : cell)));
  const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  const isNumeric = widths.map((_, c) => rows.some((row) => typeof row[c] === 'number'));
  const lines = cells.map((row) =>
    row.map((cell, c) => (isNumeric[c] ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** For text and attributes of XML and HTML. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
