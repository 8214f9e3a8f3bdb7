// state_dicts under PyTorch (run_torch.py), as .pt and as safetensors.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertFile } from '../../dist/node/index.js';
import { compare, root } from './comparison.mjs';
import { findPython } from './python.mjs';

/** Rows for the table; [] with a message where PyTorch is absent. */
export async function measureTorch(subjects, set) {
  const python = findPython('torch', 'numpy');
  if (!python) {
    console.error('pytorch: no Python with torch; left out');
    return [];
  }
  const version = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], {
    encoding: 'utf8',
  }).stdout.trim();
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-torch-'));
  const path = (name) => join(folder, name);
  try {
    const rows = [];
    writeFileSync(path('ink'), set.images);
    for (const subject of subjects) {
      writeFileSync(path('definition.json'), JSON.stringify(subject.model.definition));
      for (const ending of ['pt', 'safetensors']) {
        const file = path(`state.${ending}`);
        const { files } = await convertFile(subject.path, file, { to: 'pytorch' });
        const words = [join(root, 'tools/formats/run_torch.py'), path('definition.json'), file, path('ink')];
        const { stdout, stderr } = spawnSync(python, words, { maxBuffer: 1 << 28 });
        if (stdout.length !== 4 * set.count * subject.classes) throw new Error(`pytorch: ${stderr}`);
        const theirs = new Float32Array(new Uint8Array(stdout).buffer);
        rows.push({
          ...{
            model: subject.name,
            format: `PyTorch .${ending}`,
            bytes: files[0].bytes,
            by: `torch ${version}`,
          },
          ...compare(subject, theirs, set.labels),
        });
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
