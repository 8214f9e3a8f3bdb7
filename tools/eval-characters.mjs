// Measures the recognition of single characters on real pictures and on made rubbish: npm run eval:characters --
// --data FOLDER [--only NAME] [--model FILE]. Prints for each set the error without rejection, what is accepted at the
// default setting, the error among that, and the time; writes what went wrong as contact sheets to out/characters/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawStrokes, encodePng, loadMnist, loadModel, Random, Recognizer } from '../dist/node/index.js';
import { makeChallenge } from './characters/challenge.mjs';
import { drawLine } from './characters/restyle.mjs';
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
const recognizer = await Recognizer.open(await loadModel(option('model', 'models/characters.safetensors')));

/** What is answered for each item, with the mean time in milliseconds. */
function answersOf(items, recognize) {
  const start = performance.now();
  const answers = items.map((item) => ({ ...item, answer: recognize(item) }));
  return { answers, milliseconds: (performance.now() - start) / items.length };
}

const isWrong = ({ answer, label }) => answer.digit !== label;
const isAccepted = ({ answer }) => answer.status === 'accepted';

/** `3 blank, 2 uncertain` */
function reasonsOf(answers) {
  const counts = {};
  for (const { answer } of answers)
    if (answer.reason) counts[answer.reason] = (counts[answer.reason] ?? 0) + 1;
  const list = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return list.join(', ') || 'none';
}

function summary(answers) {
  const wrong = answers.filter(isWrong).length;
  const accepted = answers.filter(isAccepted);
  const badly = accepted.filter(isWrong).length;
  return (
    `${wrong} of ${answers.length} wrong (${percent(wrong, answers.length)}); accepted ${accepted.length}, ` +
    `${badly} wrong (${percent(badly, accepted.length)}); rejected ${answers.length - accepted.length} ` +
    `(${percent(answers.length - accepted.length, answers.length)}): ${reasonsOf(answers)}`
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

async function reportChallenge() {
  for (const [kind, pictures] of Object.entries(makeChallenge(await loadMnist('test'), 500, 1))) {
    const items = pictures.map((picture) => ({ picture, label: null }));
    const { answers } = answersOf(items, ({ picture }) => recognizer.recognize(picture));
    const accepted = answers.filter(isAccepted);
    console.log(
      `made, ${kind}: ${accepted.length} of ${answers.length} accepted (${percent(accepted.length, answers.length)}); ` +
        `rejected: ${reasonsOf(answers)}`,
    );
    writeSheet(`made ${kind} accepted`, accepted);
    if (option('all', '')) writeSheet(`made ${kind}`, answers.slice(0, 120));
  }
}

/** The same strokes at three scales and random places, by three pens: as strokes, and as drawings on a large sheet. */
function reportStrokes(items) {
  const ways = [
    [
      'strokes, pen in twentieths of the digit',
      (item, scale, pen) => drawStrokes(moved(item, scale), { pen }),
    ],
    ['strokes on a sheet of 200 x 200, size 56 pixels at scale 1, pen in pixels', onSheet],
  ];
  for (const [name, draw] of ways) {
    console.log(`${name}:`);
    for (const scale of [0.5, 1, 2]) {
      const cells = [1, 2, 3].map((pen) => {
        const { answers, milliseconds } = answersOf(items, (item) =>
          recognizer.recognize(draw(item, scale, pen)),
        );
        const wrong = answers.filter(isWrong).length;
        const accepted = answers.filter(isAccepted).length;
        return (
          `pen ${pen}: ${wrong} of ${items.length} wrong (${percent(wrong, items.length)}), ` +
          `${percent(items.length - accepted, items.length)} rejected, ${milliseconds.toFixed(1)} ms`
        );
      });
      console.log(`  scale ${scale}: ${cells.join('; ')}`);
    }
  }
}

/** The strokes in other units and somewhere else. */
function moved({ strokes, index }, scale) {
  const random = new Random(5, index);
  const shift = [random.uniform(-5000, 5000), random.uniform(-5000, 5000)];
  return strokes.map((stroke) => stroke.map((value, i) => scale * value + shift[i % 2]));
}

/** Somewhere on a sheet, black on white. */
function onSheet({ strokes, index }, scale, pen) {
  const [side, margin] = [200, 8];
  const random = new Random(6, index);
  const axes = [0, 1].map((axis) => strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === axis)));
  const low = axes.map((values) => Math.min(...values));
  const extents = axes.map((values, axis) => Math.max(...values) - low[axis]);
  const factor = (56 * scale) / Math.max(...extents, 1e-9);
  const shift = extents.map((extent) => margin + random.uniform(0, side - 2 * margin - extent * factor));
  const ink = new Float32Array(side * side);
  for (const stroke of strokes) {
    const places = stroke.map((value, i) => (value - low[i % 2]) * factor + shift[i % 2]);
    for (let i = 0; i < places.length; i += 2) {
      const next = Math.min(i + 2, places.length - 2);
      drawLine(ink, side, places[i], places[i + 1], places[next], places[next + 1], pen / 2);
    }
  }
  return { width: side, height: side, data: Uint8Array.from(ink, (value) => 255 - 255 * value) };
}

if ('mnist'.includes(only)) await reportMnist();
if ('made'.includes(only)) await reportChallenge();
for (const { name, items } of listSets(option('data', '../shared/data'), only)) {
  report(name, items, ({ picture }) => recognizer.recognize(picture));
}
const strokes = 'strokes'.includes(only) ? readStrokes(option('data', '../shared/data')) : undefined;
// Every fourth: eighteen ways to draw each.
if (strokes) reportStrokes(strokes.filter(({ index }) => index % 4 === 0));
