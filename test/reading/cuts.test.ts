import { describe, expect, it } from 'vitest';
import { findCuts } from '../../src/reading/cuts.ts';
import { type Component, findComponents } from '../../src/vision/components.ts';

/** The one component of a drawing. */
function componentOf(rows: readonly string[]): Component {
  const ink = Uint8Array.from([...rows.join('')], (c) => (c === '#' ? 255 : 0));
  const components = findComponents(ink, rows[0].length);
  expect(components).toHaveLength(1);
  return components[0];
}

/** Columns of the cuts in a row. */
const columnsAt = (component: Component, row: number, height = component.box.height) =>
  findCuts(component, height).map((cut) => cut[row]);

/** A ring of 14 x 16 with walls of two pixels. */
const ring = [
  '...########...',
  '..##########..',
  '.###......###.',
  ...Array<string>(10).fill('##..........##'),
  '.###......###.',
  '..##########..',
  '...########...',
];

describe('findCuts', () => {
  it('cuts two bars at the thin line that joins them', () => {
    const bars = Array.from({ length: 12 }, (_, row) => (row === 6 ? '###########' : '###.....###'));
    const columns = columnsAt(componentOf(bars), 6);
    expect(columns.length).toBeGreaterThan(0);
    for (const column of columns) {
      expect(column).toBeGreaterThanOrEqual(3);
      expect(column).toBeLessThanOrEqual(8);
    }
  });

  it('cuts two rings where they touch, and not through their loops', () => {
    const columns = columnsAt(componentOf(ring.map((row) => row + row)), 8);
    expect(columns).toHaveLength(1);
    expect(Math.abs(columns[0] - 14)).toBeLessThanOrEqual(2);
  });

  it('leaves one ring whole', () => {
    expect(columnsAt(componentOf(ring), 8)).toEqual([]);
  });

  it('lie farther apart in what holds two digits at most', () => {
    const least = (bars: number) => {
      const rows = Array.from({ length: 40 }, (_, row) => (row === 39 ? '######' : '##....').repeat(bars));
      const columns = columnsAt(componentOf(rows), 20);
      return Math.min(...columns.slice(1).map((column, i) => column - columns[i]));
    };
    expect(least(8)).toBe(12);
    expect(least(12)).toBe(6);
  });

  it('follows the white between two slanted strokes', () => {
    const rows = Array.from({ length: 20 }, (_, row) => {
      const cells = Array<string>(60).fill('.');
      for (const start of [20 - row, 40 - row]) cells.fill('#', start, start + 9);
      if (row === 19) cells.fill('#', 1, 24);
      return cells.join('');
    });
    const crossed = (cut: Int32Array) => rows.filter((row, r) => row[1 + cut[r]] === '#').length;
    const slanted = findCuts(componentOf(rows), 20).filter((cut) => cut[0] > cut[18] + 3);
    expect(slanted.length).toBeGreaterThan(0);
    for (const cut of slanted) expect(crossed(cut)).toBe(1);
  });

  it('gives one column for every row of the box', () => {
    for (const cut of findCuts(componentOf(ring.map((row) => row + row)), 16)) expect(cut).toHaveLength(16);
  });
});
