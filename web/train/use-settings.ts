// What is chosen for the next run, in the page's address.
import { networks, recipeNames } from '../../src/index.ts';
import { type InAddress, useInAddress } from '../address.ts';
import { FIRST_SETTINGS, MOST, mostThreads, type Settings } from './settings.ts';

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
const TEST = wholeIn(1, MOST.test, FIRST_SETTINGS.test);
const EPOCHS = wholeIn(1, MOST.epochs, FIRST_SETTINGS.epochs);
const WORKERS = wholeIn(1, MOST.threads, FIRST_SETTINGS.threads);

export function useSettings(): [settings: Settings, change: (change: Partial<Settings>) => void] {
  // `network` is the one that is looked into.
  const [network, setNetwork] = useInAddress('train', NETWORK);
  const [recipe, setRecipe] = useInAddress('recipe', RECIPE);
  const [seed, setSeed] = useInAddress('seed', SEED);
  const [digits, setDigits] = useInAddress('digits', DIGITS);
  const [epochs, setEpochs] = useInAddress('epochs', EPOCHS);
  const [test, setTest] = useInAddress('test', TEST);
  const [threads, setThreads] = useInAddress('workers', WORKERS);
  const settings: Settings = {
    ...{ network, seed, digits, epochs, test },
    // A link may come from a machine with more cores.
    threads: Math.min(threads, mostThreads()),
    // A link edited by hand may have that of another network.
    recipe: recipeNames(network).includes(recipe) ? recipe : FIRST_SETTINGS.recipe,
  };
  const change = (next: Partial<Settings>) => {
    if (next.network !== undefined) setNetwork(next.network);
    if (next.recipe !== undefined) setRecipe(next.recipe);
    if (next.seed !== undefined) setSeed(next.seed);
    if (next.digits !== undefined) setDigits(next.digits);
    if (next.epochs !== undefined) setEpochs(next.epochs);
    if (next.test !== undefined) setTest(next.test);
    if (next.threads !== undefined) setThreads(next.threads);
  };
  return [settings, change];
}
