// The experiments that figures ask for by name, each as jobs: one for each seed, or a chain of them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  type Definition,
  type DistortionRanges,
  describe,
  findNetwork,
  networks,
  type Recipe,
  recipeFor,
  type Transformation,
} from '../../src/index.ts';
import { packagedModel } from '../models.ts';
import { createJob, type Job, type SetSpec } from './jobs.ts';
import type { Scale } from './scale.ts';

/** Section III.E and figure 13: what a digit is put through, by name; the middle value leaves it as it is. */
export const CHANGES = [
  {
    name: 'rotation, degrees',
    values: [-60, -45, -30, -20, -10, 0, 10, 20, 30, 45, 60],
    change: (rotation: number): Transformation => ({ rotation }),
  },
  {
    name: 'scale',
    values: [0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.15, 1.3, 1.45, 1.6],
    change: (scale: number): Transformation => ({ scale }),
  },
  {
    name: 'shift to the right, pixels',
    values: [-8, -6, -4, -2, 0, 2, 4, 6, 8],
    change: (right: number): Transformation => ({ right }),
  },
  {
    name: 'shift down, pixels',
    values: [-8, -6, -4, -2, 0, 2, 4, 6, 8],
    change: (down: number): Transformation => ({ down }),
  },
  {
    name: 'strokes thicker, pixels on each side',
    values: [-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5],
    change: (thickness: number): Transformation => ({ thickness }),
  },
  {
    name: 'inverted pixels, share',
    values: [0, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3],
    change: (noise: number): Transformation => ({ noise }),
  },
] as const;

/** What tolerance is measured of: figure 13's network was trained on noise. */
export const TOLERANT = ['lenet5', 'lenet5-distorted', 'lenet5-noise', 'mlp-300-100'] as const;

/** The network that is this library's best, where it has one. */
export const BEST = 'lenet5-best';

/** Before the name of a network: the experiment that measures it. */
export const TOLERANCE = 'tolerance of ';

/** Section III.E: the probability with which pixels of the training digits are inverted. */
const TRAINING_NOISE = 0.1;

/** Where a network has no recipe of the paper with distortions: what section III.B lists, planar and affine. */
const AFFINE: DistortionRanges = {
  ...{ rotation: 0, scale: 0.1, aspect: 0.1, shear: 0.15, shift: 1.5, elastic: 0, thickness: 0 },
};

/**
 * Seconds on one core in training: for a connection in convolutions and in full layers, a parameter's update, a
 * picture's way in, and distorting it.
 */
const COST = { connection: 6.6e-10, full: 2.4e-10, update: 5e-10, picture: 1e-5, distortion: 3e-5 };

function costOf(definition: Definition, recipe: Recipe, count: number): number {
  const { layers, parameters } = describe(definition);
  const passing = layers.reduce(
    (sum, { kind, connections }) => sum + connections * (kind === 'full' ? COST.full : COST.connection),
    COST.picture + (recipe.distortions ? COST.distortion : 0),
  );
  return recipe.epochs * count * (passing + (parameters * COST.update) / recipe.batch);
}

/**
 * The recipe of 1998 for LeNet-5; the default one for the others, whose training the paper does not describe: those were
 * chosen on training digits of writers held out.
 */
function recipeOf(network: string, isDistorted: boolean): Recipe {
  if (network === 'lenet5') return recipeFor(network, isDistorted ? '1998-distorted' : '1998');
  const recipe = recipeFor(network);
  return isDistorted ? { ...recipe, distortions: recipe.distortions ?? AFFINE } : recipe;
}

interface Variant {
  readonly distorted?: boolean;
  readonly noise?: number;
  /** Share of the training digits, 0..1. */
  readonly share?: number;
}

const LENET5: Readonly<Record<string, Variant>> = {
  lenet5: {},
  'lenet5-15000': { share: 1 / 4 },
  'lenet5-30000': { share: 1 / 2 },
  'lenet5-distorted': { distorted: true },
  'lenet5-noise': { noise: TRAINING_NOISE },
};

export class Experiments {
  readonly scale: Scale;
  private readonly made = new Map<string, readonly Job[]>();
  private readonly known = new Map<string, Job>();

  constructor(scale: Scale) {
    this.scale = scale;
  }

  /** Whose records make up the experiment, one for each seed; none for an unknown network. */
  jobs(name: string): readonly Job[] {
    const known = this.made.get(name);
    if (known) return known;
    const jobs = this.make(name);
    this.made.set(name, jobs);
    return jobs;
  }

  /** All jobs of the experiments, and those whose models they need, each once. */
  allJobs(names: readonly string[]): Job[] {
    const all = new Set<Job>();
    const add = (job: Job): void => {
      all.add(job);
      for (const key of job.needs) add(this.known.get(key)!);
    };
    for (const name of names) for (const job of this.jobs(name)) add(job);
    return [...all];
  }

  private create(...parts: Parameters<typeof createJob>): Job {
    const job = createJob(...parts);
    const same = this.known.get(job.key);
    if (!same) this.known.set(job.key, job);
    return same ?? job;
  }

  private make(name: string): readonly Job[] {
    if (name.startsWith(TOLERANCE)) return this.tolerance(name.slice(TOLERANCE.length));
    if (name === 'neighbours') return [this.neighbours()];
    if (name === 'quadratic') return [this.quadratic()];
    if (name === 'boosted') return this.seeds(this.scale.seeds.boosted).map((seed) => this.boosted(seed));
    return name === BEST ? this.packaged(name) : this.trainings(name);
  }

  /** Its training takes teachers and hours; what is tested is the model of the package, if it is there. */
  private packaged(network: string): readonly Job[] {
    const path = packagedModel(network);
    if (!networks.has(network) || !existsSync(path)) return [];
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    return [this.create(`${network}, packaged`, { kind: 'packaged', network, sha256 }, 3)];
  }

  private neighbours(): Job {
    const { training, neighbours: test } = this.scale;
    const cost = (training * test * 784) / 2e10;
    return this.create('k nearest neighbours', { kind: 'neighbours', k: 3, training, test }, cost);
  }

  private quadratic(): Job {
    const { training } = this.scale;
    const cost = 5 + training * 4e-4;
    return this.create('40 PCA + quadratic', { kind: 'quadratic', components: 40, training }, cost);
  }

  private seeds(count: number): number[] {
    return Array.from({ length: count }, (_, n) => n + 1);
  }

  private trainings(name: string): readonly Job[] {
    const { seeds, training } = this.scale;
    const variant = LENET5[name] ?? {};
    const network = name in LENET5 ? 'lenet5' : name;
    if (!networks.has(network)) return [];
    const isMain = name === 'lenet5' || name === 'lenet5-distorted';
    const count = variant.noise ? 1 : isMain ? seeds.lenet5 : seeds.others;
    const set = {
      kind: 'first',
      count: Math.round(training * (variant.share ?? 1)),
      noise: variant.noise,
    } as const;
    return this.seeds(count).map((seed) =>
      this.training(`${name}, seed ${seed}`, network, seed, set, variant.distorted === true),
    );
  }

  private training(title: string, network: string, seed: number, set: SetSpec, isDistorted: boolean): Job {
    const usual = recipeOf(network, isDistorted);
    const { passes = usual.epochs } = this.scale;
    const recipe = { ...usual, seed, epochs: Math.min(usual.epochs, passes) };
    const definition = findNetwork(network);
    // A hard pattern is one of a hundred or so.
    const search = set.kind === 'hard' ? set.count * 2e-3 * set.networks.length : 0;
    const cost = costOf(definition, recipe, set.count) + search;
    return this.create(title, { kind: 'training', definition, recipe, set }, cost);
  }

  private boosted(seed: number): Job {
    const { training, hard } = this.scale;
    const distortions = recipeOf('lenet4', true).distortions ?? AFFINE;
    const networks: string[] = [];
    for (const part of [1, 2, 3]) {
      const set: SetSpec =
        part === 1
          ? { kind: 'first', count: training }
          : { kind: 'hard', count: hard, networks: [...networks], distortions };
      // Hard patterns are distorted when they are found.
      const title = `boosted lenet4, part ${part}, seed ${seed}`;
      networks.push(this.training(title, 'lenet4', seed, set, part === 1).key);
    }
    return this.create(`boosted lenet4, seed ${seed}`, { kind: 'committee', networks }, 4);
  }

  private tolerance(network: string): readonly Job[] {
    const changes = CHANGES.flatMap(({ values, change }) => (values as readonly number[]).map(change));
    const { tolerance: test } = this.scale;
    return this.jobs(network)
      .slice(0, 1)
      .map(({ key }) =>
        this.create(
          TOLERANCE + network,
          { kind: 'tolerance', network: key, changes, test },
          changes.length * test * 1.5e-4,
        ),
      );
  }
}
