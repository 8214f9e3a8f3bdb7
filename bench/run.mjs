// Measures lenet5 against its peers: all must agree first, then every round runs every task on every peer in turn.
//   node bench/run.mjs [--network M|K] [--rounds 7] [--json out.json]    (README.md has the other options)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readDigits } from './digits.mjs';
import { makeTensors, networks, planLayers, workOf } from './networks.mjs';
import { measurePeak } from './peak.mjs';
import { Peer, peers } from './peer.mjs';
import { formatTable, summarize } from './report.mjs';
import { writeTensors } from './tensors.mjs';

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', default: 'M' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '0.5' }, // of each measurement
    batch: { type: 'string', default: '64' }, // of training
    threads: { type: 'string', default: '1,2' },
    peers: { type: 'string', default: peers.map(({ name }) => name).join(',') },
    json: { type: 'string' },
  },
});
const network = networks[options.network];
if (!network) fail(`--network must be one of ${Object.keys(networks).join(', ')}; got ${options.network}.`);
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const work = workOf(network);
const batch = Number(options.batch);

/** What is measured. `amount`: the request's name for how much, `unit`: how many images one of it is. */
const tasks = [
  {
    title: `Training, batch ${batch}`,
    cmd: 'train',
    batch,
    amount: 'steps',
    unit: batch,
    work: work.training,
  },
  { title: 'Inference, batch 256', cmd: 'infer', batch: 256, amount: 'count', unit: 1, work: work.forward },
  { title: 'One image', cmd: 'one', amount: 'repeats', unit: 1, work: work.forward, asTime: true },
];

const POOL = 1024; // digits to take images from
const CHECKED = 64; // images
const TRAINED = 3; // steps before the second check
const TOLERANCE = 1e-3; // on logits of size 1

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

const request = ({ cmd, batch, amount, unit }, images) => ({
  cmd,
  ...(batch && { batch }),
  [amount]: Math.max(1, Math.ceil(images / unit)),
});

function describeMachine() {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const git = (...words) => execFileSync('git', words, { cwd: here, encoding: 'utf8' }).trim();
  let commit = 'unknown';
  try {
    commit =
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') ? ' and changes' : '');
  } catch {} // not a checkout
  return {
    date: new Date().toISOString(),
    commit,
    node: process.version,
    processor: `${cpus().length} x ${cpus()[0].model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: loadavg()[0],
  };
}

/** Starts and loads every wanted peer, once for each number of threads; says why one is left out. */
async function startPeers(weights) {
  const wanted = options.peers.split(',');
  const running = [];
  for (const kind of peers.filter(({ name }) => wanted.includes(name))) {
    for (const threads of options.threads.split(',').map(Number)) {
      const peer = new Peer(kind, threads);
      const layers = planLayers(network);
      const reply = await peer.ask({ cmd: 'load', network: options.network, weights, layers, threads });
      if (reply.version) {
        console.log(`${peer.name} ${reply.version}, ${threads} thread(s). ${reply.note ?? ''}`);
        running.push(Object.assign(peer, reply));
        continue;
      }
      peer.close();
      if (reply.missing)
        console.log(`${peer.name}: left out (${reply.missing}). To have it: ${peer.install}`);
      else console.log(`${peer.name}, ${threads} thread(s): left out. ${reply.unsupported ?? reply.error}`);
      if (reply.missing) break;
    }
  }
  return running;
}

/** Compares everybody's logits with those of the first peer that is not ours; gives those who agree. */
async function keepCorrect(running) {
  const wrong = new Set();
  for (const steps of [0, TRAINED]) {
    const answers = [];
    for (const peer of running) {
      const reply = await peer.ask({ cmd: 'check', n: CHECKED, steps, batch: 64 });
      if (reply.outputs) answers.push({ peer, outputs: reply.outputs });
      else if (reply.error) {
        wrong.add(peer);
        console.log(`${peer.name}: ${reply.error}`);
      }
    }
    const reference = answers.find(({ peer }) => peer.name !== 'lenet5') ?? answers[0];
    for (const { peer, outputs } of answers) {
      const difference = largestDifference(outputs, reference.outputs);
      const isRight = difference <= TOLERANCE; // false for NaN too
      if (!isRight) wrong.add(peer);
      const when = steps ? `after ${steps} steps of training` : 'as loaded';
      const verdict = isRight ? '' : ' WRONG, left out';
      const from = reference.peer.name;
      console.log(
        `${peer.name}/${peer.threads} ${when}: ${difference.toExponential(1)} from ${from}${verdict}`,
      );
    }
  }
  if (wrong.size > 0) process.exitCode = 1;
  return running.filter((peer) => !wrong.has(peer));
}

function largestDifference(a, b) {
  if (a.length !== CHECKED * 10) return Number.NaN;
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n])), 0);
}

/** Warms up and finds how many images fill `seconds`; undefined where a peer cannot do the task. */
async function calibrate(peer, task) {
  let images = task.unit;
  let reply = await peer.ask(request(task, images)); // compiles: its time says nothing
  for (let turn = 0; turn < 3 && reply.samplesPerSecond; turn++) {
    reply = await peer.ask(request(task, images));
    if (!reply.samplesPerSecond || reply.seconds > seconds / 2) break;
    images = Math.min(reply.samplesPerSecond * seconds, images * 50);
  }
  if (!reply.samplesPerSecond) {
    console.log(`${task.title}, ${peer.name}/${peer.threads}: ${reply.unsupported ?? reply.error}`);
    return undefined;
  }
  return {
    peer,
    task,
    images: reply.samplesPerSecond * seconds,
    configuration: reply.configuration,
    rates: [],
  };
}

async function measure(running) {
  const entries = [];
  for (const task of tasks) {
    for (const peer of running) entries.push(await calibrate(peer, task));
  }
  const measured = entries.filter(Boolean);
  for (let round = 0; round < rounds; round++) {
    for (const task of tasks) {
      const group = measured.filter((entry) => entry.task === task);
      for (let n = 0; n < group.length; n++) {
        const entry = group[(n + round) % group.length]; // nobody always follows the same one
        const reply = await entry.peer.ask(request(task, entry.images));
        if (reply.error) throw new Error(`${entry.peer.name}: ${reply.error}`);
        entry.rates.push(reply.samplesPerSecond);
      }
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  return measured;
}

function report(measured, peak) {
  return tasks.map((task) => {
    const rows = measured
      .filter((entry) => entry.task === task)
      .map(({ peer, configuration, rates }) => ({
        peer: peer.name,
        threads: peer.threads,
        configuration,
        rates,
      }));
    const summary = summarize(rows, task.work, peak);
    if (rows.length > 0) console.log(formatTable(task.title, summary, task.asTime));
    return { task: task.cmd, batch: task.batch ?? 1, rows: summary };
  });
}

const folder = mkdtempSync(join(tmpdir(), 'lenet5-bench-'));
const weights = join(folder, 'weights.safetensors');
const machine = describeMachine();
console.log(
  `${network.name}, ${work.forward} multiply-adds forward, ${work.training} in a training step, per image`,
);
console.log(
  Object.entries(machine)
    .map(([name, value]) => `${name} ${value}`)
    .join(', '),
);
if (machine.load > 0.5) console.log('The machine is busy: rates, ratios and shares will be noise.');
let running = [];
try {
  writeTensors(weights, makeTensors(network, readDigits(POOL)));
  const before = await measurePeak();
  running = await startPeers(weights);
  const measured = await measure(await keepCorrect(running));
  const after = await measurePeak(); // a machine that was busy at one end may be free at the other
  const peak = { one: Math.max(before.one, after.one), two: Math.max(before.two, after.two) };
  console.log(
    `Peak, float32 SIMD: ${peak.one.toFixed(1)} GFLOP/s on 1 thread, ${peak.two.toFixed(1)} on 2\n`,
  );
  const results = report(measured, peak);
  if (options.json) {
    const versions = running.map(({ name, threads, version, note }) => ({ name, threads, version, note }));
    const everything = {
      machine,
      network: network.name,
      work,
      peak,
      rounds,
      seconds,
      peers: versions,
      results,
    };
    writeFileSync(options.json, `${JSON.stringify(everything, null, 2)}\n`);
  }
} finally {
  for (const peer of running) peer.close();
  rmSync(folder, { recursive: true });
}
