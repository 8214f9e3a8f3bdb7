// The reader with the packaged networks.
import { readFileSync } from 'node:fs';
import { readModel } from '../../src/networks/model.ts';
import { Reader } from '../../src/reading/reader.ts';

const load = (name: string) =>
  readModel(readFileSync(new URL(`../../models/${name}.safetensors`, import.meta.url)), name);

export const openPackagedReader = (): Promise<Reader> => Reader.open(load('reading'), load('reading-line'));
