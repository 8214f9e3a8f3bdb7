// The reader with the packaged networks.
import { readFileSync } from 'node:fs';
import { type Model, readModel } from '../../src/networks/model.ts';
import { Reader } from '../../src/reading/reader.ts';

export const loadPackaged = (name: string): Model =>
  readModel(readFileSync(new URL(`../../models/${name}.safetensors`, import.meta.url)), name);

export const openPackagedReader = (): Promise<Reader> =>
  Reader.open(loadPackaged('reading'), loadPackaged('reading-line'));
