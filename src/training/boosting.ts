// Boosting as for the boosted LeNet-4 (section III.C; Drucker, Schapire and Simard 1993): a second network learns from
// patterns of which the first one reads half wrong, a third one from those on which the two disagree. Both are found in
// a stream of distorted training digits, since a good network errs too rarely on the digits themselves. The outputs of
// the three are added.
import type { Dataset } from '../data/dataset.ts';
import { Distorter, type DistortionRanges } from '../data/distort.ts';
import { ShapeError, UsageError } from '../errors.ts';
import { Classifier } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { Random } from '../random.ts';
import { STREAM } from './feed.ts';
import { bestClass } from './losses.ts';

export interface BoostingOptions {
  readonly training: Dataset;
  /** The first network, or the first two: whose set is to be found follows from it. */
  readonly networks: readonly Model[];
  readonly distortions: DistortionRanges;
  /** Patterns to find. */
  readonly count: number;
  readonly seed: number;
}

/** The last report has `found` = `count` and the set. */
export interface BoostingReport {
  readonly found: number;
  /** Patterns looked at. */
  readonly seen: number;
  readonly set?: Dataset;
}

/** Patterns looked at between two reports. */
const BLOCK = 500;

/** How often the whole training set may be gone through before it is given up. */
const MOST_PASSES = 400;

/** Finds the training set of the second or third network. Throws UsageError if patterns of a kind do not turn up. */
export async function* findHardPatterns(options: BoostingOptions): AsyncGenerator<BoostingReport> {
  const { training, count, seed, networks } = options;
  if (networks.length < 1 || networks.length > 2) {
    throw new UsageError(`boosting: expected one or two networks to start from, got ${networks.length}.`);
  }
  const classifiers = await Promise.all(networks.map((model) => Classifier.open(model)));
  const size = training.rows * training.columns;
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  const stream = new PatternStream(options);
  const isWanted = networks.length === 1 ? halfWrong(new Random(seed, STREAM.boosting)) : disagree;
  let found = 0;
  let seen = 0;
  while (found < count) {
    if (seen >= MOST_PASSES * training.count) {
      throw new UsageError(
        `boosting: ${found} of ${count} patterns after ${MOST_PASSES} passes. Ask for fewer.`,
      );
    }
    const { pictures, truths } = stream.next();
    const answers = classifiers.map((classifier) => answer(classifier, pictures, training));
    for (let n = 0; n < BLOCK && found < count; n++) {
      if (
        !isWanted(
          answers.map((all) => all[n]),
          truths[n],
        )
      )
        continue;
      images.set(pictures.subarray(n * size, (n + 1) * size), found * size);
      labels[found++] = truths[n];
    }
    seen += BLOCK;
    yield { found, seen };
  }
  const set = { ...training, name: `${training.name}, filtered`, count, images, labels };
  yield { found, seen, set };
}

type Filter = (answers: readonly number[], label: number) => boolean;

/** A coin says whether the next pattern has to be one that the network reads wrong or right. */
function halfWrong(coin: Random): Filter {
  let wantsWrong = coin.integer(2) === 1;
  return ([answer], label) => {
    if ((answer !== label) !== wantsWrong) return false;
    wantsWrong = coin.integer(2) === 1;
    return true;
  };
}

const disagree: Filter = ([first, second]) => first !== second;

/** Training digits one after the other, distorted in another way each time round. */
class PatternStream {
  private readonly options: BoostingOptions;
  private readonly distorter: Distorter;
  private readonly random = new Random(0);
  private readonly drawn: Float32Array;
  private at = 0;

  constructor(options: BoostingOptions) {
    const { rows, columns } = options.training;
    this.options = options;
    this.distorter = new Distorter(rows, columns, options.distortions);
    this.drawn = new Float32Array(rows * columns);
  }

  next(): { pictures: Uint8Array; truths: Uint8Array } {
    const { training, seed, networks } = this.options;
    const { rows, columns, images, labels, count } = training;
    const size = rows * columns;
    const pictures = new Uint8Array(BLOCK * size);
    const truths = new Uint8Array(BLOCK);
    for (let n = 0; n < BLOCK; n++, this.at++) {
      const index = this.at % count;
      const pass = Math.floor(this.at / count);
      this.random.reseed(seed, STREAM.boosting, networks.length, pass, index);
      this.distorter.distort(images, index * size, this.random, this.drawn, 0, rows, columns, 0, 255);
      for (let p = 0; p < size; p++) pictures[n * size + p] = Math.round(this.drawn[p]);
      truths[n] = labels[index];
    }
    return { pictures, truths };
  }
}

function answer(classifier: Classifier, pictures: Uint8Array, { rows, columns }: Dataset): Uint8Array {
  const outputs = classifier.outputs(pictures, BLOCK, rows, columns);
  const { classes, plan } = classifier;
  return Uint8Array.from({ length: BLOCK }, (_, n) => bestClass(outputs, n, classes, plan.outputs));
}

/** Outputs of several networks of one kind for the same pictures, added. Throws ShapeError for other lengths. */
export function addOutputs(outputs: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(outputs[0].length);
  for (const part of outputs) {
    if (part.length !== sum.length) {
      throw new ShapeError(
        `outputs: expected ${sum.length} values as in the first network, got ${part.length}.`,
      );
    }
    for (let n = 0; n < sum.length; n++) sum[n] += part[n];
  }
  return sum;
}
