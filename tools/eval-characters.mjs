// Measures the recognition of single characters on real pictures and on made rubbish: npm run eval:characters --
// --data FOLDER [--only NAME] [--model FILE]. Prints for each set the error without rejection, what is accepted at the
// default setting, the error among that, and the time; writes what went wrong as contact sheets to out/characters/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawStrokes, encodePng, loadMnist, loadModel, Recognizer } from '../dist/node/index.js';
import { listSets, readStrokes } from './characters/sets.mjs';
import { drawSheet } from './reading/sheet.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const percent = (part, whole) => `${((100 * part) / whole).toFixed(2)} %`;

const only = option('only', '');
const out = 'out/characters';
mkdirSync(out, { recursive: true });
const recognizer = await Recognizer.open(await loadModel(option('model', 'models/lenet5-best.safetensors')));

/** What is answered for each item, with the mean time in milliseconds. */
function answersOf(items, recognize) {
  const start = performance.now();
  const answers = items.map((item) => ({ ...item, answer: recognize(item) }));
  return { answers, milliseconds: (performance.now() - start) / items.length };
}

const isWrong = ({ answer, label }) => answer.digit !== label;
const isAccepted = ({ answer }) => answer.status === 'accepted';

function summary(answers) {
  const wrong = answers.filter(isWrong).length;
  const accepted = answers.filter(isAccepted);
  const reasons = {};
  for (const { answer } of answers)
    if (answer.reason) reasons[answer.reason] = (reasons[answer.reason] ?? 0) + 1;
  const list = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  const badly = accepted.filter(isWrong).length;
  return (
    `${wrong} of ${answers.length} wrong (${percent(wrong, answers.length)}); accepted ${accepted.length}, ` +
    `${badly} wrong (${percent(badly, accepted.length)}); rejected ${answers.length - accepted.length} ` +
    `(${percent(answers.length - accepted.length, answers.length)})${list.length ? `: ${list.join(', ')}` : ''}`
  );
}

function writeSheet(name, answers) {
  if (answers.length === 0) return;
  const cells = answers.map(({ picture, label, answer }) => ({
    ...{ picture, label: String(label), read: String(answer.digit ?? ''), confidence: answer.confidence },
  }));
  writeFileSync(join(out, `${name.replaceAll(' ', '-')}.png`), encodePng(drawSheet(cells)));
}

function report(name, items, recognize) {
  const { answers, milliseconds } = answersOf(items, recognize);
  console.log(`${name}: ${summary(answers)}; ${milliseconds.toFixed(2)} ms a picture`);
  for (const half of [0, 1]) {
    const part = answers.filter((item) => item.half === half);
    if (part.length > 0) console.log(`  ${half === 0 ? 'first' : 'second'} half: ${summary(part)}`);
  }
  writeSheet(`${name} wrong`, answers.filter(isWrong));
  writeSheet(
    `${name} rejected`,
    answers.filter((item) => !isWrong(item) && !isAccepted(item)),
  );
}

async function reportMnist() {
  const { images, labels, count } = await loadMnist('test');
  const items = Array.from({ length: count }, (_, i) => ({
    picture: { width: 28, height: 28, data: images.subarray(i * 784, (i + 1) * 784) },
    label: labels[i],
  }));
  report('mnist test as it is', items, ({ picture }) => recognizer.recognizeInk(picture.data, 28, 28));
  report('mnist test as pictures', items, ({ picture }) => recognizer.recognize(picture));
}

if ('mnist'.includes(only)) await reportMnist();
for (const { name, items } of listSets(option('data', '../shared/data'), only)) {
  report(name, items, ({ picture }) => recognizer.recognize(picture));
}
const strokes = 'strokes'.includes(only) ? readStrokes(option('data', '../shared/data')) : undefined;
if (strokes) {
  for (const pen of [1, 2, 3]) {
    report(
      `strokes pen ${pen}`,
      strokes.map((item) => ({ ...item, picture: drawStrokes(item.strokes, { pen }) })),
      ({ picture }) => recognizer.recognize(picture),
    );
  }
}
