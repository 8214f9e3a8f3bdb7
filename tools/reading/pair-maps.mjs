// Puts maps that are often active together side by side, in both networks that read. In whole numbers they are computed in
// pairs, and a pair is left out where both have what they have on paper. What the networks answer stays the same but for
// the order of sums.
import { loadMnist, loadModel, saveModel } from '../../dist/node/index.js';
import { Inspector } from '../../dist/src/networks/inspect.js';

const DIGITS = 400;
const SIDE = 28;
const FILES = ['models/reading.safetensors', 'models/reading-line.safetensors'];

const train = await loadMnist('training');

/** As many digits side by side as fit into the network's field. */
function* picturesFor({ columns }) {
  const across = Math.floor(columns / SIDE);
  const image = new Uint8Array(SIDE * SIDE * across);
  for (let first = 0; first < DIGITS; first += across) {
    for (let row = 0; row < SIDE; row++) {
      for (let n = 0; n < across; n++) {
        const from = ((first + n) * SIDE + row) * SIDE;
        image.set(train.images.subarray(from, from + SIDE), (row * across + n) * SIDE);
      }
    }
    yield { image, columns: SIDE * across };
  }
}

/** What each map has on paper, as the kernels find it: what it has in the first place, if that is commoner than 0; else 0. */
function paperOf({ shape: { maps }, values }) {
  return Array.from({ length: maps }, (_, m) => {
    let more = -1;
    for (let at = m; at < values.length; at += maps)
      more += Number(values[at] === values[m]) - Number(values[at] === 0);
    return more > 0 ? values[m] : 0;
  });
}

/** How often two maps of a layer have not what they have on paper in one place, [map][map]. */
function countTogether(layer, together) {
  const { shape, values } = layer;
  const { maps } = shape;
  const paper = paperOf(layer);
  for (let place = 0; place < values.length; place += maps) {
    const active = [];
    for (let m = 0; m < maps; m++) if (values[place + m] !== paper[m]) active.push(m);
    for (const a of active) for (const b of active) together[a * maps + b]++;
  }
}

/** The maps in pairs: again and again the two of those left that are active together most often. */
function pairsOf(maps, together) {
  const pairs = [];
  for (let a = 0; a < maps; a++) for (let b = a + 1; b < maps; b++) pairs.push([a, b]);
  pairs.sort(([a, b], [c, d]) => together[c * maps + d] - together[a * maps + b]);
  const order = new Set();
  for (const [a, b] of pairs) if (!order.has(a) && !order.has(b)) order.add(a).add(b);
  return [...order, ...Array.from({ length: maps }, (_, m) => m).filter((m) => !order.has(m))];
}

/** The share of pairs of neighbours of which one is active, of which each map is in `places`. */
function shareOf(order, together, places) {
  const maps = order.length;
  const count = (a, b) => together[order[a] * maps + order[b]];
  let sum = 0;
  for (let m = 0; m < maps; m += 2) sum += count(m, m) + count(m + 1, m + 1) - count(m, m + 1);
  return sum / (places * (maps / 2));
}

/** A copy of `values`, in blocks of `order.length` times `size`, whose parts of `size` are in this order. */
function reorder(values, order, size) {
  const block = order.length * size;
  return values.map((_, n) => {
    const within = n % block;
    return values[n - within + order[Math.floor(within / size)] * size + (within % size)];
  });
}

/** Every layer's maps in pairs, and the next one's weights with them. */
async function pairMaps(model) {
  const inspector = await Inspector.open(model);
  const { layers, input } = inspector.plan;
  const weighted = layers.flatMap(({ tensors }, l) => (tensors.length > 0 ? [l] : []));
  const counts = layers.map(({ plan }) => new Float64Array(plan.output.maps ** 2));
  const places = layers.map(() => 0);
  for (const { image, columns } of picturesFor(input)) {
    inspector.look(image, SIDE, columns).layers.forEach((maps, l) => {
      countTogether(maps, counts[l]);
      places[l] += maps.values.length / maps.shape.maps;
    });
  }
  const parameters = model.parameters.slice();
  const change = ({ offset, length }, order, size) =>
    parameters.set(reorder(parameters.slice(offset, offset + length), order, size), offset);
  for (const [n, l] of weighted.slice(0, -1).entries()) {
    const next = weighted[n + 1];
    const { maps } = layers[l].plan.output;
    const [together, all] = [counts[next - 1], places[next - 1]];
    const order = pairsOf(maps, together);
    const [before, after] = [order.toSorted((a, b) => a - b), order].map((own) =>
      shareOf(own, together, all),
    );
    console.log(
      `${layers[l].definition.name}: ${before.toFixed(2)} of the pairs are active, now ${after.toFixed(2)}`,
    );
    for (const tensor of layers[l].tensors) change(tensor, order, 1);
    change(layers[next].tensors[0], order, layers[next].plan.output.maps);
  }
  return { ...model, parameters };
}

for (const file of FILES) {
  console.log(file);
  await saveModel(file, await pairMaps(await loadModel(file)));
}
