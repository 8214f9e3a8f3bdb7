// Curves as SVG, to be set into a page whose style sheet has the colours. Names stand at the ends of the curves.
import { escapeXml } from '../text.ts';
import { type Curve, formatNumber, type Plot } from './figure.ts';

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LARGE: Frame = { width: 560, height: 340, left: 44, right: 112, top: 12, bottom: 40 };
const SMALL: Frame = { width: 400, height: 240, left: 36, right: 124, top: 10, bottom: 38 };

interface Axis {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** Ticks at 1, 2, 5 times powers of ten that lie in the range, or where these are more than `most`, at powers alone. */
export function logarithmicAxis(values: readonly number[], most = 7): Axis {
  const positive = values.filter((value) => value > 0);
  const low = Math.min(...positive) / 1.15;
  const high = Math.max(...positive) * 1.15;
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of [1, 2, 5]) ticks.push(Number((digit * 10 ** power).toPrecision(1)));
  }
  const at = (value: number) => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return {
    ticks: thinOut(
      ticks.filter((tick) => tick >= low && tick <= high),
      most,
    ),
    at,
  };
}

function thinOut(ticks: readonly number[], most: number): readonly number[] {
  if (ticks.length <= most) return ticks;
  return ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
}

/** Round steps, four or so. */
function linearAxis(values: readonly number[], fromZero: boolean): Axis {
  const low = fromZero ? 0 : Math.min(...values);
  const high = Math.max(...values, low + 1e-9);
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => size >= rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const ticks = Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, n) =>
    Number(((first + n) * step).toPrecision(6)),
  );
  return { ticks, at: (value) => (value - low) / (high - low) };
}

export function drawPlot(plot: Plot): string {
  const frame = plot.small ? SMALL : LARGE;
  const points = plot.curves.flatMap((curve) => curve.points);
  if (points.length === 0) return '';
  const up = points.flatMap(({ y, spread = 0 }) => [y, y + spread]);
  const across = linearAxis(
    points.map((point) => point.x),
    false,
  );
  const upward = plot.scale === 'logarithmic' ? logarithmicAxis(up) : linearAxis(up, true);
  const x = (value: number) => frame.left + across.at(value) * (frame.width - frame.left - frame.right);
  const y = (value: number) =>
    frame.height - frame.bottom - upward.at(value) * (frame.height - frame.top - frame.bottom);
  const oursOnly = plot.curves.filter(({ from }) => from === 'ours');
  const styleOf = (curve: Curve) => (curve.from === 'paper' ? 'paper' : `ours${oursOnly.indexOf(curve)}`);
  return `<svg class="plot${plot.small ? ' small' : ''}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${escapeXml(plot.caption)}">
${drawAxes(plot, frame, across, upward, x, y)}
${paperFirst(plot.curves)
  .map((curve) => drawCurve(curve, styleOf(curve), x, y))
  .join('\n')}
${drawNames(plot.curves, styleOf, frame, x, y)}
</svg>`;
}

/** Ours lie on top. */
const paperFirst = (curves: readonly Curve[]): Curve[] => [
  ...curves.filter(({ from }) => from === 'paper'),
  ...curves.filter(({ from }) => from === 'ours'),
];

type Place = (value: number) => number;

function drawAxes(plot: Plot, frame: Frame, across: Axis, upward: Axis, x: Place, y: Place): string {
  const right = frame.width - frame.right;
  const base = frame.height - frame.bottom;
  const parts = upward.ticks.map(
    (tick) =>
      `<line class="grid" x1="${frame.left}" x2="${right}" y1="${fix(y(tick))}" y2="${fix(y(tick))}"/>` +
      `<text class="tick" x="${frame.left - 6}" y="${fix(y(tick) + 4)}" text-anchor="end">${formatTick(tick)}</text>`,
  );
  for (const tick of across.ticks) {
    parts.push(
      `<text class="tick" x="${fix(x(tick))}" y="${base + 16}" text-anchor="middle">${formatTick(tick)}</text>`,
    );
  }
  const middle = (frame.left + right) / 2;
  parts.push(`<line class="axis" x1="${frame.left}" x2="${right}" y1="${base}" y2="${base}"/>`);
  parts.push(
    `<text class="name" x="${fix(middle)}" y="${base + 33}" text-anchor="middle">${escapeXml(plot.across)}</text>`,
  );
  return parts.join('\n');
}

/** A band of one standard deviation, the line, and marks: dots for ours, hollow diamonds for the paper's. */
function drawCurve({ points, from }: Curve, style: string, x: Place, y: Place): string {
  const parts: string[] = [];
  if (points.some(({ spread }) => spread)) {
    const upper = points.map((p) => `${fix(x(p.x))},${fix(y(p.y + (p.spread ?? 0)))}`);
    const lower = points.map((p) => `${fix(x(p.x))},${fix(y(p.y - (p.spread ?? 0)))}`);
    parts.push(`<polygon class="band ${style}" points="${[...upper, ...lower.reverse()].join(' ')}"/>`);
  }
  const places = points.map((p) => `${fix(x(p.x))},${fix(y(p.y))}`);
  parts.push(`<polyline class="line ${style}" points="${places.join(' ')}"/>`);
  for (const p of points) {
    const [cx, cy] = [fix(x(p.x)), fix(y(p.y))];
    parts.push(
      from === 'paper'
        ? `<path class="mark paper" d="M${cx} ${cy}m-3.5 0l3.5-3.5 3.5 3.5-3.5 3.5z"/>`
        : `<circle class="mark ${style}" cx="${cx}" cy="${cy}" r="2.2"/>`,
    );
  }
  return parts.join('');
}

/** Room for the larger letters of a small screen, too. */
const LINE = 16;

/** Beside the ends of the curves; those that end at the same place, a line of text apart. */
function drawNames(
  curves: readonly Curve[],
  styleOf: (curve: Curve) => string,
  frame: Frame,
  x: Place,
  y: Place,
): string {
  const named = curves
    .filter(({ points }) => points.length > 0)
    .map((curve) => ({ curve, end: curve.points[curve.points.length - 1] }))
    .map(({ curve, end }) => ({ curve, left: x(end.x) + 8, at: y(end.y) }))
    .sort((a, b) => a.at - b.at);
  for (const [n, name] of named.entries()) {
    for (const above of named.slice(0, n)) {
      if (above.left === name.left) name.at = Math.max(name.at, above.at + LINE);
    }
  }
  const lowest = Math.max(0, ...named.map(({ at }) => at));
  const excess = Math.max(0, lowest - (frame.height - frame.bottom));
  return named
    .map(
      ({ curve, left, at }) =>
        `<text class="label ${styleOf(curve)}" x="${fix(left)}" y="${fix(at - excess + 4)}">${escapeXml(curve.name)}</text>`,
    )
    .join('\n');
}

const fix = (value: number): string => value.toFixed(1);

export const formatTick = (value: number): string =>
  formatNumber(value, value % 1 === 0 ? 0 : value < 0.1 ? 2 : 1);
