// Checkpoints as bytes: what comes back, and what is refused.
import { FormatError, readSafetensors, writeSafetensors } from 'lenet5';
import { beforeAll, describe, expect, it } from 'vitest';
import { lenet5 } from '../../src/networks/lenet5.ts';
import { writeModel } from '../../src/networks/model.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../src/training/checkpoint.ts';
import { makeDigits } from './digits.ts';
import { recipe, runTraining, small } from './runs.ts';

const options = {
  definition: small,
  recipe,
  training: makeDigits(40),
  evaluation: [makeDigits(10, 2, 'others')],
};
let checkpoint: Checkpoint;
let bytes: Uint8Array;
beforeAll(async () => {
  checkpoint = (await runTraining(options)).checkpoints[1];
  bytes = writeCheckpoint(checkpoint);
});

/** The file with other metadata, and without the tensor `absent`. */
function rewrite(change: Record<string, string>, absent = ''): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes, 'run');
  tensors.delete(absent);
  return writeSafetensors(tensors, { ...metadata, ...change });
}

function expectRefused(damaged: Uint8Array, message: string | RegExp): void {
  const read = () => readCheckpoint(damaged, 'run');
  expect(read).toThrow(message);
  // By name: this file's classes and the built package's are two of the same.
  expect(read).toThrow(expect.objectContaining({ name: FormatError.name }));
}

describe('a checkpoint', () => {
  it('comes back whole, as the same bytes each time', () => {
    expect(readCheckpoint(bytes, 'run')).toEqual(checkpoint);
    expect(writeCheckpoint(readCheckpoint(bytes, 'run'))).toEqual(bytes);
  });

  it('from bytes leads to the same end as from memory', async () => {
    const fromMemory = await runTraining({ ...options, resume: checkpoint });
    const fromBytes = await runTraining({ ...options, resume: readCheckpoint(bytes, 'run') });
    expect(fromBytes.done).toEqual(fromMemory.done);
  });

  it('is not a model, nor a model a checkpoint', () => {
    const parameters = new Float32Array(planNetwork(lenet5).length);
    expectRefused(
      writeModel({ definition: lenet5, parameters, card: {} }),
      "run: not a checkpoint; expected the kind 'lenet5 checkpoint 1', got 'lenet5 model 1'. A finished model cannot be resumed.",
    );
    expectRefused(rewrite({ kind: 'lenet5 checkpoint 0' }), "got 'lenet5 checkpoint 0'");
  });

  it('damaged is refused: tensors', () => {
    for (const name of ['parameters', 'average', 'first', 'second']) {
      expectRefused(rewrite({}, name), `run: the checkpoint has no '${name}'; it is damaged.`);
    }
    const { length } = bytes;
    expectRefused(
      bytes.subarray(0, length / 2),
      `run: the file is cut off; expected ${length} bytes, got ${length / 2}. Copy or download it again.`,
    );
    expectRefused(bytes.subarray(0, 100), /^run: the file is cut off in its header/);
    const spoiled = bytes.slice();
    new DataView(spoiled.buffer).setFloat32(spoiled.length - 8, Number.NaN, true);
    expectRefused(spoiled, /^run: tensor "second": value \d+ is NaN; expected finite numbers\.$/);
  });

  it('damaged is refused: state', () => {
    for (const state of ['', '{', 'null', '7', '"text"']) {
      expectRefused(
        rewrite({ state }),
        "run: the checkpoint's state is missing or no JSON object; it is damaged.",
      );
    }
    const whole = JSON.parse(readSafetensors(bytes, 'run').metadata.state);
    for (const key of ['definition', 'recipe', 'epochs', 'history', 'data']) {
      const { [key]: _, ...rest } = whole;
      expectRefused(
        rewrite({ state: JSON.stringify(rest) }),
        "run: the checkpoint's state lacks its definition",
      );
    }
    expectRefused(rewrite({ state: JSON.stringify({ ...whole, epochs: -1 }) }), 'it is damaged');
    expectRefused(rewrite({ state: JSON.stringify({ ...whole, history: {} }) }), 'it is damaged');
  });
});
