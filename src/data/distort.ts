// Small distortions of a digit, drawn anew each time training sees it: an affine map, an elastic one (after Simard,
// Steinkraus and Platt 2003) and a change of stroke thickness, in one bilinear sampling. Made inside the training
// threads, so nothing is allocated for an image. The same random stream gives the same bits on every engine.
import { exp } from '../elementary.ts';
import { ShapeError, UsageError } from '../errors.ts';
import type { Random } from '../random.ts';
import { ElasticField, SPACING } from './elastic.ts';

/** Each is drawn uniformly from +-range; 0 turns it off. */
export interface DistortionRanges {
  /** Degrees, up to 45. */
  readonly rotation: number;
  /** Logarithm: width and height are multiplied by exp(scale). Up to 1, like aspect and shear. */
  readonly scale: number;
  /** Logarithm: width is multiplied by exp(aspect), height divided by it. */
  readonly aspect: number;
  /** Columns that one row of height leans sideways. */
  readonly shear: number;
  /** Pixels, each way. */
  readonly shift: number;
  /** Pixels: root mean square displacement on each axis, itself multiplied by 0.6 to 1.4. */
  readonly elastic: number;
  /** 0..1: how far strokes may become thicker or thinner. */
  readonly thickness: number;
}

const LIMITS: Readonly<DistortionRanges> = {
  ...{ rotation: 45, scale: 1, aspect: 1, shear: 1 },
  ...{ shift: Number.MAX_VALUE, elastic: 16, thickness: 1 },
};

/** grey[byte] = byte / 255. */
const GREY = Float64Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Distorts pictures of one size. Not to be shared between threads: it works in memory of its own. */
export class Distorter {
  private readonly rows: number;
  private readonly columns: number;
  private readonly ranges: DistortionRanges;
  /** The source as greys, with a border of one pixel of paper. */
  private readonly ink: Float64Array;
  private readonly stride: number;
  // The ink's bounding box in `ink`, one pixel of paper around it: nothing outside can colour a pixel.
  private top = 0;
  private bottom = 0;
  private left = 0;
  private right = 0;
  // Source position of target pixel (r, c): x = x0 + xr r + xc c, y alike (in `ink`, border included).
  private x0 = 0;
  private xr = 0;
  private xc = 0;
  private y0 = 0;
  private yr = 0;
  private yc = 0;
  private targetRows = 0;
  private targetColumns = 0;
  private readonly field = new ElasticField();
  // First and last column worth sampling in one row.
  private first = 0;
  private last = 0;
  // grey -> gain * grey + offset.
  private gain = 1;
  private offset = 0;

  /** For pictures of `rows` x `columns`. Throws UsageError for a range that makes no sense. */
  constructor(rows: number, columns: number, ranges: DistortionRanges) {
    for (const name of Object.keys(LIMITS) as (keyof DistortionRanges)[]) {
      if (!(ranges[name] >= 0 && ranges[name] <= LIMITS[name])) {
        throw new UsageError(`Distorter: ${name}; expected 0 to ${LIMITS[name]}, got ${ranges[name]}.`);
      }
    }
    this.rows = rows;
    this.columns = columns;
    this.ranges = { ...ranges };
    this.stride = columns + 2;
    this.ink = new Float64Array((rows + 2) * this.stride);
  }

  /**
   * Draws a distortion from `random` and writes the digit, centred, to `targetRows` x `targetColumns` values from
   * `targetOffset` on: background + (foreground - background) * grey, 0 = paper and 1 = ink. `source` holds bytes
   * from `sourceOffset` on; around it is paper. Throws ShapeError if either does not fit.
   */
  distort(
    source: Uint8Array,
    sourceOffset: number,
    random: Random,
    target: Float32Array,
    targetOffset: number,
    targetRows: number,
    targetColumns: number,
    background: number,
    foreground: number,
  ): void {
    if (targetRows !== this.targetRows || targetColumns !== this.targetColumns) {
      this.setTarget(targetRows, targetColumns);
    }
    const end = targetOffset + targetRows * targetColumns;
    if (sourceOffset + this.rows * this.columns > source.length || end > target.length) {
      throw new ShapeError('Distorter: the picture or its target reaches past the end of the array.');
    }
    this.drawAffine(random);
    this.drawThickness(random);
    if (this.ranges.elastic > 0) this.field.draw(random, this.ranges.elastic * random.uniform(0.6, 1.4));
    target.fill(background, targetOffset, end);
    if (!this.loadInk(source, sourceOffset)) return;
    for (let r = 0; r < targetRows; r++) {
      if (!this.findColumns(r)) continue;
      this.field.blend(r);
      this.sampleRow(r, target, targetOffset + r * targetColumns, background, foreground - background);
    }
  }

  private setTarget(targetRows: number, targetColumns: number): void {
    if (!(targetRows >= this.rows && targetColumns >= this.columns)) {
      throw new ShapeError(
        `Distorter: target; expected ${this.rows} x ${this.columns} or more, got ${targetRows} x ${targetColumns}.`,
      );
    }
    this.targetRows = targetRows;
    this.targetColumns = targetColumns;
    this.field.lay(targetRows, targetColumns);
  }

  /** The map from target to source: the inverse of rotation * shear * scale * shift, about the centre. */
  private drawAffine(random: Random): void {
    const { rotation, scale, aspect, shear, shift } = this.ranges;
    const t = tangent((random.uniform(-rotation, rotation) * Math.PI) / 360);
    const cosine = (1 - t * t) / (1 + t * t);
    const sine = (2 * t) / (1 + t * t);
    const size = random.uniform(-scale, scale);
    const ratio = random.uniform(-aspect, aspect);
    const lean = random.uniform(-shear, shear);
    const narrower = exp(-size - ratio);
    const flatter = exp(ratio - size);
    this.xc = (cosine + lean * sine) * narrower;
    this.xr = (sine - lean * cosine) * narrower;
    this.yc = -sine * flatter;
    this.yr = cosine * flatter;
    const centreX = (this.columns - 1) / 2;
    const centreY = (this.rows - 1) / 2;
    const c = Math.floor((this.targetColumns - this.columns) / 2) + centreX + random.uniform(-shift, shift);
    const r = Math.floor((this.targetRows - this.rows) / 2) + centreY + random.uniform(-shift, shift);
    this.x0 = 1 + centreX - this.xc * c - this.xr * r;
    this.y0 = 1 + centreY - this.yc * c - this.yr * r;
  }

  /** A steeper ramp from paper to ink about a threshold: low thickens strokes, high thins them. Paper stays paper. */
  private drawThickness(random: Random): void {
    if (this.ranges.thickness === 0) return;
    this.gain = random.uniform(1, 1 + 0.5 * this.ranges.thickness);
    const threshold = random.uniform(0.15, 0.85);
    this.offset = threshold - this.gain * threshold;
  }

  /** Finds the ink's bounding box and copies it with a border of paper; false if there is no ink. */
  private loadInk(source: Uint8Array, offset: number): boolean {
    const { rows, columns, stride, ink } = this;
    const size = rows * columns;
    let start = 0;
    while (start < size && source[offset + start] === 0) start++;
    if (start === size) return false;
    let end = size - 1;
    while (source[offset + end] === 0) end--;
    const top = Math.floor(start / columns);
    const bottom = Math.floor(end / columns);
    let left = columns - 1;
    let right = 0;
    for (let r = top; r <= bottom; r++) {
      const row = offset + r * columns;
      for (let c = 0; c < left; c++) if (source[row + c] !== 0) left = c;
      for (let c = columns - 1; c > right; c--) if (source[row + c] !== 0) right = c;
    }
    // `ink` row 0 and column 0 are border.
    ink.fill(0, top * stride + left, top * stride + right + 3);
    for (let r = top; r <= bottom; r++) {
      const row = (r + 1) * stride + 1;
      ink[row + left - 1] = 0;
      for (let c = left; c <= right; c++) ink[row + c] = GREY[source[offset + r * columns + c]];
      ink[row + right + 1] = 0;
    }
    ink.fill(0, (bottom + 2) * stride + left, (bottom + 2) * stride + right + 3);
    this.top = top;
    this.bottom = bottom + 2;
    this.left = left;
    this.right = right + 2;
    return true;
  }

  /** Finds the columns of row r that ink can reach; false if there are none. */
  private findColumns(r: number): boolean {
    const reach = this.field.reach;
    this.first = 0;
    this.last = this.targetColumns - 1;
    this.narrow(this.x0 + this.xr * r, this.xc, this.left - reach, this.right + reach);
    this.narrow(this.y0 + this.yr * r, this.yc, this.top - reach, this.bottom + reach);
    return this.first <= this.last;
  }

  /** Leaves only columns c with low <= start + step c <= high. */
  private narrow(start: number, step: number, low: number, high: number): void {
    if (step === 0) {
      if (start < low || start > high) this.last = -1;
      return;
    }
    const a = (low - start) / step;
    const b = (high - start) / step;
    this.first = Math.max(this.first, Math.ceil(Math.min(a, b)));
    this.last = Math.min(this.last, Math.floor(Math.max(a, b)));
  }

  private sampleRow(r: number, target: Float32Array, at: number, background: number, span: number): void {
    const { ink, stride, left, right, top, bottom, gain, offset, first, last } = this;
    const cells = this.field.cells;
    const x0 = this.x0 + this.xr * r;
    const y0 = this.y0 + this.yr * r;
    for (let start = first - (first % SPACING); start <= last; start += SPACING) {
      // In this cell x and y are cubics, the map's line plus the spline: three additions bring the next value.
      const n = 8 * Math.floor(start / SPACING);
      let x = x0 + this.xc * start + cells[n];
      let dx = this.xc + cells[n + 1];
      let ddx = cells[n + 2];
      const dddx = cells[n + 3];
      let y = y0 + this.yc * start + cells[n + 4];
      let dy = this.yc + cells[n + 5];
      let ddy = cells[n + 6];
      const dddy = cells[n + 7];
      const end = Math.min(last, start + SPACING - 1);
      for (let c = start; c <= end; c++) {
        if (x > left && x < right && y > top && y < bottom) {
          const i = y | 0;
          const j = x | 0;
          const from = i * stride + j;
          const upper = ink[from] + (x - j) * (ink[from + 1] - ink[from]);
          const lower = ink[from + stride] + (x - j) * (ink[from + stride + 1] - ink[from + stride]);
          let grey = upper + (y - i) * (lower - upper);
          if (gain !== 1) {
            // Limited to 0..1 without a branch, as no processor could foresee it.
            grey = gain * grey + offset;
            const less = 1 - 0.5 * (grey + Math.abs(grey));
            grey = 1 - 0.5 * (less + Math.abs(less));
          }
          target[at + c] = background + span * grey;
        }
        x += dx;
        y += dy;
        dx += ddx;
        dy += ddy;
        ddx += dddx;
        ddy += dddy;
      }
    }
  }
}

/** tan u for |u| up to pi/8 (Lambert's continued fraction); relative error below 1e-11. */
function tangent(u: number): number {
  const s = u * u;
  return u / (1 - s / (3 - s / (5 - s / (7 - s / 9))));
}
