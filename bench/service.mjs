// A peer's side of the protocol: one JSON request a line on stdin, one JSON reply a line on stdout (see README.md).
// All JavaScript peers share this clock and these loops; a peer brings only `open`.
import { createInterface } from 'node:readline';
import { networks, planLayers } from './networks.mjs';
import { readTensors } from './tensors.mjs';

/** Thrown by a peer that cannot do what is asked, whatever the numbers. */
export class Unsupported extends Error {}

/** Plain SGD with momentum, the same in every peer: v = momentum v + gradient, w = w - rate v. */
export const SGD = { rate: 0.01, momentum: 0.9 };

/**
 * `open({ network, layers, tensors, threads })` gives a model:
 *   version, note                 words for the report
 *   forward(images, count, first) logits of `count` images, the pool's from `first` on (or a promise of them)
 *   train(batch, steps, pool)     steps of SGD on the first `pool` images, round and round; may give the number of
 *                                 steps that were really made
 *   reset()                       back to the weights that were loaded
 * `train` and `reset` may be left out; `limits.infer` says why inference is not to be measured.
 */
export function serve(open) {
  console.log = console.error; // a library's chatter must not get between the replies
  let session;
  const commands = {
    async load({ network, weights, threads }) {
      const definition = networks[network];
      const tensors = readTensors(weights);
      const model = await open({ network: definition, layers: planLayers(definition), tensors, threads });
      const images = tensors.images.values;
      const pool = tensors.labels.values.length;
      session = { model, images, pixels: images.length / pool, pool };
      return { version: model.version, note: model.note, threads };
    },
    check: (request) => check(session, request),
    train: (request) => train(session, request),
    infer: (request) => infer(session, request),
    one: (request) => one(session, request),
  };
  answer(commands);
}

async function answer(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let reply;
    try {
      reply = await commands[request.cmd](request);
    } catch (error) {
      reply = explain(error);
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  process.exit(0); // some libraries leave threads running
}

function explain(error) {
  if (error instanceof Unsupported) return { unsupported: error.message };
  if (error.code === 'ERR_MODULE_NOT_FOUND') return { missing: error.message.split('\n')[0] };
  return { error: String(error.stack ?? error) };
}

/** The first `count` images from `first` on, without a copy. */
const take = ({ images, pixels }, first, count) => images.subarray(first * pixels, (first + count) * pixels);

/** Logits of the first `n` images, after `steps` steps of training on the first batch. */
async function check(session, { n, steps = 0, batch = 64 }) {
  const { model } = session;
  if (steps > 0) {
    if (!model.train) throw new Unsupported('inference only');
    await model.train(batch, steps, batch);
  }
  const outputs = Array.from(await model.forward(take(session, 0, n), n, 0));
  if (steps > 0) await model.reset();
  return { outputs };
}

async function train({ model, pool }, { batch, steps }) {
  if (!model.train) throw new Unsupported('inference only');
  const start = performance.now();
  const made = await model.train(batch, steps, pool);
  return measured(start, batch * (made ?? steps));
}

async function infer(session, { batch, count }) {
  const { model, pool } = session;
  if (model.limits?.infer) throw new Unsupported(model.limits.infer);
  const batches = Math.ceil(count / batch);
  const places = Math.floor(pool / batch);
  const start = performance.now();
  for (let b = 0; b < batches; b++) {
    const first = (b % places) * batch;
    const outputs = model.forward(take(session, first, batch), batch, first);
    if (outputs instanceof Promise) await outputs;
  }
  return measured(start, batches * batch);
}

/** One image after the other, each answer awaited before the next question. */
async function one(session, { repeats }) {
  const reply = await infer(session, { batch: 1, count: repeats });
  return { ...reply, microseconds: (reply.seconds * 1e6) / repeats };
}

function measured(start, samples) {
  const seconds = (performance.now() - start) / 1000;
  return { seconds, samplesPerSecond: samples / seconds };
}
