// Pieces for the reading network, made of MNIST's training digits: `strings` written strings from `seed`, cut and
// labelled by the library. Rubbish is thinned out, so that there is about as much of it as of digits.
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { Random } from '../../dist/src/random.js';
import { lessonOf } from '../../dist/src/reading/lessons.js';
import { RUBBISH, SYMBOLS } from '../../dist/src/reading/symbols.js';

const SIZE = 28 * 28;

/** Training digits of which no string for training is made; the confidence is calibrated on them. */
export const HELD_OUT = 10000;

/**
 * A data set of labelled pieces of `strings` made strings; `keep`: share of the rubbish that is kept. With `whole` the
 * digits of `indices` themselves, as MNIST has them, are in it, too.
 */
export function makeLessons({ digits, indices, strings, seed, keep, whole = false }) {
  const index = indexDigits(digits, indices);
  const parts = [];
  if (whole) {
    for (const i of indices)
      parts.push({ image: digits.images.subarray(i * SIZE, (i + 1) * SIZE), label: digits.labels[i] });
  }
  for (let n = 0; n < strings; n++) {
    const random = new Random(seed, n);
    const { images, labels } = lessonOf(writeString(digits, index, random));
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === RUBBISH && random.uniform() > keep) continue;
      parts.push({ image: images.subarray(i * SIZE, (i + 1) * SIZE), label: labels[i] });
    }
  }
  const images = new Uint8Array(new SharedArrayBuffer(parts.length * SIZE));
  const labels = new Uint8Array(new SharedArrayBuffer(parts.length));
  for (const [i, { image, label }] of parts.entries()) {
    images.set(image, i * SIZE);
    labels[i] = label;
  }
  return { name: 'pieces', count: parts.length, rows: 28, columns: 28, images, labels, classes: SYMBOLS };
}
