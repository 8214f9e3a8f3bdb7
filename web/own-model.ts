// A model that does not lie beside the page: trained on it, or read from a file.
import { Inspector, type Model, Recognizer } from '../src/index.ts';
import type { OpenNetwork } from './models.ts';

export interface OwnModel {
  /** Another one for each. */
  readonly key: string;
  readonly label: string;
  readonly model: Model;
}

let made = 0;

export const makeOwnModel = (label: string, model: Model): OwnModel => ({
  key: `own ${++made}`,
  label,
  model,
});

export async function openOwnNetwork({ model }: OwnModel): Promise<OpenNetwork> {
  return { model, inspector: await Inspector.open(model) };
}

export const openOwnRecognizer = ({ model }: OwnModel): Promise<Recognizer> => Recognizer.open(model);
