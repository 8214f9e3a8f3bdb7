// What happens to writing on its way into a picture: pens, paper, light, print, edges, noise, size. Each condition makes
// a grey picture of a scene (scene.mjs); `random` is for what is drawn by chance.
import jpeg from 'jpeg-js';
import { decodePicture } from '../../dist/node/index.js';
import { enlarge, rotate, slant, surround, thicken } from './scene.mjs';

const PAPER = 235;
const PEN = 200;

/** `level(ink, x, y, depth)`: grey of a pixel with so much ink, 0..1; `depth`: pixels to the nearest edge. */
function paint({ width, height, ink }, level) {
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const depth = Math.min(x, y, width - 1 - x, height - 1 - y);
      data[i] = Math.max(0, Math.min(255, Math.round(level(ink[i], x, y, depth))));
    }
  }
  return { width, height, data };
}

const written = (ink, pen = PEN) => PAPER - pen * ink;
const plain = (scene) => paint(scene, (ink) => written(ink));

/** Under the pen there is print of `level` where `isPrint(x, y, depth, scene)`. */
const printed = (isPrint, level, pen) => (scene) =>
  paint(scene, (ink, x, y, depth) =>
    Math.min(written(ink, pen), isPrint(x, y, depth, scene) ? level : PAPER),
  );
const frame = (margin) => (_x, _y, depth) => depth >= margin && depth < margin + 2;

/** The page in a light of `share(x, y, scene)`, 0..1. */
const lit = (share) => (scene) => paint(scene, (ink, x, y) => written(ink, 150) * share(x, y, scene));

/** In place of the page something of `level` where `isThere(x, y, depth, scene)`. */
const covered = (isThere, level) => (scene) =>
  paint(scene, (ink, x, y, depth) => (isThere(x, y, depth, scene) ? level : written(ink, 150)));

/** From the first column without ink on, right of the middle third's beginning, another pen; none where there is no gap. */
const secondPen = (pen) => (scene) => {
  const { width, ink } = scene;
  const isGap = (x) => ink.every((value, i) => i % width !== x || value < 0.1);
  const columns = Array.from({ length: Math.floor(width / 3) }, (_, n) => Math.floor(width / 3) + n);
  const gap = columns.find(isGap) ?? width;
  return paint(scene, (value, x) => written(value, x < gap ? PEN : pen));
};

/** The writing on the other side of the sheet shows through. */
const throughPaper = (pen) => (scene) => {
  const { width, height, ink } = scene;
  const behind = (x, y) => ink[Math.max(0, Math.min(height - 1, y - 3)) * width + width - 1 - x];
  return paint(scene, (value, x, y) => Math.min(written(value), written(behind(x, y), pen)));
};

/** A lamp in the paper's gloss. */
const glare = (scene) => {
  const { width, height } = scene;
  return paint(scene, (ink, x, y) => {
    const [u, v] = [x / width - 0.4, y / height - 0.5];
    return written(ink) + 150 / (1 + 60 * u * u + 12 * v * v);
  });
};

const grained = (spread) => (scene, random) =>
  paint(scene, (ink) => 200 - 150 * ink + spread * (random.uniform(-1, 1) + random.uniform(-1, 1)));

const peppered = (share) => (scene, random) =>
  paint(scene, (ink) => (random.uniform() < share ? 255 * random.integer(2) : written(ink)));

const compressed = (quality) => (scene) => {
  const { width, height, data } = paint(scene, (ink) => written(ink, 120));
  const rgba = new Uint8Array(4 * data.length).fill(255);
  for (let i = 0; i < data.length; i++) rgba.fill(data[i], 4 * i, 4 * i + 3);
  return decodePicture(jpeg.encode({ width, height, data: rgba }, quality).data, 'jpeg');
};

export const CONDITIONS = {
  plain,
  'pen of 50 grey levels': (scene) => paint(scene, (ink) => written(ink, 50)),
  'pen of 15 grey levels': (scene) => paint(scene, (ink) => written(ink, 15)),
  'half in another pen': (scene) => paint(scene, (ink, x) => written(ink, x < scene.width / 2 ? 180 : 90)),
  'a part in a fainter pen': secondPen(60),
  'a part in pencil': secondPen(35),
  'the other side shows through': throughPaper(15),
  'thick pen': (scene) => plain(thicken(scene, 2)),
  'light on dark': (scene) => paint(scene, (ink) => 30 + 200 * ink),
  'light that fades': lit((x, _, { width }) => 1 - (0.6 * x) / width),
  'edge of a shadow': lit((x, y, { width }) => (x + 0.3 * y < width / 2 ? 1 : 0.55)),
  'a shadow across': lit((x, y, { width }) =>
    Math.abs(x - 0.4 * width + 0.5 * y) < 0.12 * width ? 0.55 : 1,
  ),
  glare,
  'squared paper': printed((x, y) => x % 20 === 3 || y % 20 === 7, 155),
  'small squares, dark': printed((x, y) => x % 12 === 3 || y % 12 === 7, 135),
  'ruled paper': printed((_, y) => [12, 13, 40, 41, 74, 75].includes(y), 60),
  'ruled paper, faint pen': printed((_, y) => y === 74 || y === 75, 60, 70),
  hatching: printed((x, y) => (x + y) % 6 === 0, 170),
  'dots of a form': printed((x, y) => x % 10 < 2 && y % 10 < 2, 140),
  'printed box': printed(frame(4), 35),
  'printed box, faint pen': printed(frame(4), 35, 60),
  'printed box at the edge, faint pen': printed(frame(0), 35, 60),
  'half a box, faint pen': printed(
    (x, y, _, { height }) => x < 2 || (y > height - 6 && y < height - 3),
    30,
    100,
  ),
  'dark band on the left': covered((x) => x < 8, 20),
  'dark band below': covered((_x, y, _d, { height }) => y > height - 9, 20),
  'dark table around': (scene) => covered((_x, _y, depth) => depth < 40, 40)(surround(scene, 40)),
  'grey field, white around': (scene) =>
    paint(scene, (ink, _x, _y, depth) => (depth < 5 ? 245 : 150) - 100 * ink),
  'much paper around': (scene) => plain(surround(scene, 150)),
  'no paper around': (scene) => plain(surround(scene, -12)),
  'grain of 15 grey levels': grained(19),
  'grain of 40 grey levels': grained(50),
  'specks on 5 % of the pixels': peppered(0.05),
  'JPEG of quality 10': compressed(10),
  'turned by 6 degrees': (scene) => plain(rotate(scene, -6)),
  'turned by 12 degrees': (scene) => plain(rotate(scene, 12)),
  'turned by 18 degrees': (scene) => plain(rotate(scene, -18)),
  'leaning to the right': (scene) => plain(slant(scene, 0.7)),
  'leaning to the left': (scene) => plain(slant(scene, -0.4)),
  'digits 14 pixels high': (scene) => plain(enlarge(scene, 0.35)),
  'digits 240 pixels high': (scene) => plain(enlarge(scene, 6)),
};
