// The networks beside the page: each is fetched when it is first wanted, and kept.
import { Classifier, Inspector, type Model, Reader, Recognizer, readModel } from '../src/index.ts';

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

async function fetchBytes(file: string): Promise<Uint8Array> {
  const response = await fetch(new URL(file, document.baseURI)).catch((cause: Error) => {
    throw new Error(`${file}: cannot be loaded (${cause.message}).`);
  });
  if (!response.ok) throw new Error(`${file}: cannot be loaded (HTTP ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

const fetchModel = (name: string): Promise<Model> =>
  keep(name, async () => {
    const file = `models/${name}.safetensors`;
    return readModel(await fetchBytes(file), file);
  });

export const openRecognizer = (): Promise<Recognizer> =>
  keep('recognizer', async () => Recognizer.open(await fetchModel('characters')));

export const openReader = (): Promise<Reader> =>
  keep('reader', async () => {
    const [pieces, line] = await Promise.all(['reading', 'reading-line'].map(fetchModel));
    return Reader.open(pieces, line);
  });

export const openNetwork = (name: string): Promise<OpenNetwork> =>
  keep(`inspector of ${name}`, async () => {
    const model = await fetchModel(name);
    return { model, inspector: await Inspector.open(model) };
  });

export const openClassifier = (name: string): Promise<Classifier> =>
  keep(`classifier of ${name}`, async () => Classifier.open(await fetchModel(name)));
