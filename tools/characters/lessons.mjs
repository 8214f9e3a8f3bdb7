// Lessons for the network that recognizes single characters, made of MNIST's training digits and of strokes: digits as
// they are, restyled, and drawn; what is no digit; several digits side by side. The same seed makes the same lessons.
import { Random } from '../../dist/node/index.js';
import { CHARACTERS, NO_DIGIT, SEVERAL } from '../../dist/src/reading/characters.js';
import { drawLesson, normalized, perceived, writeSign } from './hand.mjs';
import { cutHalf, HALVES, restyle, sideBySide, turned } from './restyle.mjs';
import { randomSign, scribble, texture } from './rubbish.mjs';
import { DIGITS, OTHERS } from './signs.mjs';

const SIZE = 28 * 28;

/** How many lessons of a kind there are, as a share of MNIST's digits. */
const SHARES = {
  restyled: 0.7,
  drawn: 0.3,
  letters: 0.2,
  scribbles: 0.2,
  halves: 0.07,
  turned: 0.03,
  signs: 0.07,
  textures: 0.05,
  several: 0.15,
};

const pick = (values, random) => values[random.integer(values.length)];

/** One lesson of a kind: { image, label }, without an image where there is nothing to be seen. */
const MAKERS = {
  restyled({ image, label }, random) {
    return { image: restyle(image, label, random), label };
  },
  drawn(_, random) {
    const label = random.integer(10);
    return { image: drawLesson(writeSign(pick(DIGITS[label], random), random), random), label };
  },
  letters: (_, random) => rubbish(drawLesson(writeSign(pick(OTHERS, random), random), random)),
  scribbles: (_, random) => rubbish(drawLesson(scribble(random), random)),
  signs: (_, random) => rubbish(drawLesson(randomSign(random), random)),
  textures: (_, random) => rubbish(perceived(texture(random))),
  halves({ image, label }, random) {
    const sides = HALVES[label];
    return rubbish(sides.length > 0 ? normalized(cutHalf(image, pick(sides, random), random)) : undefined);
  },
  turned({ image, label }, random) {
    const picture = turned(image, label, random);
    return rubbish(picture && normalized(picture));
  },
  several({ image, other }, random) {
    const count = random.uniform() < 0.65 ? 2 : 3 + random.integer(4);
    const images = [image, ...Array.from({ length: count - 1 }, () => other(random))];
    return { image: normalized(sideBySide(images, random)), label: SEVERAL };
  },
};

const rubbish = (image) => ({ image, label: NO_DIGIT });

/** A data set of lessons of the digits `indices` of `digits`. */
export function makeLessons({ digits, indices, seed }) {
  const imageAt = (i) => digits.images.subarray(i * SIZE, (i + 1) * SIZE);
  const lessons = Array.from(indices, (i) => ({ image: imageAt(i), label: digits.labels[i] }));
  const kinds = Object.entries(SHARES);
  for (const [k, [kind, share]] of kinds.entries()) {
    for (let n = 0; n < share * indices.length; n++) {
      const random = new Random(seed, k, n);
      const draw = (r) => indices[r.integer(indices.length)];
      const i = kind === 'restyled' ? drawOften(digits, draw, random) : draw(random);
      const other = (r) => imageAt(draw(r));
      const lesson = MAKERS[kind]({ image: imageAt(i), label: digits.labels[i], other }, random);
      if (lesson.image) lessons.push(lesson);
    }
  }
  return toDataset(lessons);
}

/** Digits that other people write otherwise are drawn more often. */
function drawOften(digits, draw, random) {
  const i = draw(random);
  return [0, 1, 7].includes(digits.labels[i]) || random.uniform() < 0.6 ? i : drawOften(digits, draw, random);
}

function toDataset(lessons) {
  const images = new Uint8Array(new SharedArrayBuffer(lessons.length * SIZE));
  const labels = new Uint8Array(new SharedArrayBuffer(lessons.length));
  for (const [i, { image, label }] of lessons.entries()) {
    images.set(image, i * SIZE);
    labels[i] = label;
  }
  const shape = { rows: 28, columns: 28, classes: CHARACTERS };
  return { name: 'lessons', count: lessons.length, images, labels, ...shape };
}
