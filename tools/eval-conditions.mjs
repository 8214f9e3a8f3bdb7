// How well digits are found under conditions that pictures have: see USAGE.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { decodePicture, loadMnist, loadModel, openReader, Random, Recognizer } from '../dist/node/index.js';
import { toGrey } from '../dist/src/vision/picture.js';
import { CHANGES } from './conditions/changes.mjs';
import { CONDITIONS } from './conditions/conditions.mjs';
import { composeScene } from './conditions/scene.mjs';
import { addSigns, SIGNS } from './conditions/signs.mjs';
import { listSets } from './reading/sets.mjs';

const USAGE = `npm run eval:conditions -- [--scenes 60] [--data FOLDER] [--only WORD] [--docs]
MNIST's test digits, one alone for 'recognize' and four to six in a row for 'read', are put under each condition; with
--data real pictures of numbers, as many of each set of the folder, are changed, too, and get signs beside the number
(tools/conditions). Prints how many are answered right, and how many wrong answers were sure; with --docs into docs/conditions.md.`;

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit();
}
const count = Number(option('scenes', 60));
const only = option('only', '');
const data = option('data');

/** A wrong answer is sure above this confidence. */
const SURE = 0.9;

const digits = await loadMnist('test');
const recognizer = await Recognizer.open(await loadModel('models/characters.safetensors'));
const reader = await openReader();
const recognize = (picture) => {
  const { digit, confidence } = recognizer.recognize(picture);
  return { text: String(digit), confidence };
};
const read = (picture, field = 'digits') => {
  const { value, confidence } = reader.read(picture, { field });
  return { text: value.replace(/\D/g, ''), confidence };
};

function tally(answers) {
  const right = answers.filter(({ text, label }) => text === label).length;
  const sure = answers.filter(({ text, label, confidence }) => text !== label && confidence > SURE).length;
  return { right, sure, all: answers.length };
}

const namesOf = (table) => Object.keys(table).filter((each) => each.includes(only));
const suffixOf = ({ sure }) => (sure > 0 ? `, ${sure} wrong and sure` : '');
const percentOf = (counts) => `${((100 * counts.right) / counts.all).toFixed(0)} %${suffixOf(counts)}`;
const countOf = (counts) => `${counts.right} of ${counts.all}${suffixOf(counts)}`;

/** Scenes of MNIST's digits under every condition. */
function measureScenes() {
  const measure = (condition, answer, lengthOf) =>
    tally(
      Array.from({ length: count }, (_, n) => {
        const random = new Random(1, n);
        const { text: label, ...scene } = composeScene(digits, lengthOf(random), random);
        return { label, ...answer(condition(scene, random)) };
      }),
    );
  return namesOf(CONDITIONS).map((name) => {
    const one = measure(CONDITIONS[name], recognize, () => 1);
    const several = measure(
      CONDITIONS[name],
      (picture) => read(picture),
      (random) => 4 + random.integer(3),
    );
    return report([name, percentOf(one), percentOf(several)]);
  });
}

/** At most `count` real pictures of every set, at equal distances, under every change: `change(picture, random)` by name. */
function measureReal(sets, changes) {
  const pictures = sets.flatMap(({ field, items }) => {
    const every = Math.ceil(items.length / count);
    return items
      .filter((_, n) => n % every === 0)
      .map(({ file, label }) => {
        const picture = decodePicture(readFileSync(file), file);
        return { field, label, grey: { ...picture, data: toGrey(picture) } };
      });
  });
  return namesOf(changes).map((name) => {
    const answers = pictures.map(({ grey, field, label }, n) => ({
      label,
      ...read(changes[name](grey, new Random(1, n)), field),
    }));
    return report([name, countOf(tally(answers))]);
  });
}

function report([name, ...cells]) {
  console.log(name.padEnd(36), ...cells.map((cell) => cell.padEnd(24)));
  return [name, ...cells];
}

const tableOf = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

const scenes = measureScenes();
const sets = data === undefined ? [] : listSets(data);
const real = sets.length > 0 ? measureReal(sets, CHANGES) : [];
const signChanges = Object.fromEntries(
  Object.entries(SIGNS).map(([name, own]) => [name, (picture, random) => addSigns(picture, own, random)]),
);
/** Nothing stands beside the boxes of a form. */
const unboxed = sets.filter(({ name, field }) => field.cells === undefined && !name.startsWith('nist'));
const signed = unboxed.length > 0 ? measureReal(unboxed, signChanges) : [];
if (process.argv.includes('--docs')) writeDocs();

function writeDocs() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const lines = [
    '# Bad conditions',
    '',
    `Made by \`npm run eval:conditions -- --data FOLDER --docs\`, commit ${commit}, seed 1, ${count} scenes each: MNIST's test digits, one`,
    'alone for `recognize`, four to six in a row for `read`, on paper of 235 grey levels with ink of 35 unless told otherwise',
    '(`tools/conditions`). The percentages are right answers; wrong and sure: with a confidence above 0.9. The cleaning of',
    'pictures was improved on these very conditions.',
    '',
    ...tableOf(['', 'one digit', 'four to six'], scenes),
    ...(real.length > 0
      ? [
          '',
          '## Real pictures, changed',
          '',
          `Of each set of [real pictures](reading.md) ${count}, or all where they are fewer, read after every change. Reading was`,
          'improved on these changes, too.',
          '',
          ...tableOf(['', 'read right'], real),
          '',
          '## Signs around numbers',
          '',
          `What people write beside numbers, drawn onto ${count} real pictures of each set, or all, whose numbers stand in no boxes.`,
          '',
          ...tableOf(['', 'read right'], signed),
        ]
      : []),
  ];
  writeFileSync('docs/conditions.md', `${lines.join('\n')}\n`);
}
