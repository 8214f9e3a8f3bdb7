// One training run from a seed, the same code in Node and in a browser: SHA-256 of the weights, in hexadecimal.
import { type Crew, findNetwork, type Recipe, recipeFor, train, weightBytes } from 'lenet5';
import { makeDigits } from '../training/digits.ts';

interface Run {
  readonly network: string;
  readonly change: Partial<Recipe>;
}

const runs: Readonly<Record<string, Run>> = {
  'lenet5-modern': { network: 'lenet5-modern', change: {} },
  lenet5: { network: 'lenet5', change: {} },
  'lenet5 by cross-entropy, AdamW and averages': {
    network: 'lenet5',
    change: { loss: 'crossEntropy', update: recipeFor('lenet5-modern').update, averaging: 0.99, batch: 30 },
  },
};

export const runNames = Object.keys(runs);

/** Trains on 256 digits for two epochs, with distortions; `name` is one of `runNames`. */
export async function hashSeededRun(name: string, crew: Crew): Promise<string> {
  const { network, change } = runs[name];
  const definition = findNetwork(network);
  const recipe: Recipe = { ...recipeFor(network), epochs: 2, ...change };
  if (!recipe.distortions) throw new Error(`the recipe of ${network} has no distortions`);
  for await (const report of train({ definition, recipe, training: makeDigits(256), crew })) {
    if (report.type !== 'done') continue;
    const bytes = weightBytes({ definition, parameters: report.parameters, card: {} });
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  throw new Error('training ended without its last report');
}
