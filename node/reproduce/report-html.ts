// The report as one page that needs nothing else: no script, no font, no picture from anywhere.
import { encodePng } from '../pictures.ts';
import { escapeXml, formatDuration } from '../text.ts';
import {
  type ComparedRow,
  type Comparison,
  deviation,
  type Figure,
  formatNumber,
  isNumeric,
  mean,
  type Part,
  type PictureItem,
  type Pictures,
  type Plot,
  type Table,
} from './figure.ts';
import { drawPlot, formatTick, logarithmicAxis } from './plot-svg.ts';
import { STYLE } from './report-style.ts';
import { comparisonTable } from './report-text.ts';

export interface ReportFacts {
  readonly version: string;
  readonly machine: string;
  readonly threads: number;
  readonly scale: string;
  readonly warning: string | undefined;
  /** The command line that makes it again. */
  readonly command: string;
  /** Of all runs, on one core. */
  readonly seconds: number;
  readonly date: string;
  readonly failures: readonly string[];
}

export function drawReport(figures: readonly Figure[], facts: ReportFacts): string {
  const links = figures.map(({ name, title }) => `<li><a href="#${name}">${escapeXml(title)}</a></li>`);
  const problems = [...(facts.warning ? [facts.warning] : []), ...facts.failures];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LeNet-5, reproduced${facts.scale === 'quick' ? ' (quick)' : ''}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>LeNet-5 of 1998, reproduced</h1>
<p>The experiments on MNIST of LeCun, Bottou, Bengio and Haffner, <cite>Gradient-Based Learning Applied to Document
Recognition</cite>, done again. The test digits only report; every error is that of the last pass.</p>
${problems.map((problem) => `<p class="warning" role="note">${escapeXml(problem)}</p>`).join('\n')}
<p class="key">${drawKey()}</p>
<p class="facts">lenet5 ${facts.version} · ${escapeXml(facts.machine)} · ${facts.threads} runs side by side ·
${formatDuration(facts.seconds)} of work on one core · <time>${facts.date.slice(0, 10)}</time></p>
<nav aria-label="Figures"><ul>${links.join('')}</ul></nav>
</header>
<main>
${figures.map(drawFigure).join('\n')}
</main>
<footer>Made by <code>${escapeXml(facts.command)}</code></footer>
</body>
</html>
`;
}

/** A number and its unit stay together. */
const drawText = (text: string): string => escapeXml(text).replace(/(\d) %/g, '$1&nbsp;%');

function drawKey(): string {
  const mark = (inner: string) =>
    `<svg style="display:inline-block;vertical-align:middle" width="26" height="14" aria-hidden="true">${inner}</svg>`;
  const ours = mark(
    '<line class="bar" x1="2" x2="24" y1="7" y2="7" stroke-width="1.6"/><circle class="mark ours0" cx="13" cy="7" r="4"/>',
  );
  const paper = mark('<path class="mark paper" d="M13 2l5 5-5 5-5-5z"/>');
  return `${ours} ours: mean over seeds, ± one standard deviation &nbsp; ${paper} the paper's number`;
}

function drawFigure({ name, title, about, parts, notes, warning }: Figure): string {
  const badge = warning ? ' (quick)' : '';
  const list = notes.map((note) => `<li>${drawText(note)}</li>`).join('');
  return `<section id="${name}">
<h2>${escapeXml(title)}${badge}</h2>
<p>${drawText(about)}</p>
${drawParts(parts)}
${list ? `<ul class="notes">${list}</ul>` : ''}
</section>`;
}

/** Small plots share a grid, and their tables one fold. */
function drawParts(parts: readonly Part[]): string {
  const small = parts.filter((part): part is Plot => part.kind === 'plot' && part.small === true);
  if (small.length === 0) return parts.map(drawPart).join('\n');
  const tables = parts.filter((part): part is Table => part.kind === 'table');
  const rest = parts.filter((part) => part.kind !== 'table' && !(part.kind === 'plot' && part.small));
  return `<div class="grids">${small.map(drawPart).join('\n')}</div>
<details><summary>The numbers</summary>${tables.map(drawTable).join('\n')}</details>
${rest.map(drawPart).join('\n')}`;
}

function drawPart(part: Part): string {
  if (part.kind === 'table') return drawTable(part);
  if (part.kind === 'comparison') return drawComparison(part);
  if (part.kind === 'pictures') return drawPictures(part);
  return `<figure><figcaption>${escapeXml(part.caption)}</figcaption>${drawPlot(part)}</figure>`;
}

function drawTable({ caption, head, rows }: Table): string {
  const classOf = (c: number) => {
    const names = [
      ...(c > 0 && isNumeric(rows, c) ? ['number'] : []),
      ...(/\bpaper$/.test(head[c]) ? ['paper'] : []),
    ];
    return names.length > 0 ? ` class="${names.join(' ')}"` : '';
  };
  const show = (cell: string | number) => escapeXml(typeof cell === 'number' ? formatNumber(cell, 0) : cell);
  const headCells = head.map((cell, c) => `<th scope="col"${classOf(c)}>${escapeXml(cell)}</th>`);
  const bodyRows = rows.map((row) => {
    const [first, ...rest] = row.map(show);
    const total = first === 'total' ? ' class="total"' : '';
    const cells = rest.map((cell, c) => `<td${classOf(c + 1)}>${cell}</td>`);
    return `<tr${total}><th scope="row">${first}</th>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table><caption>${escapeXml(caption)}</caption>
<thead><tr>${headCells.join('')}</tr></thead>
<tbody>
${bodyRows.join('\n')}
</tbody></table></div>`;
}

function drawComparison(comparison: Comparison): string {
  const { caption, quantity, rows } = comparison;
  const values = rows.flatMap(({ ours, paper }) => [
    ...ours,
    ...(ours.length > 0 ? [mean(ours) + (deviation(ours) ?? 0)] : []),
    ...(paper === null ? [] : [paper]),
  ]);
  const axis = logarithmicAxis(values.length > 0 ? values : [1, 10], 4);
  const at = (value: number) => `${(2 + 96 * axis.at(value)).toFixed(2)}%`;
  const ticks = axis.ticks
    .map(
      (tick) => `<text class="tick" x="${at(tick)}" y="24" text-anchor="middle">${formatTick(tick)}</text>`,
    )
    .join('');
  const grid = axis.ticks
    .map((tick) => `<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="0" y2="100%"/>`)
    .join('');
  const { head, rows: cells } = comparisonTable(comparison);
  const styles = ['', 'ours', 'paper', '', ''];
  const body = rows.map((row, n) => {
    const [, ...rest] = cells[n].map((cell, c) => `<td class="number ${styles[c]}">${escapeXml(cell)}</td>`);
    return `<tr><th scope="row">${escapeXml(row.name)}</th>
<td class="dots">${drawDots(row, grid, at)}</td>${rest.join('')}</tr>`;
  });
  const [, ...names] = head.map((name, c) => `<th scope="col" class="number ${styles[c]}">${name}</th>`);
  return `<div class="scroll"><table><caption>${escapeXml(caption)}</caption>
<thead><tr><th scope="col">${escapeXml(quantity)}</th><th class="dots" scope="col" aria-label="drawn"><svg aria-hidden="true">${ticks}</svg></th>
${names.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}

function drawDots({ ours, paper }: ComparedRow, grid: string, at: (value: number) => string): string {
  const parts = [grid];
  if (ours.length > 0) {
    const middle = mean(ours);
    const spread = deviation(ours) ?? 0;
    parts.push(
      `<line class="bar" x1="${at(middle - spread)}" x2="${at(middle + spread)}" y1="50%" y2="50%" stroke-width="1.6"/>`,
      `<circle class="mark ours0" cx="${at(middle)}" cy="50%" r="4"/>`,
    );
  }
  if (paper !== null) {
    parts.push(
      `<svg x="${at(paper)}" y="50%" overflow="visible"><path class="mark paper" d="M-5 0l5-5 5 5-5 5z"/></svg>`,
    );
  }
  return `<svg aria-hidden="true">${parts.join('')}</svg>`;
}

function drawPictures({ caption, items }: Pictures): string {
  if (items.length === 0) return '';
  const shown = items.map(drawItem);
  return `<figure><figcaption>${escapeXml(caption)}</figcaption><div class="pictures">${shown.join('\n')}</div></figure>`;
}

function drawItem({ text, description, rows, columns, ink, enlarged }: PictureItem): string {
  const data = ink.map((value) => 255 - value);
  const png = Buffer.from(encodePng({ width: columns, height: rows, data })).toString('base64');
  const caption = text ? `<figcaption>${escapeXml(text)}</figcaption>` : '';
  return `<figure><img width="${Math.round(columns * enlarged)}" height="${Math.round(rows * enlarged)}" alt="${escapeXml(description)}" src="data:image/png;base64,${png}">${caption}</figure>`;
}
