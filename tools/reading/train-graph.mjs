// Trains the network of pieces on, on whole lines: so that of all ways through the graphs of made strings those that
// write what is written count (discriminative forward training, sections VI and VII of the paper). Weights a little of
// the way to where that ends are kept: what single pieces taught carries further to other people's writing.
// Reads models/reading.safetensors, or --from FILE, and writes it, or --out FILE.
import { hashWeights, loadMnist, loadModel, saveModel } from '../../dist/node/index.js';
import { Distorter } from '../../dist/src/data/distort.js';
import { splitAtRandom } from '../../dist/src/data/split.js';
import { compileKernels } from '../../dist/src/kernels/simd/compile.js';
import { createMeasuringKernels, instantiateKernels } from '../../dist/src/kernels/simd/kernels.js';
import { createMemory } from '../../dist/src/kernels/simd/memory.js';
import { Network } from '../../dist/src/networks/network.js';
import { Painter } from '../../dist/src/networks/painter.js';
import { planNetwork } from '../../dist/src/networks/plan.js';
import { Random } from '../../dist/src/random.js';
import { RUBBISH, SYMBOLS } from '../../dist/src/reading/symbols.js';
import { STREAM } from '../../dist/src/training/feed.js';
import { graphLoss } from '../../dist/src/training/graph-loss.js';
import { rateAt } from '../../dist/src/training/recipe.js';
import { Updater } from '../../dist/src/training/updater.js';
import { makeLattices } from './lattices.mjs';
import { HELD_OUT } from './lessons.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const strings = Number(option('strings', 16000));
const epochs = Number(option('epochs', 6));
const share = Number(option('share', 0.2));
const threads = Number(option('threads', 2));
const from = option('from', 'models/reading.safetensors');
const out = option('out', 'models/reading.safetensors');

const SIDE = 28;
/** Graphs of a batch, and most pieces of one pass. */
const BATCH = 8;
const CAPACITY = 128;
/** Lines that are further from being read than this, in logarithms of a probability, are left out. */
const HOPELESS = 40;

const recipe = {
  ...{ name: 'graph', loss: 'graph', strings, epochs, batch: BATCH, seed: 1, averaging: 0.999 },
  update: { rule: 'adamW', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.01 },
  schedule: { peak: 0.001, warmup: 0.05, shape: 'cosine' },
  distortions: {
    ...{ rotation: 5, scale: 0.06, aspect: 0.06, shear: 0.08 },
    ...{ shift: 1, elastic: 0.4, thickness: 0.3 },
  },
};

const before = await loadModel(from);
const plan = planNetwork(before.definition);
const { rows, columns, background, foreground } = before.definition.input;

/** The network and what an update needs, in one memory. */
function build(kernels) {
  const { arena } = kernels;
  const [parameters, average, first, second, gradient] = Array.from({ length: 5 }, () =>
    arena.floats(plan.length),
  );
  const network = new Network(plan, kernels, {
    ...{ capacity: CAPACITY, mode: 'training', parameters, gradients: [gradient] },
    derived: (length) => arena.floats(length),
  });
  return { network, parameters, average, first, second, gradients: [gradient] };
}

const measuring = createMeasuringKernels();
build(measuring);
const memory = createMemory(measuring.arena.used, false);
const kernels = instantiateKernels(await compileKernels(false), memory);
const shared = build(kernels);
const { network, parameters, average, gradients } = shared;
const updater = new Updater(plan, recipe, shared, kernels, 0, 1);
const painter = new Painter(before.definition, SIDE, SIDE);
const distorter = new Distorter(SIDE, SIDE, recipe.distortions);
const random = new Random(0);
painter.clear(network.input);

/** Paints pieces `first`.. of a graph into the network, distorted where an epoch is told, and runs it. */
function show({ images }, first, count, n, epoch) {
  for (let b = 0; b < count; b++) {
    const [offset, at] = [(first + b) * SIDE * SIDE, b * rows * columns];
    if (epoch === undefined) {
      painter.paint(images, offset, network.input, at);
      continue;
    }
    random.reseed(recipe.seed, STREAM.distortion, epoch, n, first + b);
    distorter.distort(images, offset, random, network.input, at, rows, columns, background, foreground);
  }
  network.forward(count);
}

/** Calls `visit` with the first piece and the number of pieces of every pass. */
function inPasses(pieces, visit) {
  for (let first = 0; first < pieces; first += CAPACITY) visit(first, Math.min(CAPACITY, pieces - first));
}

/** The loss of graph `n`, and its gradient by the network's outputs. */
function judge(lattice, n, epoch) {
  const pieces = lattice.from.length;
  const scores = new Float64Array(pieces * SYMBOLS);
  inPasses(pieces, (first, count) => {
    show(lattice, first, count, n, epoch);
    for (let piece = 0; piece < count; piece++) {
      const [at, to] = [piece * SYMBOLS, (first + piece) * SYMBOLS];
      for (let m = 0; m < SYMBOLS; m++) {
        scores[to + m] = network.output[at + m] - network.output[at + RUBBISH] - lattice.penalties[to + m];
      }
    }
  });
  const gradient = new Float64Array(scores.length);
  const loss = graphLoss(lattice, scores, lattice.text, gradient);
  // Every score is over that of the rubbish.
  for (let at = 0; at < gradient.length; at += SYMBOLS) {
    gradient[at + RUBBISH] = -gradient.subarray(at, at + SYMBOLS).reduce((sum, value) => sum + value, 0);
  }
  return { loss, gradient };
}

/** Adds the gradient of graph `n` to the network's; gives the loss. */
function learn(lattice, n, epoch) {
  const { loss, gradient } = judge(lattice, n, epoch);
  if (!(loss < HOPELESS)) return HOPELESS;
  const pieces = lattice.from.length;
  inPasses(pieces, (first, count) => {
    // The pass before is still in the network where there was but one.
    if (pieces > CAPACITY) show(lattice, first, count, n, epoch);
    const part = gradient.subarray(first * SYMBOLS, (first + count) * SYMBOLS);
    network.outputGradient.set(part);
    network.backward(count, 0);
  });
  return loss;
}

/** Mean loss of graphs that were not trained on, with these weights. */
function evaluate(lattices, weights) {
  const own = parameters.slice();
  parameters.set(weights);
  network.refresh();
  const sum = lattices.reduce((total, lattice, n) => total + Math.min(HOPELESS, judge(lattice, n).loss), 0);
  parameters.set(own);
  network.refresh();
  return sum / lattices.length;
}

const digits = await loadMnist('training');
const { training, validation } = splitAtRandom(digits.count, HELD_OUT, 1);
console.log(`cutting ${strings} strings ...`);
const lattices = await makeLattices({
  digits,
  indices: training,
  count: strings,
  seed: recipe.seed,
  threads,
});
const heldOut = await makeLattices({ digits, indices: validation, count: 1000, seed: 2, threads });
parameters.set(before.parameters);
network.refresh();
console.log(`before: ${evaluate(heldOut, parameters).toFixed(3)} held out`);
const steps = epochs * Math.ceil(lattices.length / BATCH);
const start = performance.now();
for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
  const order = new Random(recipe.seed, STREAM.order, epoch).shuffle([...lattices.keys()]);
  let sum = 0;
  for (let at = 0; at < order.length; at += BATCH) {
    const batch = order.slice(at, at + BATCH);
    gradients[0].fill(0);
    for (const n of batch) sum += learn(lattices[n], n, epoch);
    const rate = rateAt(recipe.schedule, step, steps);
    step++;
    updater.update(1, batch.length, rate, step);
    network.refresh();
  }
  const minutes = ((performance.now() - start) / 60000).toFixed(1);
  const other = evaluate(heldOut, average).toFixed(3);
  console.log(
    `epoch ${epoch + 1}: loss ${(sum / order.length).toFixed(3)}, ${other} held out; ${minutes} min`,
  );
}
const mixed = before.parameters.map((own, i) => (1 - share) * own + share * average[i]);
const card = {
  ...before.card,
  graph: { recipe, from: hashWeights(before), share, data: `graphs of ${strings} made strings` },
};
const model = { definition: before.definition, parameters: mixed, card };
await saveModel(out, model);
console.log(`${out}: weights ${hashWeights(model)}`);
