// PyTorch's .pt since 1.6: a ZIP archive with a pickle of a dict of tensors and the tensors' bytes beside it. Tensors in,
// tensors out; a pickle may name only what tensors are made of.
import { FormatError } from '../errors.ts';
import { PickleGlobal, readPickle } from './pickle.ts';
import type { SafeTensor } from './safetensors.ts';
import { encodeUtf8 } from './utf8.ts';
import { readZip, writeZip } from './zip.ts';

type NamedTensors = Map<string, Pick<SafeTensor, 'shape' | 'values'>>;

interface Storage {
  readonly width: number;
  readonly length: number;
  readonly value: (n: number) => number;
}

const WIDTHS: Readonly<Record<string, number>> = {
  FloatStorage: 4,
  DoubleStorage: 8,
  HalfStorage: 2,
  BFloat16Storage: 2,
  LongStorage: 8,
  IntStorage: 4,
};

/** Many tensors may share one storage: a small file could make much of it. */
const MOST_VALUES = 2 ** 28;

/** Keys under which checkpoints keep the state_dict beside other things. */
const NESTED = ['state_dict', 'model_state_dict', 'model', 'net'];

/** The tensors of a state_dict, as float32, in its order. Throws FormatError. */
export function readPt(bytes: Uint8Array, where: string): NamedTensors {
  if (bytes[0] === 0x80)
    throw new FormatError(`${where}: saved as PyTorch did before 1.6. Load it there and save it again.`);
  const files = readZip(bytes, where);
  const root = [...files.keys()].find((name) => /(^|\/)data\.pkl$/.test(name))?.replace(/data\.pkl$/, '');
  if (root === undefined)
    throw new FormatError(`${where}: no data.pkl in the archive; expected a file of torch.save.`);
  if (decodeAscii(files.get(`${root}byteorder`)) === 'big')
    throw new FormatError(`${where}: saved with big-endian numbers; expected little-endian ones.`);
  let total = 0;
  const rebuild = (args: readonly unknown[]) => {
    const tensor = rebuildTensor(args, where);
    total += tensor.values.length;
    if (total > MOST_VALUES) throw new FormatError(`${where}: more than ${MOST_VALUES} values in tensors.`);
    return tensor;
  };
  const state = readPickle(files.get(`${root}data.pkl`)!, where, {
    globals: new Map<string, (args: readonly unknown[]) => unknown>([
      ['collections OrderedDict', () => new Map()],
      ['torch._utils _rebuild_tensor_v2', rebuild],
      ['torch._utils _rebuild_parameter', ([tensor]) => tensor],
      ...Object.keys(WIDTHS).map((name) => [`torch ${name}`, refuseCall] as const),
    ]),
    persistent: (id) => openStorage(id, files, root, where),
  });
  return findTensors(state, where);
}

const decodeAscii = (bytes: Uint8Array | undefined): string =>
  String.fromCharCode(...(bytes ?? []).slice(0, 16)).trim();

function refuseCall(): never {
  throw new FormatError('pickle: a type of storage cannot be called; the file is damaged.');
}

/** ('storage', type, key, device, count) */
function openStorage(
  id: unknown,
  files: ReadonlyMap<string, Uint8Array>,
  root: string,
  where: string,
): Storage {
  const [kind, type, key, , count] = Array.isArray(id) ? id : [];
  const name = type instanceof PickleGlobal ? type.name.replace('torch ', '') : '';
  const width = WIDTHS[name];
  const bytes = files.get(`${root}data/${key}`);
  if (kind !== 'storage' || !width || !bytes || !(bytes.length >= width * count))
    throw new FormatError(
      `${where}: the bytes of storage ${String(key).slice(0, 20)} are missing or too few.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read: Record<string, (n: number) => number> = {
    FloatStorage: (n) => view.getFloat32(4 * n, true),
    DoubleStorage: (n) => view.getFloat64(8 * n, true),
    LongStorage: (n) => Number(view.getBigInt64(8 * n, true)),
    IntStorage: (n) => view.getInt32(4 * n, true),
    HalfStorage: (n) => halfToFloat(view.getUint16(2 * n, true)),
    BFloat16Storage: (n) => bfloatToFloat(view.getUint16(2 * n, true)),
  };
  return { width, length: count, value: read[name] };
}

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function bfloatToFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}

const isListOfSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 8 && value.every((n) => Number.isSafeInteger(n) && n >= 0);

/** (storage, offset, sizes, strides, ...) */
function rebuildTensor([storage, offset, shape, strides]: readonly unknown[], where: string) {
  const { length: available = 0, value = undefined } = (storage ?? {}) as Partial<Storage>;
  const isTensor = isListOfSizes(shape) && isListOfSizes(strides) && isListOfSizes([offset]);
  if (!value || !isTensor || shape.length !== strides.length)
    throw new FormatError(`${where}: a tensor without storage, sizes or strides; the file is damaged.`);
  const length = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], offset as number);
  // Strides of 0 could make much of little.
  if (length > available || (length > 0 && last >= available))
    throw new FormatError(`${where}: a tensor [${shape}] reaches beyond its ${available} values.`);
  const values = new Float32Array(length);
  for (let n = 0; n < length; n++) {
    let from = offset as number;
    for (let d = shape.length - 1, rest = n; d >= 0; d--) {
      from += (rest % shape[d]) * strides[d];
      rest = Math.floor(rest / shape[d]);
    }
    values[n] = value(from);
  }
  return { shape, values };
}

function isTensor(value: unknown): value is { shape: number[]; values: Float32Array } {
  return typeof value === 'object' && value !== null && 'values' in value && 'shape' in value;
}

function findTensors(state: unknown, where: string): NamedTensors {
  const dict = state instanceof Map ? state : new Map();
  const nested = NESTED.map((key) => dict.get(key)).find((value) => value instanceof Map);
  const tensors: NamedTensors = new Map();
  for (const [name, value] of (nested ?? dict) as Map<unknown, unknown>)
    if (typeof name === 'string' && isTensor(value)) tensors.set(name, value);
  if (tensors.size === 0)
    throw new FormatError(
      `${where}: no tensors found; expected a state_dict: torch.save(model.state_dict(), ...).`,
    );
  return tensors;
}

/** The .pt of a state_dict, float32; the same bytes for the same tensors. */
export function writePt(tensors: ReadonlyMap<string, Pick<SafeTensor, 'shape' | 'values'>>): Uint8Array {
  const files = new Map([['archive/data.pkl', writeStateDict(tensors)]]);
  for (const [n, { values }] of [...tensors.values()].entries()) {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
    files.set(`archive/data/${n}`, bytes);
  }
  files.set('archive/version', encodeUtf8('3\n'));
  return writeZip(files);
}

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));
const global = (name: string): number[] => ascii(`c${name}\n`);
const uint32 = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255];
const integer = (n: number): number[] => [0x4a, ...uint32(n)];
const unicode = (text: string): number[] => {
  const bytes = encodeUtf8(text);
  return [0x58, ...uint32(bytes.length), ...bytes];
};
const tuple = (...items: number[][]): number[] => [0x28, ...items.flat(), 0x74];
const ORDERED_DICT = [...global('collections\nOrderedDict'), 0x29, 0x52];

/** An OrderedDict of _rebuild_tensor_v2 calls, protocol 2. */
function writeStateDict(tensors: ReadonlyMap<string, Pick<SafeTensor, 'shape' | 'values'>>): Uint8Array {
  const items = [...tensors].map(([name, { shape, values }], n) => {
    const strides = shape.map((_, d) => shape.slice(d + 1).reduce((product, size) => product * size, 1));
    const storage = tuple(
      ...[unicode('storage'), global('torch\nFloatStorage'), unicode(String(n)), unicode('cpu')],
      integer(values.length),
    );
    const sizes = [shape, strides].map((numbers) => tuple(...numbers.map(integer)));
    const args = tuple([...storage, 0x51], integer(0), ...sizes, [0x89], ORDERED_DICT);
    return [...unicode(name), ...global('torch._utils\n_rebuild_tensor_v2'), ...args, 0x52];
  });
  return Uint8Array.from([0x80, 2, ...ORDERED_DICT, 0x28, ...items.flat(), 0x75, 0x2e]);
}
