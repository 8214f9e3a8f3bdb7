// Teaching a finished network a user's own hand without letting it forget: own digits among MNIST's, small steps, and
// every fourth own digit of each class kept back for the numbers before and after.
import { type Model, type Recipe, recipeFor } from '../../src/index.ts';
import type { Job } from '../train/messages.ts';
import type { Digit } from './digit-store.ts';
import { toSet } from './own-digits.ts';

/** One of so many of a class is never learnt from. */
const HELD_OUT = 4;
/** Digits of MNIST beside the own ones, which are repeated to be half as many, and those that it is tested on. */
const MNIST = { training: 2000, test: 1000 };
const MOST_TIMES = 50;
/** Of the rate that the network was trained with from the start. */
const RATE = 0.05;

export interface Parts {
  readonly learnt: readonly Digit[];
  readonly held: readonly Digit[];
}

export function partOff(digits: readonly Digit[]): Parts {
  const seen = new Array<number>(10).fill(0);
  const [learnt, held]: [Digit[], Digit[]] = [[], []];
  for (const digit of digits) {
    seen[digit.label]++;
    (seen[digit.label] % HELD_OUT === 0 ? held : learnt).push(digit);
  }
  return { learnt, held };
}

function recipeOf(network: string, epochs: number): Recipe {
  const usual = recipeFor(network);
  return {
    ...usual,
    ...{ name: 'fine-tuning', epochs, normalization: false, averaging: 0 },
    schedule: { ...usual.schedule, peak: RATE * usual.schedule.peak },
  };
}

/** `parts` must both have digits. */
export function fineTuningJob(model: Model, parts: Parts, epochs: number, threads: number): Job {
  const own = toSet('own digits', parts.learnt);
  const times = Math.max(1, Math.min(MOST_TIMES, Math.round(MNIST.training / 2 / own.count)));
  return {
    ...{ definition: model.definition, start: model.parameters, threads },
    recipe: recipeOf(model.definition.name, epochs),
    material: {
      kind: 'mixed',
      mnist: { kind: 'mnist', base: document.baseURI, ...MNIST },
      held: toSet('own digits, held out', parts.held),
      ...{ own, times },
    },
  };
}
