// The learning curve as text and as SVG.
import { describe, expect, it } from 'vitest';
import { drawCurve, drawCurveSvg } from '../../node/curve.ts';

const points = [
  { epoch: 1, loss: 1, trainingError: 0.4, error: 0.2 },
  { epoch: 2, loss: 0.5, trainingError: 0.2, error: 0.1 },
  { epoch: 3, loss: 0.2, trainingError: 0.1, error: 0.05 },
];

describe('drawCurve', () => {
  it('puts the largest error on top and the smallest at the bottom', () => {
    const lines = drawCurve(points).split('\n');
    expect(lines[0]).toMatch(/^ +40\.00 % │·/);
    expect(lines[8]).toMatch(/^ +5\.00 % │ +●$/);
    expect(lines[10]).toMatch(/^ +1 +3 {2}epoch$/);
    expect(lines[11]).toContain('· training error   ● test error');
  });

  it('draws one epoch, no evaluation, no errors at all, and nothing', () => {
    expect(drawCurve([{ epoch: 1, loss: 1, trainingError: 0.4 }])).not.toContain('●');
    expect(drawCurve([{ epoch: 1, loss: 0, trainingError: 0, error: 0 }])).toMatch(/│[·●]/);
    expect(drawCurve([])).toBe('');
  });
});

describe('drawCurveSvg', () => {
  const numbersIn = (svg: string) =>
    [...svg.matchAll(/ (?:x|y|x1|x2|y1|y2|cx|cy)="([^"]*)"/g)].map((match) => Number(match[1]));

  it('has a line for each series, light and dark colours, and its title escaped', () => {
    const svg = drawCurveSvg(points, 'a < b & "c"', 'validation');
    expect(svg.match(/<polyline /g)).toHaveLength(3);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>');
    expect(svg).toContain('>validation error</text>');
    // The first training error is the largest value: at the top of its panel, left.
    expect(svg).toContain('<polyline class="first" points="64.0,56.0 ');
  });

  it('stays finite for one epoch and for zeros', () => {
    for (const curve of [points.slice(0, 1), [{ epoch: 1, loss: 0, trainingError: 0, error: 0 }], points]) {
      for (const number of numbersIn(drawCurveSvg(curve, 'x'))) expect(number).toSatisfy(Number.isFinite);
    }
  });
});
