// Paper under made writing: level and slope of the light, printed patterns, grain, a ruled line, a blurred lens.
import type { Random } from '../random.ts';
import type { Ink } from '../vision/ink.ts';

/** The grey picture of ink (0 paper .. 255 ink) on paper drawn at random. */
export function paintPaper(ink: Ink, digitHeight: number, random: Random): Ink {
  const { width, height } = ink;
  const level = random.uniform(150, 252);
  const contrast = Math.min(level - 5, random.uniform(60, 220));
  const tilt = random.uniform() < 0.5 ? random.uniform(-0.25, 0.25) * contrast : 0;
  const grain = random.uniform() < 0.6 ? random.uniform(0, 0.09) * contrast : 0;
  const patterns = [0.5, 0.2].map((share) =>
    drawPattern(random, random.uniform() < share ? random.uniform(0, 0.3) * contrast : 0),
  );
  const rules = [0, 1].map(() => drawRule(random, LEVEL, height, digitHeight));
  const side = drawRule(random, SIDE, width, digitHeight);
  const values = new Float32Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const paper =
        level + tilt * (column / width - 0.5) - patterns[0](row, column) - patterns[1](row, column);
      const ruled = Math.max(rules[0](row, column), rules[1](row, column), side(column, row));
      const dark = Math.max(ink.data[i] / 255, ruled);
      values[i] = paper - contrast * dark + grain * (random.uniform(-1, 1) + random.uniform(-1, 1));
    }
  }
  const seen = random.uniform() < 0.4 ? blur(values, width) : values;
  const data = new Uint8Array(seen.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, Math.round(seen[i])));
  return { width, height, data };
}

/** How often there is a ruled line, and how often it is before the writing, above or left of it, 0..1. */
interface Rules {
  readonly share: number;
  readonly before: number;
}

const LEVEL: Rules = { share: 0.3, before: 0.3 };
/** Of a box: seldom, or upright ones at the beginning are taken for it. */
const SIDE: Rules = { share: 0.06, before: 0.6 };

/** Mostly nothing; or a ruled line near the one edge or the other, not quite along it, whole or dashed. */
function drawRule(
  random: Random,
  { share, before }: Rules,
  length: number,
  digitHeight: number,
): (across: number, along: number) => number {
  const isThere = random.uniform() < share;
  const distance = random.uniform(0, 0.35 * digitHeight);
  const start = random.uniform() < before ? distance : length - 1 - distance;
  const slope = random.uniform(-0.04, 0.04);
  const half = random.uniform(0.5, 1.2);
  const depth = random.uniform(0.4, 1);
  const period = random.uniform(3, 24);
  const part = random.uniform() < 0.5 ? 1 : random.uniform(0.4, 0.9);
  return (across, along) => {
    const isDrawn = isThere && Math.abs(across - start - slope * along) < half;
    return isDrawn && (along / period) % 1 <= part ? depth : 0;
  };
}

/** Fine parallel lines of some depth, straight or wavy. */
function drawPattern(random: Random, depth: number): (row: number, column: number) => number {
  const period = random.uniform(3, 9);
  const slope = random.uniform(-1.5, 1.5);
  const wave = random.uniform(0, 0.15);
  const length = random.uniform(15, 40);
  return (row, column) => {
    const bend = wave * Math.abs(((column / length) % 2) - 1) * length;
    const phase = ((row + slope * column + bend) / period) % 1;
    return Math.abs(phase) < 0.35 ? depth : 0;
  };
}

function blur(values: Float32Array, width: number): Float32Array {
  const result = Float32Array.from(values);
  for (let i = width + 1; i < values.length - width - 1; i++) {
    const sides = values[i - 1] + values[i + 1] + values[i - width] + values[i + width];
    result[i] = (4 * values[i] + sides) / 8;
  }
  return result;
}
