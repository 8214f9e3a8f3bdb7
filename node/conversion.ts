// Models in other software's formats, as files: which format a name stands for, what is read and what is written.
import { basename, dirname, extname, join } from 'node:path';
import {
  type Imported,
  type Levels,
  quantizeModel,
  readKeras,
  readKerasH5,
  readOnnxModel,
  readPt,
  readStateDict,
  readTfjs,
  type Tensor,
  writeCHeader,
  writeKeras,
  writeKerasH5,
  writeOnnxModel,
  writePt,
  writeStateDict,
  writeTfjs,
} from '../src/exchange.ts';
import {
  type Model,
  readModel,
  readSafetensors,
  UsageError,
  writeModel,
  writeSafetensors,
} from '../src/index.ts';
import { readBytes, writeFileAtomically } from './files.ts';
import { keepBefore, loadDefinition } from './models.ts';
import { checkOutput } from './output.ts';

export interface ConversionOptions {
  /** Names of formats; otherwise by the files' endings. */
  readonly from?: string;
  readonly to?: string;
  readonly withPreprocessing?: boolean;
  readonly int8?: boolean;
  readonly levels?: Levels;
  readonly name?: string;
  /** Of state_dicts, which have no architecture: the network by name, or a definition's file. */
  readonly network?: string;
  /** Of state_dicts: which of their names is which layer. */
  readonly map?: ReadonlyMap<string, string>;
  /** Of state_dicts that are written: a file with the names and shapes that are wanted. */
  readonly like?: string;
}

export interface Conversion {
  readonly from: string;
  readonly to: string;
  readonly model: Model;
  readonly notes: readonly string[];
  /** What was written, with its size in bytes. */
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  /** Where the .safetensors is kept that was in the place of the one written, if it was another. */
  readonly before?: string;
}

interface Format {
  readonly title: string;
  readonly endings: readonly string[];
  readonly read?: (path: string, options: ConversionOptions) => Promise<Imported>;
  /** Files by path. */
  readonly write?: (
    model: Model,
    path: string,
    options: ConversionOptions,
  ) => Promise<ReadonlyMap<string, Uint8Array>>;
}

const one = (path: string, bytes: Uint8Array): ReadonlyMap<string, Uint8Array> => new Map([[path, bytes]]);

/** A state_dict: a .pt, otherwise safetensors, whose order is that of names with 2 before 10. */
async function loadStateDict(path: string): Promise<ReadonlyMap<string, Tensor>> {
  const bytes = await readBytes(path);
  if (/\.pth?$/i.test(path)) return readPt(bytes, path);
  const { tensors } = readSafetensors(bytes, path);
  return new Map([...tensors].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}

async function importStateDict(path: string, { network, ...options }: ConversionOptions): Promise<Imported> {
  const tensors = await loadStateDict(path);
  return readStateDict(tensors, path, {
    ...options,
    network: network === undefined ? undefined : await loadDefinition(network),
  });
}

async function exportStateDict(model: Model, path: string, { map, like, int8 }: ConversionOptions) {
  const names = like === undefined ? undefined : await loadStateDict(like);
  const tensors = writeStateDict(int8 ? quantizeModel(model) : model, { map, like: names });
  return one(path, /\.pth?$/i.test(path) ? writePt(tensors) : writeSafetensors(tensors, { format: 'pt' }));
}

/** By the names that --from and --to take. */
export const formats: Readonly<Record<string, Format>> = {
  lenet5: {
    title: "this library's own",
    endings: ['.safetensors'],
    read: async (path) => ({ model: readModel(await readBytes(path), path), notes: [] }),
    write: async (model, path, { int8 }) => one(path, writeModel(int8 ? quantizeModel(model) : model)),
  },
  onnx: {
    title: 'ONNX',
    endings: ['.onnx'],
    read: async (path, options) => readOnnxModel(await readBytes(path), path, options),
    write: async (model, path, { withPreprocessing: preprocessing, int8 }) =>
      one(path, writeOnnxModel(model, { preprocessing, int8 })),
  },
  pytorch: {
    title: "PyTorch's state_dict",
    endings: ['.pt', '.pth', '.safetensors'],
    read: importStateDict,
    write: exportStateDict,
  },
  keras: {
    title: 'Keras 3',
    endings: ['.keras'],
    read: async (path, options) => readKeras(await readBytes(path), path, options),
    write: async (model, path, { int8 }) => one(path, await writeKeras(int8 ? quantizeModel(model) : model)),
  },
  h5: {
    title: 'Keras 2',
    endings: ['.h5', '.hdf5'],
    read: async (path, options) => readKerasH5(await readBytes(path), path, options),
    write: async (model, path, { int8 }) =>
      one(path, await writeKerasH5(int8 ? quantizeModel(model) : model)),
  },
  tfjs: {
    title: 'TensorFlow.js layers model',
    endings: ['.json'],
    read: async (path, options) =>
      readTfjs(await readBytes(path), (shard) => readBytes(join(dirname(path), shard)), path, options),
    write: async (model, path, { int8 }) => {
      const shard = `${basename(path, extname(path))}.weights.bin`;
      const { json, weights } = writeTfjs(int8 ? quantizeModel(model) : model, shard);
      // The file that names the other one comes last.
      return new Map([
        [join(dirname(path), shard), weights],
        [path, json],
      ]);
    },
  },
  c: {
    title: 'C99 header',
    endings: ['.h'],
    write: async (model, path, { int8 }) =>
      one(path, new TextEncoder().encode(writeCHeader(model, { int8 }))),
  },
};

function findFormat(path: string, named: string | undefined, flag: string, does: 'read' | 'write'): string {
  const able = Object.entries(formats).filter(([, format]) => format[does]);
  const list = able.map(([name, { endings }]) => `${name} (${endings.join(', ')})`).join(', ');
  const ending = extname(path).toLowerCase();
  const found = able.find(([name, { endings }]) => (named ? name === named : endings.includes(ending)));
  if (!found) {
    const [where, got] = named ? [flag, named] : [path, ending || 'no ending'];
    throw new UsageError(`${where}: expected a format to ${does}: ${list}; got ${got}.`);
  }
  return found[0];
}

/** A flag that would change nothing is a misunderstanding. */
function checkFlags(options: ConversionOptions, from: string, to: string): void {
  const rules: [string, unknown, boolean, string][] = [
    ['--with-preprocessing', options.withPreprocessing, to === 'onnx', 'ONNX files that are written'],
    ['--like', options.like, to === 'pytorch', 'state_dicts that are written'],
    ['--network', options.network, from === 'pytorch', 'state_dicts that are read'],
    ['--map', options.map, from === 'pytorch' || to === 'pytorch', 'state_dicts'],
    ['--levels', options.levels, from !== 'lenet5', "other software's models that are read"],
    ['--name', options.name, from !== 'lenet5', "other software's models that are read"],
  ];
  const wrong = rules.find(([, value, fits]) => value !== undefined && !fits);
  if (wrong) throw new UsageError(`${wrong[0]}: is for ${wrong[3]}; this reads ${from} and writes ${to}.`);
}

/** By the ending; a .safetensors that says nothing of this library is a state_dict. */
async function detect(input: string): Promise<string> {
  const found = findFormat(input, undefined, '--from', 'read');
  if (found !== 'lenet5') return found;
  const { metadata } = readSafetensors(await readBytes(input), input);
  return metadata.kind?.startsWith('lenet5') ? found : 'pytorch';
}

/**
 * Reads `input`, writes `output`. Throws UsageError (no such file or format), FormatError (damaged, or with layers that
 * have no counterpart) or ShapeError; nothing is written then.
 */
export async function convertFile(
  input: string,
  output: string,
  options: ConversionOptions = {},
): Promise<Conversion> {
  const from = options.from ? findFormat(input, options.from, '--from', 'read') : await detect(input);
  const to = findFormat(output, options.to, '--to', 'write');
  await checkOutput({ name: output, path: output, inputs: [input, options.like, options.network] });
  checkFlags(options, from, to);
  const { model, notes } = await formats[from].read!(input, options);
  const files = await formats[to].write!(model, output, options);
  // What a training gave cannot be converted again.
  const before = /\.safetensors$/i.test(output) ? await keepBefore(output, files.get(output)) : undefined;
  for (const [path, bytes] of files) await writeFileAtomically(path, bytes);
  return {
    ...{ from, to, model, notes, before },
    files: [...files].map(([file, { length: bytes }]) => ({ file, bytes })),
  };
}
