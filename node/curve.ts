// The learning curve: error by epoch on a logarithmic scale, as text for a terminal and as SVG for a file (error and,
// below it, loss). Colours of the SVG follow the reader's light or dark setting.
import { escapeXml, formatPercent } from './text.ts';

export interface CurvePoint {
  readonly epoch: number;
  readonly loss: number;
  /** Shares of wrong answers, 0..1; `error` on the evaluation set, if there is one. */
  readonly trainingError: number;
  readonly error?: number;
}

interface Series {
  readonly name: string;
  readonly mark: string;
  readonly values: readonly (number | undefined)[];
}

const HEIGHT = 9;
const WIDTH = 60;

function seriesOf(points: readonly CurvePoint[], errorName: string): Series[] {
  const training = { name: 'training error', mark: '·', values: points.map((p) => p.trainingError) };
  const evaluated = { name: `${errorName} error`, mark: '●', values: points.map((p) => p.error) };
  return evaluated.values.some((value) => value !== undefined) ? [training, evaluated] : [training];
}

/** Ends of a logarithmic scale over all values; zeros count as half the smallest other value. */
function logScale(series: readonly Series[]): { low: number; high: number; at: (value: number) => number } {
  const positive = series.flatMap((s) => s.values).filter((v): v is number => v !== undefined && v > 0);
  const high = Math.max(...positive, 1e-4);
  const least = Math.min(...positive, high);
  const hasZero = series.some((s) => s.values.includes(0));
  const low = Math.min(hasZero ? least / 2 : least, high / 1.2);
  const at = (value: number) => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return { low, high, at };
}

/** Lines of text, without colour; '' for no epochs. `errorName` is what the evaluation set is called. */
export function drawCurve(points: readonly CurvePoint[], errorName = 'test'): string {
  if (points.length === 0) return '';
  const series = seriesOf(points, errorName);
  const { low, high, at } = logScale(series);
  const width = Math.min(WIDTH, Math.max(2, points.length * 4));
  const grid = Array.from({ length: HEIGHT }, () => new Array<string>(width).fill(' '));
  for (const { mark, values } of series) {
    for (const [n, value] of values.entries()) {
      if (value === undefined) continue;
      const column = points.length === 1 ? 0 : Math.round((n * (width - 1)) / (points.length - 1));
      grid[HEIGHT - 1 - Math.round(at(value) * (HEIGHT - 1))][column] = mark;
    }
  }
  const label = (row: number) => {
    if (row % 4 !== 0) return '';
    return formatPercent(low * (high / low) ** ((HEIGHT - 1 - row) / (HEIGHT - 1)));
  };
  const rows = grid.map((cells, row) => `${label(row).padStart(9)} │${cells.join('')}`.trimEnd());
  const first = String(points[0].epoch);
  const last = points.length > 1 ? String(points[points.length - 1].epoch) : '';
  const axis = `${' '.repeat(9)} └${'─'.repeat(width)}`;
  const epochs = `${' '.repeat(11)}${first}${last.padStart(width - first.length)}  epoch`;
  const legend = series.map(({ mark, name }) => `${mark} ${name}`).join('   ');
  return [...rows, axis, epochs, `${' '.repeat(11)}${legend}`].join('\n');
}

const PANEL = { left: 64, width: 480, height: 200 };

const STYLE = `
  svg { background: #ffffff; font: 13px system-ui, sans-serif; }
  text { fill: #24292f; }
  .faint { fill: #57606a; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .first { stroke: #8250df; fill: none; stroke-width: 1.5; stroke-dasharray: 4 3; }
  .second { stroke: #0969da; fill: none; stroke-width: 2; }
  .firstText { fill: #8250df; } .secondText { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; }
    text { fill: #e6edf3; } .faint { fill: #9198a1; } .grid { stroke: #30363d; }
    .first { stroke: #bc8cff; } .firstText { fill: #bc8cff; }
    .second { stroke: #58a6ff; } .secondText { fill: #58a6ff; }
  }`;

/** A complete SVG document, 680 x 560. `title` names the run. */
export function drawCurveSvg(points: readonly CurvePoint[], title: string, errorName = 'test'): string {
  const loss = [{ name: 'loss', mark: '', values: points.map((p) => p.loss) }];
  const panels = [
    drawPanel(56, points, seriesOf(points, errorName), (v) => formatPercent(v)),
    drawPanel(312, points, loss, (v) => v.toPrecision(2)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 560" width="680" height="560" role="img">
<title>${escapeXml(title)}</title>
<style>${STYLE}
</style>
<text x="${PANEL.left}" y="30" font-size="16">${escapeXml(title)}</text>
${panels.join('\n')}
<text x="${PANEL.left + PANEL.width / 2}" y="548" text-anchor="middle" class="faint">epoch</text>
</svg>
`;
}

function drawPanel(
  top: number,
  points: readonly CurvePoint[],
  series: readonly Series[],
  format: (value: number) => string,
): string {
  const { low, high, at } = logScale(series);
  const { left, width, height } = PANEL;
  const x = (n: number) => left + (points.length === 1 ? 0 : (n * width) / (points.length - 1));
  const y = (value: number) => top + height * (1 - at(value));
  const ticks = [0, 1, 2, 3, 4].map((n) => low * (high / low) ** (n / 4));
  const parts = ticks.map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${left + width}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>` +
      `<text x="${left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end" class="faint">${format(value)}</text>`,
  );
  for (const n of new Set([0, points.length - 1])) {
    if (points[n]) {
      parts.push(
        `<text x="${x(n)}" y="${top + height + 18}" text-anchor="middle" class="faint">${points[n].epoch}</text>`,
      );
    }
  }
  const heights = placeNames(series.map(({ values }) => y(lastOf(values))));
  for (const [s, line] of series.entries()) {
    const style = series.length === 1 || s === 1 ? 'second' : 'first';
    parts.push(drawLine(line.values, style, x, y));
    parts.push(
      `<text class="${style}Text" x="${left + width + 8}" y="${(heights[s] + 4).toFixed(1)}">${escapeXml(line.name)}</text>`,
    );
  }
  return parts.join('\n');
}

const lastOf = (values: Series['values']): number =>
  values.filter((value) => value !== undefined).at(-1) ?? 0;

/** Heights for one or two names: at the lines' ends, but a line of text apart. */
function placeNames(ends: readonly number[]): number[] {
  const [first, second = Number.POSITIVE_INFINITY] = ends;
  const lack = 16 - Math.abs(first - second);
  if (ends.length < 2 || lack <= 0) return [...ends];
  const isAbove = first <= second;
  return isAbove ? [first - lack / 2, second + lack / 2] : [first + lack / 2, second - lack / 2];
}

/** A line through what is known; a single epoch has none, so it gets a dot. */
function drawLine(
  values: Series['values'],
  style: string,
  x: (n: number) => number,
  y: (value: number) => number,
): string {
  const known = [...values.entries()].filter((entry): entry is [number, number] => entry[1] !== undefined);
  const places = known.map(([n, value]) => `${x(n).toFixed(1)},${y(value).toFixed(1)}`);
  if (places.length !== 1) return `<polyline class="${style}" points="${places.join(' ')}"/>`;
  const [cx, cy] = places[0].split(',');
  return `<circle class="${style}" cx="${cx}" cy="${cy}" r="3"/>`;
}
