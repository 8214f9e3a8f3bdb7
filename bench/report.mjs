// From the rounds' rates to the table: nothing here measures.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const spread = (values) => ({ min: Math.min(...values), median: median(values), max: Math.max(...values) });

/** Ours / theirs, round by round, so that what slows the machine for a while slows both. */
const ratios = (ours, theirs) => spread(ours.map((rate, round) => rate / theirs[round]));

/** Round by round the faster of all numbers of threads. */
const fastest = (rows) => rows[0].rates.map((_, round) => Math.max(...rows.map(({ rates }) => rates[round])));

/**
 * `measured`: [{ peer, threads, configuration, rates }] of one task, rates in images/s. Adds to each its spread,
 * GFLOP/s (two for a multiply-add), share of the measured peak and ours / theirs at the same number of threads and,
 * on its first row, with the best number of threads on both sides.
 */
export function summarize(measured, multiplyAdds, peak) {
  const ours = measured.filter(({ peer }) => peer === 'lenet5');
  return measured.map((row, index) => {
    const speed = spread(row.rates);
    const gflops = (speed.median * 2 * multiplyAdds) / 1e9;
    const summary = { ...row, ...speed, gflops, share: gflops / (row.threads > 1 ? peak.two : peak.one) };
    const twin = ours.find(({ threads }) => threads === row.threads);
    if (row.peer === 'lenet5') return summary;
    if (twin) summary.ratio = ratios(twin.rates, row.rates);
    const isFirst = measured.findIndex(({ peer }) => peer === row.peer) === index;
    if (ours.length > 0 && isFirst) {
      const same = measured.filter(({ peer }) => peer === row.peer);
      summary.bestRatio = ratios(fastest(ours), fastest(same));
    }
    return summary;
  });
}

const speedText = (rate) => Math.round(rate).toLocaleString('en-US');
const timeText = (rate) => (1e6 / rate).toFixed(1);
const ratioText = (ratio) =>
  ratio ? `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}..${ratio.max.toFixed(2)})` : '';

/** Lines of a Markdown table. `asTime`: microseconds an image instead of images a second. */
export function formatTable(title, rows, asTime) {
  const text = asTime ? timeText : speedText;
  const head = [
    'peer',
    'threads',
    'min',
    'median',
    'max',
    'GFLOP/s',
    'of peak',
    'ours / it',
    'best / best',
    'how',
  ];
  const cells = rows.map((row) => [
    row.peer,
    String(row.threads),
    ...(asTime ? [row.max, row.median, row.min] : [row.min, row.median, row.max]).map(text),
    row.gflops.toFixed(1),
    `${(100 * row.share).toFixed(0)} %`,
    ratioText(row.ratio),
    ratioText(row.bestRatio),
    row.configuration ?? '',
  ]);
  const widths = head.map((_, c) => Math.max(...[head, ...cells].map((line) => line[c].length)));
  const isWord = (c) => c === 0 || c === head.length - 1;
  const align = (line) =>
    line.map((cell, c) => (isWord(c) ? cell.padEnd(widths[c]) : cell.padStart(widths[c])));
  const rule = widths.map((width, c) => (isWord(c) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const lines = [align(head), rule, ...cells.map(align)].map((line) => `| ${line.join(' | ')} |`);
  return [`${title}, ${asTime ? 'microseconds' : 'images/s'}`, '', ...lines, ''].join('\n');
}
