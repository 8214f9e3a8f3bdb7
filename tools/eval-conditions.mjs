// How well digits are found under conditions that pictures have: npm run eval:conditions -- [--scenes 60] [--only WORD]
// [--docs].
// MNIST's test digits, one alone for `recognize` and four to six in a row for `read`, are put under each of them
// (tools/conditions); prints how many are answered right, and how many wrong answers were sure; with --docs into
// docs/conditions.md.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadMnist, loadModel, openReader, Random, Recognizer } from '../dist/node/index.js';
import { CONDITIONS } from './conditions/conditions.mjs';
import { composeScene } from './conditions/scene.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const count = Number(option('scenes', 60));
const only = option('only', '');

/** A wrong answer is sure above this confidence. */
const SURE = 0.9;

const digits = await loadMnist('test');
const recognizer = await Recognizer.open(await loadModel('models/characters.safetensors'));
const reader = await openReader();
const recognize = (picture) => {
  const { digit, confidence } = recognizer.recognize(picture);
  return { text: String(digit), confidence };
};
const read = (picture) => {
  const { value, confidence } = reader.read(picture);
  return { text: value, confidence };
};

/** Right answers, and sure wrong ones, of `count` scenes. */
function measure(condition, answer, lengthOf) {
  const counts = { right: 0, sure: 0 };
  for (let n = 0; n < count; n++) {
    const random = new Random(1, n);
    const { text, ...scene } = composeScene(digits, lengthOf(random), random);
    const found = answer(condition(scene, random));
    if (found.text === text) counts.right++;
    else if (found.confidence > SURE) counts.sure++;
  }
  return counts;
}

const percent = (part) => `${((100 * part) / count).toFixed(0)} %`;
const textOf = ({ right, sure }) => percent(right) + (sure > 0 ? `, ${sure} wrong and sure` : '');
const rows = [];
for (const name of Object.keys(CONDITIONS).filter((each) => each.includes(only))) {
  const one = textOf(measure(CONDITIONS[name], recognize, () => 1));
  const several = textOf(measure(CONDITIONS[name], read, (random) => 4 + random.integer(3)));
  rows.push([name, one, several]);
  console.log(name.padEnd(36), one.padEnd(24), several);
}
if (process.argv.includes('--docs')) writeDocs();

function writeDocs() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const lines = [
    '# Bad conditions',
    '',
    `Made by \`npm run eval:conditions -- --docs\`, commit ${commit}, seed 1, ${count} scenes each: MNIST's test digits, one`,
    'alone for `recognize`, four to six in a row for `read`, on paper of 235 grey levels with ink of 35 unless told otherwise',
    '(`tools/conditions`). The percentages are right answers; wrong and sure: with a confidence above 0.9. The cleaning of',
    'pictures was improved on these very conditions.',
    '',
    '| | one digit | four to six |',
    '| --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
  writeFileSync('docs/conditions.md', `${lines.join('\n')}\n`);
}
