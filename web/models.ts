// The networks beside the page: each is fetched when it is first wanted, and kept.

import { Classifier, Inspector, type Model, Recognizer, readModel } from '../src/index.ts';
import { LoadError } from './fault.ts';

/** By name, of the models beside the page, what their address ends with, other for another content. Written by the build. */
declare const MODEL_VERSIONS: Readonly<Record<string, string>>;

/** A model with what looks into it. */
export interface OpenNetwork {
  readonly model: Model;
  readonly inspector: Inspector;
}

const kept = new Map<string, Promise<unknown>>();

/** What `make` made before for this key; made anew after a failure. */
function keep<T>(key: string, make: () => Promise<T>): Promise<T> {
  const found = kept.get(key) as Promise<T> | undefined;
  if (found) return found;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

async function fetchBytes(file: string, address: URL): Promise<Uint8Array> {
  const response = await fetch(address).catch((cause: Error) => {
    throw new LoadError(`${file}: cannot be loaded (${cause.message}).`);
  });
  if (!response.ok) throw new LoadError(`${file}: cannot be loaded (HTTP ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The model of that name beside the page at `base`: in a worker there is no document to ask. */
export const fetchModel = (name: string, base = document.baseURI): Promise<Model> =>
  keep(name, async () => {
    const file = `models/${name}.safetensors`;
    const address = new URL(`${file}?${MODEL_VERSIONS[name] ?? ''}`, base);
    return readModel(await fetchBytes(file, address), file);
  });

export const openRecognizer = (): Promise<Recognizer> =>
  keep('recognizer', async () => Recognizer.open(await fetchModel('characters')));

/** What is looked into is what the reader of numbers has computed. */
const READING = 'reading';

export const openNetwork = (name: string): Promise<OpenNetwork> =>
  keep(`inspector of ${name}`, async () => {
    const model = await fetchModel(name);
    return { model, inspector: await Inspector.open(model, name === READING) };
  });

const classifiers = new WeakMap<Model, Promise<Classifier>>();

/** The same one for the same model. */
export function openClassifier(model: Model): Promise<Classifier> {
  const found = classifiers.get(model) ?? Classifier.open(model);
  classifiers.set(model, found);
  return found;
}
