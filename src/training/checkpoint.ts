// A training run between two epochs: all that is needed to go on to the same bytes. A safetensors file of its own
// kind, apart from the finished model.
import { FormatError } from '../errors.ts';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import type { Definition } from '../networks/definition.ts';
import { isPlainObject } from '../options.ts';
import type { EpochReport } from './history.ts';
import type { Recipe } from './recipe.ts';

const KIND = 'lenet5 checkpoint 1';

export interface Checkpoint {
  readonly definition: Definition;
  readonly recipe: Recipe;
  /** Epochs finished. */
  readonly epochs: number;
  readonly history: readonly EpochReport[];
  /** Name and size of the training set, to notice another one. */
  readonly data: string;
  readonly parameters: Float32Array;
  readonly average: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

const ARRAYS = ['parameters', 'average', 'first', 'second'] as const;

export function writeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { definition, recipe, epochs, history, data } = checkpoint;
  const tensors = new Map(
    ARRAYS.map((name) => [name, { shape: [checkpoint[name].length], values: checkpoint[name] }]),
  );
  return writeSafetensors(tensors, {
    kind: KIND,
    state: JSON.stringify({ definition, recipe, epochs, history, data }),
  });
}

/** Throws FormatError unless `bytes` are a checkpoint. */
export function readCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes, where);
  if (metadata.kind !== KIND) {
    throw new FormatError(
      `${where}: not a checkpoint; expected the kind '${KIND}', got '${metadata.kind ?? 'none'}'. A finished model cannot be resumed.`,
    );
  }
  const arrays = ARRAYS.map((name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new FormatError(`${where}: the checkpoint has no '${name}'; it is damaged.`);
    return [name, tensor.values] as const;
  });
  return { ...parseState(metadata.state, where), ...Object.fromEntries(arrays) } as Checkpoint;
}

function parseState(text: string | undefined, where: string): Partial<Checkpoint> {
  let state: Partial<Checkpoint> | null = null;
  try {
    state = JSON.parse(text ?? '');
  } catch {
    // Said below, with the rest.
  }
  if (!isPlainObject(state)) {
    throw new FormatError(`${where}: the checkpoint's state is missing or no JSON object; it is damaged.`);
  }
  const { definition, recipe, epochs, history, data } = state;
  const hasAll = [definition, definition?.input, recipe].every(isPlainObject) && Array.isArray(history);
  if (!hasAll || !Number.isInteger(epochs) || epochs! < 0 || typeof data !== 'string') {
    throw new FormatError(
      `${where}: the checkpoint's state lacks its definition, recipe, epochs, history or data; it is damaged.`,
    );
  }
  return state;
}
