// Keras' files: .h5 of Keras 2 (one HDF5 file), .keras of Keras 3 (a ZIP archive of configuration and weights). Both need
// h5wasm.
import { FormatError } from '../errors.ts';
import { type Hdf5Dataset, type Hdf5Group, readHdf5, writeHdf5 } from '../formats/hdf5.ts';
import { decodeUtf8, encodeUtf8 } from '../formats/utf8.ts';
import { readZip, writeZip } from '../formats/zip.ts';
import type { Model } from '../networks/model.ts';
import type { Shape } from '../shape.ts';
import { type Imported, type ImportOptions, levelsIn } from './assemble.ts';
import { type KerasConfig, type KerasLayer, readKerasConfig } from './keras-config.ts';
import { exportKeras, type KerasLayerWithWeights, snakeCase } from './keras-export.ts';
import { importKeras } from './keras-import.ts';
import type { Tensor } from './step.ts';

/** Of the versions whose layout is written. */
const VERSIONS = { h5: '2.15.0', keras: '3.0.0' };

function parseJson(text: string | undefined, what: string, where: string): unknown {
  if (text === undefined)
    throw new FormatError(`${where}: ${what} is missing; expected a whole model, not weights alone.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${where}: ${what} is no JSON; the file is damaged.`, { cause });
  }
}

const groupAt = (group: Hdf5Group | undefined, path: string): Hdf5Group | undefined => {
  let found: Hdf5Group | Hdf5Dataset | undefined = group;
  for (const name of path.split('/')) found = found?.kind === 'group' ? found.children.get(name) : undefined;
  return found?.kind === 'group' ? found : undefined;
};

const datasetAt = (group: Hdf5Group, path: string): Hdf5Dataset | undefined => {
  const names = path.split('/');
  const parent = names.length > 1 ? groupAt(group, names.slice(0, -1).join('/')) : group;
  const found = parent?.children.get(names[names.length - 1]);
  return found?.kind === 'dataset' ? found : undefined;
};

/** A whole model of Keras 2, `model.save('x.h5')`. Throws FormatError, ShapeError, or UsageError without h5wasm. */
export async function readKerasH5(
  bytes: Uint8Array,
  where: string,
  options: ImportOptions = {},
): Promise<Imported> {
  const root = await readHdf5(bytes, where);
  const text = root.attributes.model_config;
  const config = readKerasConfig(
    parseJson(typeof text === 'string' ? text : undefined, 'model_config', where),
    where,
  );
  const weights = groupAt(root, 'model_weights') ?? root;
  const weightsOf = ({ name }: KerasLayer): Tensor[] => {
    const group = groupAt(weights, name);
    const names = group?.attributes.weight_names ?? [];
    return [names].flat().map((path) => {
      const found = group && datasetAt(group, path);
      if (!found) throw new FormatError(`${where}: the weights ${path.slice(0, 64)} are missing.`);
      return found;
    });
  };
  return importKeras(config, weightsOf, where, options, levelsIn(root.attributes['lenet5.input']), 'h5');
}

/** A model of Keras 3, `model.save('x.keras')`. Throws FormatError, ShapeError, or UsageError without h5wasm. */
export async function readKeras(
  bytes: Uint8Array,
  where: string,
  options: ImportOptions = {},
): Promise<Imported> {
  const files = readZip(bytes, where);
  const textOf = (name: string) => {
    const found = files.get(name);
    return found && decodeText(found, `${where}: ${name}`);
  };
  const config = readKerasConfig(parseJson(textOf('config.json'), 'config.json', where), where);
  const packed = files.get('model.weights.h5');
  if (!packed) throw new FormatError(`${where}: model.weights.h5 is missing from the archive.`);
  const root = await readHdf5(packed, `${where}: model.weights.h5`);
  const layers = groupAt(root, 'layers') ?? groupAt(root, '_layer_checkpoint_dependencies') ?? root;
  const groups = variableGroups(config);
  const weightsOf = (layer: KerasLayer): Tensor[] => {
    const vars = groupAt(layers, `${groups.get(layer)}/vars`) ?? groupAt(layers, `${layer.name}/vars`);
    const count = vars?.children.size ?? 0;
    return Array.from({ length: count }, (_, n) => {
      const found = vars && datasetAt(vars, String(n));
      if (!found)
        throw new FormatError(`${where}: weights ${n} of layer ${layer.name.slice(0, 64)} are missing.`);
      return found;
    });
  };
  const metadata = textOf('metadata.json');
  const levels =
    metadata === undefined
      ? undefined
      : levelsIn(pick(parseJson(metadata, 'metadata.json', where), 'lenet5.input'));
  return importKeras(config, weightsOf, where, options, levels, 'keras');
}

const pick = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

function decodeText(bytes: Uint8Array, where: string): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new FormatError(`${where}: no UTF-8; the file is damaged.`, { cause });
  }
}

/** Weights lie under the kind of layer and its count, whatever a layer is called. */
function variableGroups({ layers }: KerasConfig): Map<KerasLayer, string> {
  const used = new Map<string, number>();
  const groups = new Map<KerasLayer, string>();
  for (const layer of layers) {
    if (layer.className === 'InputLayer') continue;
    const base = snakeCase(layer.className);
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    groups.set(layer, count === 0 ? base : `${base}_${count}`);
  }
  return groups;
}

/** The configuration of a Sequential model as Keras 2 has it. */
export function configOfKeras2(name: string, input: Shape, layers: readonly KerasLayerWithWeights[]) {
  const shape = [null, input.rows, input.columns, input.maps];
  const first = { batch_input_shape: shape, dtype: 'float32', sparse: false, ragged: false, name: 'input_1' };
  const others = layers.map(({ className, config }) => ({ class_name: className, config }));
  return {
    class_name: 'Sequential',
    config: { name, layers: [{ class_name: 'InputLayer', config: first }, ...others] },
  };
}

function configOfKeras3(name: string, input: Shape, layers: readonly KerasLayerWithWeights[]) {
  const shape = [null, input.rows, input.columns, input.maps];
  const entry = (className: string, config: object) => ({
    ...{ module: 'keras.layers', class_name: className, config, registered_name: null },
  });
  const first = entry('InputLayer', {
    batch_shape: shape,
    dtype: 'float32',
    sparse: false,
    name: 'input_layer',
  });
  const others = layers.map(({ className, config }) => entry(className, config));
  return {
    ...{ module: 'keras', class_name: 'Sequential', registered_name: null },
    config: { name, trainable: true, dtype: 'float32', layers: [first, ...others], build_input_shape: shape },
    build_config: { input_shape: shape },
  };
}

const group = (
  children: Iterable<readonly [string, Hdf5Group | Hdf5Dataset]>,
  attributes: Hdf5Group['attributes'] = {},
): Hdf5Group => ({ kind: 'group', attributes, children: new Map(children) });

const dataset = ({ shape, values }: Tensor): Hdf5Dataset => ({ kind: 'dataset', shape, values });

/** The .h5 of Keras 2. Throws FormatError, or UsageError without h5wasm. */
export async function writeKerasH5(model: Model): Promise<Uint8Array> {
  const { input, layers } = exportKeras(model);
  const versions = { keras_version: VERSIONS.h5, backend: 'tensorflow' };
  const weights = layers.map(({ name, weights: own }) => {
    const names = own.map((weight) => `${name}/${weight.name}:0`);
    const inner = group(own.map((weight) => [`${weight.name}:0`, dataset(weight)] as const));
    return [name, group(own.length > 0 ? [[name, inner]] : [], { weight_names: names })] as const;
  });
  const root = group(
    [['model_weights', group(weights, { ...versions, layer_names: layers.map(({ name }) => name) })]],
    {
      ...versions,
      model_config: JSON.stringify(configOfKeras2(model.definition.name, input, layers)),
      'lenet5.input': JSON.stringify(model.definition.input),
    },
  );
  return writeHdf5(root);
}

/** The .keras of Keras 3. Throws FormatError, or UsageError without h5wasm. */
export async function writeKeras(model: Model): Promise<Uint8Array> {
  const { input, layers } = exportKeras(model);
  const weights = layers
    .filter(({ weights: own }) => own.length > 0)
    .map(({ name, weights: own }) => {
      const vars = group(own.map((weight, n) => [String(n), dataset(weight)] as const));
      return [name, group([['vars', vars]], { name })] as const;
    });
  const metadata = {
    ...{ keras_version: VERSIONS.keras, date_saved: '1980-01-01@00:00:00' },
    'lenet5.input': model.definition.input,
  };
  const json = (value: unknown) => encodeUtf8(JSON.stringify(value));
  return writeZip(
    new Map([
      ['metadata.json', json(metadata)],
      ['config.json', json(configOfKeras3(model.definition.name, input, layers))],
      ['model.weights.h5', await writeHdf5(group([['layers', group(weights)]]))],
    ]),
  );
}
