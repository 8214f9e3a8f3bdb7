// TensorFlow.js layers models: model.json with Keras' configuration and a list of weights, whose bytes lie in files beside
// it.

import { FormatError } from '../errors.ts';
import { concatenate } from '../formats/concatenate.ts';
import { decodeUtf8, encodeUtf8 } from '../formats/utf8.ts';
import type { Model } from '../networks/model.ts';
import { type Imported, type ImportOptions, levelsIn } from './assemble.ts';
import { isObject, type Json, type KerasLayer, readKerasConfig } from './keras-config.ts';
import { exportKeras } from './keras-export.ts';
import { configOfKeras2 } from './keras-files.ts';
import { importKeras } from './keras-import.ts';
import type { Tensor } from './step.ts';

/** Gives the bytes of a file beside model.json. */
export type ShardLoader = (path: string) => Promise<Uint8Array>;

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the stored values, which may be quantised. */
  readonly type: keyof typeof WIDTHS;
  readonly scale: number;
  readonly offset: number;
}

const WIDTHS = { float32: 4, int32: 4, uint16: 2, uint8: 1 } as const;

/** A layers model; `load` is asked for the files that it names. Throws FormatError or ShapeError, and what `load` throws. */
export async function readTfjs(
  bytes: Uint8Array,
  load: ShardLoader,
  where: string,
  options: ImportOptions = {},
): Promise<Imported> {
  const file = parse(bytes, where);
  if (file.format === 'graph-model')
    throw new FormatError(
      `${where}: a graph model; expected a layers model. Convert it from Keras, not from a SavedModel.`,
    );
  const topology = isObject(file.modelTopology) ? file.modelTopology : {};
  const config = readKerasConfig(topology.model_config ?? topology, where);
  const weights = await readWeights(file.weightsManifest, load, where);
  const weightsOf = ({ name }: KerasLayer) => weights.filter((weight) => weight.layer === name);
  const metadata = isObject(file.userDefinedMetadata) ? file.userDefinedMetadata['lenet5.input'] : undefined;
  return importKeras(config, weightsOf, where, options, levelsIn(metadata), 'tfjs');
}

function parse(bytes: Uint8Array, where: string): Json {
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes));
    if (isObject(value)) return value;
  } catch (cause) {
    throw new FormatError(`${where}: expected JSON in UTF-8.`, { cause });
  }
  throw new FormatError(`${where}: expected a JSON object, got something else.`);
}

async function readWeights(
  manifest: unknown,
  load: ShardLoader,
  where: string,
): Promise<(Tensor & { layer: string })[]> {
  if (!Array.isArray(manifest))
    throw new FormatError(`${where}: weightsManifest is missing; expected a list.`);
  const result: (Tensor & { layer: string })[] = [];
  for (const group of manifest) {
    const { paths, weights } = isObject(group) ? group : ({} as Json);
    if (!Array.isArray(paths) || !Array.isArray(weights))
      throw new FormatError(`${where}: a group of weightsManifest has no paths or no weights.`);
    const parts: Uint8Array[] = [];
    for (const path of paths) parts.push(await load(checkPath(path, where)));
    const bytes = concatenate(parts);
    result.push(
      ...splitGroup(
        bytes,
        weights.map((weight) => readEntry(weight, where)),
        where,
      ),
    );
  }
  return result;
}

/** A file may name only what lies beside it or below. */
function checkPath(path: unknown, where: string): string {
  const isInside = typeof path === 'string' && !/(^|[\\/])\.\.([\\/]|$)|^[\\/]|[:\0]/.test(path);
  if (!isInside || path === '') {
    throw new FormatError(
      `${where}: expected the path of a file beside it, got ${JSON.stringify(path)?.slice(0, 80)}.`,
    );
  }
  return path;
}

function readEntry(value: unknown, where: string): Entry {
  const { name, shape, dtype, quantization } = isObject(value) ? value : ({} as Json);
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const { dtype: stored = dtype, scale = 1, min = 0 } = isObject(quantization) ? quantization : {};
  const isKnown = typeof stored === 'string' && Object.hasOwn(WIDTHS, stored);
  if (
    typeof name !== 'string' ||
    !isShape ||
    !isKnown ||
    typeof scale !== 'number' ||
    typeof min !== 'number'
  ) {
    throw new FormatError(
      `${where}: weights ${JSON.stringify(name)?.slice(0, 80)}: expected a name, a shape and a dtype of ${Object.keys(WIDTHS).join(', ')}, got ${JSON.stringify(value)?.slice(0, 120)}.`,
    );
  }
  return { name, shape, type: stored as Entry['type'], scale, offset: min };
}

function splitGroup(
  bytes: Uint8Array,
  entries: readonly Entry[],
  where: string,
): (Tensor & { layer: string })[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const tensors = entries.map(({ name, shape, type, scale, offset }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const start = at;
    at += length * WIDTHS[type];
    if (at > bytes.length)
      throw new FormatError(`${where}: weights ${name.slice(0, 64)} end after their ${bytes.length} bytes.`);
    const read = {
      float32: (n: number) => view.getFloat32(start + 4 * n, true),
      int32: (n: number) => view.getInt32(start + 4 * n, true),
      uint16: (n: number) => view.getUint16(start + 2 * n, true),
      uint8: (n: number) => view.getUint8(start + n),
    }[type];
    const values = Float32Array.from({ length }, (_, n) => read(n) * scale + offset);
    // `sequential/conv2d/kernel`, `conv2d/kernel`, `conv2d/kernel:0`
    return { layer: name.split('/').at(-2) ?? '', shape, values };
  });
  if (at !== bytes.length)
    throw new FormatError(`${where}: expected ${at} bytes of weights, got ${bytes.length}.`);
  return tensors;
}

/** model.json, and the file of the weights that it names `shard`. Throws FormatError or ShapeError. */
export function writeTfjs(model: Model, shard: string): { json: Uint8Array; weights: Uint8Array } {
  const { input, layers } = exportKeras(model);
  const all = layers.flatMap(({ name, weights }) =>
    weights.map((weight) => ({ ...weight, name: `${name}/${weight.name}` })),
  );
  const bytes = new Uint8Array(4 * all.reduce((sum, { values }) => sum + values.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { values } of all) for (const value of values) view.setFloat32(4 * at++, value, true);
  const json = {
    ...{ format: 'layers-model', generatedBy: 'lenet5', convertedBy: null },
    modelTopology: {
      ...{ keras_version: '2.15.0', backend: 'tensorflow' },
      model_config: configOfKeras2(model.definition.name, input, layers),
    },
    weightsManifest: [
      { paths: [shard], weights: all.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
    userDefinedMetadata: { 'lenet5.input': model.definition.input },
  };
  return { json: encodeUtf8(JSON.stringify(json)), weights: bytes };
}
