// A hand that writes signs unevenly, and what becomes of them as lessons: 28 x 28 the way that recognition sees them.
import { drawStrokes, normalizeDigit, normalizePicture } from '../../dist/node/index.js';
import { strokesOf } from './signs.mjs';

/** Turned, leaning, squeezed, every corner a little off, the lines wavy; `wild` 1 is a usual hand. */
export function writeSign(sign, random, wild = 1) {
  const off = () => wild * random.uniform(-0.5, 0.5) + wild * random.uniform(-0.5, 0.5);
  const moved = sign.map((stroke) => moveStroke(strokesOf([stroke])[0], off));
  return distort(random.uniform() < 0.2 ? [...moved, ...serifsOf(sign, moved, random)] : moved, random, wild);
}

/** Short level strokes at the ends of the strokes at the top and at the foot, as printers have them. */
function serifsOf(sign, moved, random) {
  const reach = random.uniform(0.8, 1.8);
  return sign.flatMap((stroke, n) => {
    if (stroke.startsWith('~') && random.uniform() < 0.5) return [];
    const ends = [moved[n][0], moved[n].at(-1)].filter(([, y]) => y < 1.5 || y > 8.5);
    return ends.map(([x, y]) => [
      [x - reach, y],
      [x + reach, y],
    ]);
  });
}

/** Shifts a stroke's ends and middle by different amounts, smoothly between. */
function moveStroke(stroke, off) {
  const knots = Array.from({ length: 4 }, () => [off(), off()]);
  return stroke.map((place, i) => {
    const at = (3 * i) / Math.max(1, stroke.length - 1);
    const k = Math.min(2, Math.floor(at));
    return [0, 1].map(
      (axis) => place[axis] + knots[k][axis] * (1 - (at - k)) + knots[k + 1][axis] * (at - k),
    );
  });
}

export function distort(strokes, random, wild = 1) {
  const turn = wild * random.uniform(-0.15, 0.15);
  const lean = wild * random.uniform(-0.25, 0.35);
  const squeeze = 1 - wild * random.uniform(-0.1, 0.45);
  const map = ([x, y]) => {
    const [u, v] = [(x - 5) * squeeze, y - 5];
    return [u - lean * v - turn * v, v + turn * u];
  };
  return strokes.map((stroke) => stroke.map(map));
}

/** Strokes -> 28 x 28, by a pen of a random width; undefined where nothing is seen. */
export function drawLesson(strokes, random) {
  return normalized(drawStrokes(strokes, { pen: random.uniform(0.8, 3.6) }));
}

/** A picture of black ink on white paper -> 28 x 28; undefined without ink. */
export function normalized({ width, height, data }) {
  const ink = data.map((value) => 255 - value);
  return ink.some((value) => value > 0) ? normalizeDigit({ width, height, data: ink }) : undefined;
}

/** A picture of anything -> 28 x 28; undefined where nothing is seen. */
export function perceived(picture) {
  const result = normalizePicture(picture);
  return result.status === 'ok' ? result.image : undefined;
}
