// Models and definitions as files.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, parse, relative } from 'node:path';
import {
  type Definition,
  FormatError,
  findNetwork,
  Lenet5Error,
  type Model,
  planNetwork,
  readModel,
  UsageError,
  weightBytes,
  writeModel,
} from '../src/index.ts';
import { readBytes, reasonFor, writeFileAtomically } from './files.ts';
import { packageRoot } from './package.ts';

/** Reads a model. Throws UsageError (no such file), FormatError (no model), ShapeError (a senseless definition). */
export async function loadModel(path: string): Promise<Model> {
  return readModel(await readBytes(path), path);
}

/** Writes a model, whole or not at all. Throws UsageError or Lenet5Error if the path cannot be written. */
export async function saveModel(path: string, model: Model): Promise<void> {
  await writeFileAtomically(path, writeModel(model));
}

/**
 * Keeps the file at `path` beside it before another takes its place, unless it holds the same weights as `next` (a model,
 * or the bytes of any file). Gives back where: `lenet5.before-9f2c1a2b3c4d.safetensors`, by the hash of its weights, so
 * that nothing kept before is lost either. Throws Lenet5Error if it cannot be read or kept.
 */
export async function keepBefore(path: string, next?: Model | Uint8Array): Promise<string | undefined> {
  const before = await findBefore(path);
  if (!before) return undefined;
  const { bytes, hash, kept } = before;
  if (next && hash === (next instanceof Uint8Array ? hashFile(next, path) : hashWeights(next)))
    return undefined;
  if (!existsSync(kept)) await writeFileAtomically(kept, bytes);
  return kept;
}

/** Where `keepBefore` would keep the file at `path`; undefined if there is none. */
export const placeBefore = async (path: string): Promise<string | undefined> =>
  (await findBefore(path))?.kept;

async function findBefore(
  path: string,
): Promise<{ bytes: Uint8Array; hash: string; kept: string } | undefined> {
  if (!existsSync(path)) return undefined;
  const bytes = await readFile(path).catch((cause) => {
    throw new Lenet5Error(`${path}: cannot be read: ${reasonFor(cause)}. It is left as it is.`, { cause });
  });
  const hash = hashFile(bytes, path);
  const { dir, name, ext } = parse(path);
  return { bytes, hash, kept: join(dir, `${name}.before-${hash.slice(0, 12)}${ext}`) };
}

/** Of the weights; of what is no model, the bytes. */
function hashFile(bytes: Uint8Array, path: string): string {
  try {
    return hashWeights(readModel(bytes, path));
  } catch {
    return sha256(bytes);
  }
}

/** SHA-256 of the weights, 64 hexadecimal digits: the same for the same weights, whatever the card says. */
export function hashWeights(model: Model): string {
  return sha256(weightBytes(model));
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Where the package has its model of a network, if it has one. */
export function packagedModel(network: string): string {
  return join(packageRoot, 'models', `${network}.safetensors`);
}

/** Where a model of the ten digits is looked for when none is named, best first. */
export function defaultModelPaths(): string[] {
  const packaged = packagedModel('lenet5-best');
  const trained = ['lenet5-best', 'lenet5-modern', 'lenet5'];
  return [packaged, ...trained.map((network) => join('out', `${network}.safetensors`))];
}

/** Where a model to recognize characters with is looked for: first the one that knows what is no digit. */
export function recognizingModelPaths(): string[] {
  return [packagedModel('characters'), ...defaultModelPaths()];
}

/** The first of the models that exists. Throws UsageError that says how to get one. */
export function findModel(paths = defaultModelPaths()): string {
  const found = paths.find((path) => existsSync(path));
  if (!found) {
    throw new UsageError(
      'model: none found. Train one with lenet5 train (a few minutes), or name one: --model FILE.',
    );
  }
  return shortenPath(found);
}

/** Relative to the working directory where that is shorter. */
export function shortenPath(path: string): string {
  const short = relative('', path);
  return short !== '' && short.length < path.length ? short : path;
}

/** A network by name, or a definition from a .json file. Throws UsageError, FormatError or ShapeError. */
export async function loadDefinition(nameOrFile: string): Promise<Definition> {
  if (!nameOrFile.endsWith('.json')) return findNetwork(nameOrFile);
  const bytes = await readBytes(nameOrFile, { maxBytes: 2 ** 24 });
  const definition = parseDefinition(new TextDecoder().decode(bytes), nameOrFile);
  planNetwork(definition);
  return definition;
}

function parseDefinition(text: string, where: string): Definition {
  let value: Partial<Definition> | null;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${where}: no JSON: ${(cause as Error).message}.`, { cause });
  }
  const isObject = (part: unknown) => typeof part === 'object' && part !== null;
  const fault = !isObject(value)
    ? 'no object'
    : typeof value!.name !== 'string' || !/^[\w.-]{1,64}$/.test(value!.name)
      ? "no 'name' of letters, digits, '-', '_' and '.'"
      : !isObject(value!.input)
        ? "no 'input'"
        : !isObject(value!.initial)
          ? "no 'initial'"
          : !Array.isArray(value!.layers) || !value!.layers.every(isObject)
            ? "no list of 'layers'"
            : undefined;
  if (fault) {
    throw new FormatError(
      `${where}: expected a network's definition, got ${fault}. lenet5 summary --json shows one.`,
    );
  }
  return value as Definition;
}
