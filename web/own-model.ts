// A model that does not lie beside the page: trained on it, or read from a file. It is looked into, and it answers.
import { Inspector, type Model, Recognizer, readModel } from '../src/index.ts';
import { readBytes } from './file-bytes.ts';
import type { Say } from './language.tsx';
import type { OpenNetwork } from './models.ts';

export interface OwnModel {
  /** Another one for each. */
  readonly key: string;
  readonly label: (say: Say) => string;
  readonly network: OpenNetwork;
  readonly recognizer: Recognizer;
}

let made = 0;

/** Rejects with ShapeError for a model that takes no digits of 28 x 28 or does not know ten of them. */
export async function openOwnModel(label: OwnModel['label'], model: Model): Promise<OwnModel> {
  const [inspector, recognizer] = await Promise.all([Inspector.open(model), Recognizer.open(model)]);
  // What does not fit is found now, and not at the first drawing.
  inspector.look(new Uint8Array(28 * 28), 28, 28);
  return { key: `own ${++made}`, label, network: { model, inspector }, recognizer };
}

/** Rejects with FormatError or ShapeError, which name the file. */
export async function readModelFile(file: File): Promise<OwnModel> {
  const bytes = await readBytes(file);
  return openOwnModel(() => file.name, readModel(bytes, file.name));
}

export const isModelFile = (file: Blob): file is File =>
  file instanceof File && file.name.endsWith('.safetensors');
