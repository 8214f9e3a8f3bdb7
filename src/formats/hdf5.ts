// HDF5 files as plain trees, by h5wasm (the HDF5 library itself, compiled to WebAssembly), which is loaded when the first
// one is met. It is an optional part: without it there is an error that says what to install.
import { FormatError, UsageError } from '../errors.ts';

export interface Hdf5Dataset {
  readonly kind: 'dataset';
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface Hdf5Group {
  readonly kind: 'group';
  /** Texts and lists of texts; others are left out. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  readonly children: ReadonlyMap<string, Hdf5Group | Hdf5Dataset>;
}

const MOST_ENTRIES = 10_000;
const MOST_VALUES = 2 ** 28;
const DEEPEST = 16;
const SIGNATURE = [0x89, 0x48, 0x44, 0x46];

async function load() {
  try {
    const h5wasm = await import('h5wasm');
    const library = await h5wasm.ready;
    // Otherwise it prints its own trace for every damaged file.
    library.activate_throwing_error_handler();
    return { h5wasm, files: library.FS };
  } catch (cause) {
    throw new UsageError('HDF5: the package h5wasm is not installed. npm install h5wasm', { cause });
  }
}

type Library = Awaited<ReturnType<typeof load>>['h5wasm'];
type Entity = InstanceType<Library['Group']> | InstanceType<Library['Dataset']>;

/** Names inside the library's own file system, which nobody else sees. */
let opened = 0;

/** The whole file. Throws FormatError, or UsageError without h5wasm. */
export async function readHdf5(bytes: Uint8Array, where: string): Promise<Hdf5Group> {
  if (SIGNATURE.some((byte, n) => bytes[n] !== byte))
    throw new FormatError(`${where}: not an HDF5 file; expected it to begin with \\x89HDF.`);
  const { h5wasm, files } = await load();
  const name = `read-${opened++}.h5`;
  files.writeFile(name, bytes);
  const total = { entries: 0, values: 0 };
  try {
    const file = new h5wasm.File(name, 'r');
    try {
      return readGroup(h5wasm, file, where, total, 0);
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`${where}: damaged HDF5 file: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
    });
  } finally {
    files.unlink(name);
  }
}

function readGroup(
  h5wasm: Library,
  group: InstanceType<Library['Group']>,
  where: string,
  total: { entries: number; values: number },
  depth: number,
): Hdf5Group {
  if (depth > DEEPEST) throw new FormatError(`${where}: groups deeper than ${DEEPEST}; the file is damaged.`);
  const children = new Map<string, Hdf5Group | Hdf5Dataset>();
  for (const name of group.keys()) {
    if (++total.entries > MOST_ENTRIES)
      throw new FormatError(`${where}: expected at most ${MOST_ENTRIES} entries, got more.`);
    const entity = group.get(name);
    if (entity instanceof h5wasm.Group)
      children.set(name, readGroup(h5wasm, entity, where, total, depth + 1));
    else if (entity instanceof h5wasm.Dataset) {
      const dataset = readDataset(entity, `${where}: ${entity.path}`, total);
      if (dataset) children.set(name, dataset);
    }
  }
  return { kind: 'group', attributes: readAttributes(group), children };
}

/** Undefined for what is no array of numbers. Sizes are checked before values are unpacked. */
function readDataset(
  dataset: InstanceType<Library['Dataset']>,
  where: string,
  total: { values: number },
): Hdf5Dataset | undefined {
  const { shape, dtype } = dataset;
  if (shape === null || typeof dtype !== 'string' || !/^[<>|=]?[bBhHiIqQefd]$/.test(dtype)) return undefined;
  const length = shape.reduce((product, size) => product * Number(size), 1);
  total.values += length;
  if (!(total.values <= MOST_VALUES))
    throw new FormatError(`${where}: expected at most ${MOST_VALUES} values in all, got more.`);
  const found = length === 0 ? [] : dataset.value;
  const values = Float32Array.from(
    typeof found === 'number' ? [found] : (found as ArrayLike<number>),
    Number,
  );
  if (values.length !== length)
    throw new FormatError(`${where}: expected [${shape}] values, got ${values.length}.`);
  return { kind: 'dataset', shape: shape.map(Number), values };
}

function readAttributes(entity: Entity): Record<string, string | string[]> {
  const texts: Record<string, string | string[]> = {};
  for (const [name, { value }] of Object.entries(entity.attrs)) {
    const list = Array.isArray(value) ? value : [value];
    if (!list.every((text) => typeof text === 'string')) continue;
    texts[name] = typeof value === 'string' ? value : (list as string[]);
  }
  return texts;
}

/** The file of a tree, values as float32. It holds the time, so that no two are the same bytes. Throws UsageError. */
export async function writeHdf5(root: Hdf5Group): Promise<Uint8Array> {
  const { h5wasm, files } = await load();
  const name = `write-${opened++}.h5`;
  const file = new h5wasm.File(name, 'w');
  try {
    writeGroup(file, root);
  } finally {
    file.close();
  }
  const bytes = Uint8Array.from(files.readFile(name));
  files.unlink(name);
  return bytes;
}

function writeGroup(group: InstanceType<Library['Group']>, { attributes, children }: Hdf5Group): void {
  for (const [name, value] of Object.entries(attributes)) {
    // An empty list has no type to be guessed from.
    if (value.length > 0) group.create_attribute(name, value as string | string[]);
    else group.create_attribute(name, [], [0], 'S1');
  }
  for (const [name, child] of children) {
    if (child.kind === 'group') writeGroup(group.create_group(name), child);
    else group.create_dataset({ name, data: child.values, shape: [...child.shape], dtype: '<f4' });
  }
}
