// Strings as lessons are made, but of real digits that no network was trained on: many more of other people's digits than
// the sets of real strings have, to tell small differences by. In layout they are as hard as lessons.
import { createDataset, encodePng, Random } from '../../dist/node/index.js';
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { drawText } from '../../dist/src/data/texts.js';
import { drawWriting } from '../../dist/src/data/writing.js';
import { normalizePicture } from '../../dist/src/vision/normalize.js';
import { listSets } from '../characters/sets.mjs';

const SETS = ['usps', 'unipen-digits', 'nsysu-digits'];
const STRINGS = 700;
const NAME = 'composed of ';

/** What was no digit when it was made into a character is left out, as `normalizePicture` finds nothing there. */
function digitsOf({ name, items }) {
  const found = items.flatMap(({ picture, label }) => {
    const normalized = normalizePicture(picture);
    return normalized.status === 'ok' ? [{ image: normalized.image, label }] : [];
  });
  const images = new Uint8Array(found.length * 784);
  for (const [n, { image }] of found.entries()) images.set(image, n * 784);
  return createDataset({
    ...{ name, rows: 28, columns: 28, images },
    labels: Uint8Array.from(found, ({ label }) => label),
  });
}

/** The composed sets whose name contains `only`, as `listSets` of sets.mjs gives the others; texts without a digit are left out. */
export function composeSets(data, only = '') {
  return SETS.filter((name) => `${NAME}${name}`.includes(only)).flatMap((name) => {
    const [set] = listSets(data, name);
    if (!set) return [];
    const digits = digitsOf(set);
    const index = indexDigits(digits, digits.labels.keys());
    if (index.some(({ length }) => length === 0)) {
      console.log(`${NAME}${name}: left out, not every digit is there`);
      return [];
    }
    const items = Array.from({ length: STRINGS }, (_, n) => {
      const random = new Random(77, n);
      const text = drawText(random);
      const hand = { ...drawWriting(random), drawn: 0, chain: undefined };
      const { picture } = writeString(digits, index, random, text, hand);
      return { file: `${n}.png`, bytes: encodePng(picture), label: text.replace(/\D/g, '') };
    });
    return [{ name: `${NAME}${name}`, field: 'digits', items: items.filter(({ label }) => label) }];
  });
}
