// A line of writing -> primitives, the smallest parts that a digit may be made of: connected pieces of ink, the wide
// ones cut wherever two digits may touch (heuristic over-segmentation, sections V and X of the paper).
import { bandOf } from '../vision/band.ts';
import { type Comb, lineAt } from '../vision/comb.ts';
import { type Box, boxOf, type Component, findComponents } from '../vision/components.ts';
import type { Ink } from '../vision/ink.ts';
import { measureSlant, removeSlant, type Upright } from '../vision/slant.ts';
import { strokeWidth } from '../vision/stroke.ts';
import { type Cut, findCuts } from './cuts.ts';

/** A part of the ink: its box and its runs as row, first column, end. */
export interface Primitive {
  readonly box: Box;
  readonly runs: readonly number[];
  /** Number of the connected piece that it is or was cut out of. */
  readonly component: number;
}

export interface Segmentation {
  /** The line without its slant; boxes and runs are in its pixels. */
  readonly ink: Upright;
  /** Height of the line's digits, and where they begin, in pixels. */
  readonly height: number;
  readonly top: number;
  /** Mean width of the pen's strokes, in pixels. */
  readonly pen: number;
  /** From left to right. */
  readonly primitives: readonly Primitive[];
}

/** Pieces wider than this share of the line's height may hold more than one digit. */
const WIDE = 0.5;

/** Pieces lower than this share of it are dashes and points, and are not cut. */
const FLAT = 0.3;

/** Pieces with less ink than this share of the height squared are specks. */
const SPECK = 0.006;

/** Cuts the ink of a line of writing into primitives, also at the lines of a comb that it stood in. */
export function segment(ink: Ink, comb?: Comb): Segmentation {
  const upright = removeSlant(ink, measureSlant(ink));
  const components = findComponents(upright.data, upright.width);
  const { height, top } = bandOf(components) ?? { height: 1, top: 0 };
  const primitives = components
    .filter(({ area }) => area >= SPECK * height * height)
    .flatMap((component, n) => {
      const parts = isWide(component.box, height)
        ? divide(component, [...findCuts(component, height), ...cutsAt(comb, component, upright)])
        : [component];
      return parts.map(({ box, runs }) => ({ box, runs, component: n }));
    })
    .sort((a, b) => a.box.left + a.box.width / 2 - b.box.left - b.box.width / 2);
  const pen = strokeWidth(upright);
  return { ink: upright, height, top, pen, primitives };
}

const isWide = (box: Box, height: number) => box.width > WIDE * height && box.height > FLAT * height;

/** The lines of a comb that a component crosses. */
function cutsAt(comb: Comb | undefined, { box }: Component, { shifts }: Upright): Cut[] {
  if (!comb) return [];
  const cutAt = (k: number) =>
    Int32Array.from({ length: box.height }, (_, r) =>
      Math.round(lineAt(comb, k, box.top + r) + shifts[box.top + r] - box.left),
    );
  return Array.from({ length: comb.cells - 1 }, (_, k) => cutAt(k + 1)).filter((cut) =>
    cut.some((column) => column > 0 && column < box.width),
  );
}

/** The parts of a component between its cuts. */
function divide(component: Component, unsorted: readonly Cut[]): Omit<Primitive, 'component'>[] {
  const middle = component.box.height >> 1;
  const cuts = [...unsorted].sort((a, b) => a[middle] - b[middle]);
  const parts: number[][] = Array.from({ length: cuts.length + 1 }, () => []);
  const { box, runs } = component;
  for (let i = 0; i < runs.length; i += 3) {
    const [row, end] = [runs[i], runs[i + 2]];
    let start = runs[i + 1];
    for (let n = 0; n <= cuts.length && start < end; n++) {
      const limit = n < cuts.length ? Math.min(end, box.left + cuts[n][row - box.top]) : end;
      if (limit > start) parts[n].push(row, start, limit);
      start = Math.max(start, limit);
    }
  }
  return parts.filter((part) => part.length > 0).map((part) => ({ box: boxOf(part)!, runs: part }));
}
