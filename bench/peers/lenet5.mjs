// lenet5 itself, through its public face as built by `npm run build`. It is measured from bytes, as its users have
// them: bringing the pixels to the network's scale is part of its time.
import { readFileSync } from 'node:fs';
import { mapsLast } from '../networks.mjs';
import { SGD, serve } from '../service.mjs';

const EPOCH = 60; // times the pool: about as many digits as MNIST has

serve(async ({ network, layers, tensors, threads }) => {
  const library = await import('../../dist/lib/node.js');
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const definition = library.findNetwork(network.name);
  const loaded = {
    definition,
    parameters: arrange(library.planNetwork(definition), layers, tensors),
    card: {},
  };
  const pixels = tensors.pixels.values;
  let classifier = await library.Classifier.open(loaded);
  const size = { rows: 28, columns: 28, capacity: 1024 };
  const bulk = await library.BulkClassifier.open(loaded, library.createCrew(threads), size);
  const runs = new Map();
  return {
    version,
    limits: {},
    forward(_images, count, first) {
      const ink = pixels.subarray(first * 784, (first + count) * 784);
      return count > 64 ? bulk.outputs(ink, count) : classifier.outputs(ink, count, 28, 28);
    },
    async train(batch, steps, count) {
      const isMeasured = count > batch;
      if (isMeasured) {
        if (!runs.has(batch))
          runs.set(batch, new Run(await begin(library, loaded, tensors, batch, threads, EPOCH)));
        return (await runs.get(batch).advance(batch * steps)) / batch;
      }
      const reports = await begin(library, loaded, tensors, batch, threads, 1, batch, steps);
      for await (const report of reports) {
        if (report.type !== 'done') continue;
        classifier = await library.Classifier.open({ definition, parameters: report.parameters, card: {} });
      }
    },
    async reset() {
      classifier = await library.Classifier.open(loaded);
    },
  };
});

/** The peers' weights in the library's one block. */
function arrange(plan, layers, tensors) {
  const parameters = new Float32Array(plan.length);
  for (const layer of layers) {
    for (const kind of ['weights', 'biases']) {
      const fullName = `${layer.name}.${kind}`;
      const place = plan.tensors.find((tensor) => tensor.fullName === fullName);
      const { values } = tensors[fullName];
      if (place?.length !== values.length)
        throw new Error(`${fullName}: ${place?.length} values in the library`);
      parameters.set(kind === 'weights' ? mapsLast(layer, values) : values, place.offset);
    }
  }
  return parameters;
}

/** Training from the loaded weights, on the first `count` digits `repeated` times: an iterator of reports. */
async function begin(library, { definition, parameters }, tensors, batch, threads, repeated, count, epochs) {
  const training = makeSet(library, tensors, repeated, count ?? tensors.labels.values.length);
  const base = library.recipeFor(definition.name);
  const recipe = {
    ...base,
    ...{ epochs: 1, batch, shard: Math.min(base.shard, batch), loss: 'crossEntropy' },
    update: { rule: 'momentum', momentum: SGD.momentum, decay: 0 },
    schedule: { peak: SGD.rate, warmup: 0, shape: 'constant' },
    ...{ normalization: false, averaging: 0, distortions: null },
  };
  // The library starts from weights of its own; a checkpoint lets it go on from ours.
  let resume;
  for await (const report of library.train({ definition, recipe, training })) {
    if (report.type !== 'checkpoint') continue;
    const still = new Float32Array(report.checkpoint.first.length);
    const { length } = report.checkpoint.parameters;
    resume = { ...report.checkpoint, epochs: 0, history: [], parameters: parameters.subarray(0, length) };
    Object.assign(resume, { recipe: { ...recipe, epochs: epochs ?? 100_000 }, first: still, second: still });
  }
  const crew = library.createCrew(threads);
  return library.train({ definition, recipe, training, resume, crew });
}

function makeSet(library, tensors, repeated, count) {
  const images = new Uint8Array(new SharedArrayBuffer(repeated * count * 784));
  const labels = new Uint8Array(new SharedArrayBuffer(repeated * count));
  for (let n = 0; n < repeated; n++) {
    images.set(tensors.pixels.values.subarray(0, count * 784), n * count * 784);
    labels.set(tensors.labels.values.subarray(0, count), n * count);
  }
  return library.createDataset({ name: 'bench', rows: 28, columns: 28, images, labels });
}

/** A training run that is advanced report by report and never ends. */
class Run {
  constructor(reports) {
    this.reports = reports;
    this.seen = 0; // images of the current epoch
  }

  /** Trains on at least `images` images; gives how many they were. */
  async advance(images) {
    let done = 0;
    while (done < images) {
      const { value, done: isOver } = await this.reports.next();
      if (isOver) throw new Error('training has ended');
      if (value.type !== 'progress') continue;
      done += value.images - (value.images > this.seen ? this.seen : 0);
      this.seen = value.images;
    }
    return done;
  }
}
