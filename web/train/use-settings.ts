// What is chosen for the next run: in the page's address, but for what changes no weights, which stays in memory.
import { useState } from 'preact/hooks';
import { networks, recipeNames } from '../../src/index.ts';
import { type InAddress, useInAddress } from '../address.ts';
import { training } from './run.ts';
import { FIRST_SETTINGS, MOST, type Settings } from './settings.ts';

const nameIn = (names: readonly string[], initial: string): InAddress<string> => ({
  initial,
  parse: (text) => (names.includes(text) ? text : undefined),
  format: (value) => value,
});

/** A field that is empty or out of range is in no address. */
const wholeIn = (least: number, most: number, initial: number): InAddress<number> => {
  const isWithin = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  return {
    initial,
    parse: (text) => (/^\d{1,10}$/.test(text) && isWithin(Number(text)) ? Number(text) : undefined),
    format: (value) => (isWithin(value) ? String(value) : undefined),
  };
};

const NAMES = [...networks.keys()];
const NETWORK = nameIn(NAMES, FIRST_SETTINGS.network);
const RECIPE = nameIn(NAMES.flatMap(recipeNames), FIRST_SETTINGS.recipe);
const SEED = wholeIn(0, MOST.seed, FIRST_SETTINGS.seed);
const DIGITS = wholeIn(1, MOST.digits, FIRST_SETTINGS.digits);
const EPOCHS = wholeIn(1, MOST.epochs, FIRST_SETTINGS.epochs);

export function useSettings(): [settings: Settings, change: (change: Partial<Settings>) => void] {
  // `network` is the one that is looked into.
  const [network, setNetwork] = useInAddress('train', NETWORK);
  const [recipe, setRecipe] = useInAddress('recipe', RECIPE);
  const [seed, setSeed] = useInAddress('seed', SEED);
  const [digits, setDigits] = useInAddress('digits', DIGITS);
  const [epochs, setEpochs] = useInAddress('epochs', EPOCHS);
  const [rest, setRest] = useState(training.rest);
  const settings: Settings = {
    ...{ ...rest, network, seed, digits, epochs },
    // A link edited by hand may have that of another network.
    recipe: recipeNames(network).includes(recipe) ? recipe : FIRST_SETTINGS.recipe,
  };
  const change = (next: Partial<Settings>) => {
    if (next.network !== undefined) setNetwork(next.network);
    if (next.recipe !== undefined) setRecipe(next.recipe);
    if (next.seed !== undefined) setSeed(next.seed);
    if (next.digits !== undefined) setDigits(next.digits);
    if (next.epochs !== undefined) setEpochs(next.epochs);
    const { test = rest.test, threads = rest.threads } = next;
    training.rest = { test, threads };
    setRest(training.rest);
  };
  return [settings, change];
}
