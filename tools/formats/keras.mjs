// .h5 and .keras files under h5py and numpy (run_keras.py), model.json under TensorFlow.js.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertFile } from '../../dist/node/index.js';
import { Classifier } from '../../dist/src/index.js';
import { compare, findOracle, paintSet, root } from './comparison.mjs';
import { findPython } from './python.mjs';

/** Subjects whose outputs are probabilities: that is what Keras gives. */
async function asProbabilities(subjects, set) {
  const found = [];
  for (const subject of subjects) {
    const classifier = await Classifier.open(subject.model);
    const outputs = classifier.probabilities(set.images, set.count, set.rows, set.columns);
    found.push({ ...subject, outputs, kind: 'scores' });
  }
  return found;
}

/** Rows for the table; what is not installed is left out with a message. */
export async function measureKeras(given, set, oracles) {
  const subjects = await asProbabilities(given, set);
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-keras-'));
  try {
    return [
      ...(await measureHdf5(subjects, set, folder)),
      ...(await measureTfjs(subjects, set, folder, oracles)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureHdf5(subjects, set, folder) {
  const python = findPython('h5py', 'numpy');
  if (!python) {
    console.error('keras: no Python with h5py; left out');
    return [];
  }
  const version = spawnSync(python, ['-c', 'import h5py; print(h5py.__version__)'], {
    encoding: 'utf8',
  }).stdout.trim();
  const rows = [];
  for (const subject of subjects) {
    const { definition } = subject.model;
    const input = join(folder, 'input');
    writeFileSync(input, new Uint8Array(paintSet(definition, set).buffer));
    for (const ending of ['h5', 'keras']) {
      const path = join(folder, `${subject.name}.${ending}`);
      const { files } = await convertFile(subject.path, path);
      const size = [definition.input.rows, definition.input.columns].map(String);
      const words = ['-B', join(root, 'tools/formats/run_keras.py'), path, input, ...size];
      const { stdout, stderr } = spawnSync(python, words, { maxBuffer: 1 << 28 });
      if (stdout.length !== 4 * set.count * subject.classes) throw new Error(`keras: ${stderr}`);
      const theirs = new Float32Array(new Uint8Array(stdout).buffer);
      rows.push({
        ...{
          model: subject.name,
          format: `Keras .${ending}`,
          bytes: files[0].bytes,
          by: `h5py ${version}, numpy`,
        },
        ...compare(subject, theirs, set.labels),
      });
    }
  }
  return rows;
}

async function measureTfjs(subjects, set, folder, oracles) {
  const tf = await findOracle('@tensorflow/tfjs', oracles);
  if (!tf) {
    console.error('tfjs: @tensorflow/tfjs is not installed; left out');
    return [];
  }
  const rows = [];
  for (const subject of subjects) {
    const { definition } = subject.model;
    const path = join(folder, `${subject.name}.json`);
    const { files } = await convertFile(subject.path, path);
    const model = await tf.loadLayersModel({ load: async () => readArtifacts(path, folder) });
    const shape = [set.count, definition.input.rows, definition.input.columns, 1];
    const theirs = await model
      .predict(tf.tensor(paintSet(definition, set), shape), { batchSize: 100 })
      .data();
    rows.push({
      ...{ model: subject.name, format: 'TensorFlow.js', by: `tfjs ${tf.version.tfjs}` },
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      ...compare(subject, theirs, set.labels),
    });
  }
  return rows;
}

function readArtifacts(path, folder) {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(path, 'utf8'));
  const [{ paths, weights }] = weightsManifest;
  const { buffer } = new Uint8Array(readFileSync(join(folder, paths[0])));
  return { modelTopology, weightSpecs: weights, weightData: buffer };
}
