// Exported ONNX files under onnxruntime-web and Debian's python3-onnx checker.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertFile } from '../../dist/node/index.js';
import { checkRounding, compare, findOracle, paintSet } from './comparison.mjs';
import { findPython } from './python.mjs';

const BATCH = 500;
const CHECK = `
import onnx, sys
for path in sys.argv[1:]:
    onnx.checker.check_model(onnx.load(path), full_check=True)
    onnx.shape_inference.infer_shapes(onnx.load(path), strict_mode=True)
print(onnx.__version__)`;

/** Rows for the table; [] with a message where onnxruntime-web is absent. */
export async function measureOnnx(subjects, set, oracles) {
  const ort = await findOracle('onnxruntime-web', oracles);
  if (!ort) {
    console.error('onnx: onnxruntime-web is not installed; left out');
    return [];
  }
  ort.env.logLevel = 'error';
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-onnx-'));
  try {
    const rows = [];
    const paths = [];
    for (const subject of subjects) {
      for (const options of [{}, { int8: true }, { withPreprocessing: true }]) {
        const path = join(folder, `${subject.name}-${Object.keys(options)[0] ?? 'float'}.onnx`);
        const { files } = await convertFile(subject.path, path, options);
        paths.push(path);
        const session = await ort.InferenceSession.create(readFileSync(path));
        const run = options.withPreprocessing ? runBytes : runFloats;
        rows.push({
          ...{
            model: subject.name,
            format: `ONNX${options.int8 ? ' int8' : options.withPreprocessing ? ', bytes in' : ''}`,
          },
          ...{ bytes: files[0].bytes, by: `onnxruntime-web ${ort.env.versions?.web ?? ''}`.trim() },
          ...(await run(ort, session, subject, set, options.int8)),
        });
      }
    }
    checkWithPython(paths);
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runFloats(ort, session, subject, set, isRounded) {
  const { rows, columns } = subject.model.definition.input;
  const theirs = new Float32Array(subject.outputs.length);
  for (let first = 0; first < set.count; first += BATCH) {
    const count = Math.min(BATCH, set.count - first);
    const values = paintSet(subject.model.definition, set, first, count);
    const picture = new ort.Tensor('float32', values, [count, 1, rows, columns]);
    theirs.set(Object.values(await session.run({ picture }))[0].data, first * subject.classes);
  }
  if (isRounded) await checkRounding(subject, theirs, set);
  return compare(subject, theirs, set.labels);
}

/** Digits and probabilities, against the library's. */
async function runBytes(ort, session, subject, set) {
  const { Classifier } = await import('../../dist/src/index.js');
  const classifier = await Classifier.open(subject.model);
  const outputs = classifier.probabilities(set.images, set.count, set.rows, set.columns);
  const theirs = new Float32Array(outputs.length);
  for (let first = 0; first < set.count; first += BATCH) {
    const count = Math.min(BATCH, set.count - first);
    const ink = new ort.Tensor('uint8', set.images.slice(first * 784, (first + count) * 784), [
      count,
      28,
      28,
    ]);
    const { digit, confidence, probabilities } = await session.run({ ink });
    theirs.set(probabilities.data, first * subject.classes);
    for (let p = 0; p < count; p++) {
      const said = probabilities.data[p * subject.classes + Number(digit.data[p])];
      if (said !== confidence.data[p])
        throw new Error(`onnx: picture ${first + p}: digit and confidence disagree`);
    }
  }
  return compare({ ...subject, outputs, kind: 'scores' }, theirs, set.labels);
}

function checkWithPython(paths) {
  const python = findPython('onnx');
  if (!python) return console.error('onnx: no Python with the module onnx; checker left out');
  const { status, stdout, stderr } = spawnSync(python, ['-c', CHECK, ...paths], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`onnx checker: ${stderr}`);
  console.error(`onnx: the checker of onnx ${stdout.trim()} passes ${paths.length} files`);
}
