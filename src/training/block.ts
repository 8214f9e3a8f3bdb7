// The one block of memory of a training session: what all threads share, then each thread's own part. Every thread
// walks the same reservations in the same order, so all agree on the addresses without being told.
import type { Floats, Kernels } from '../kernels/kernels.ts';
import { createMeasuringKernels } from '../kernels/simd/kernels.ts';
import { MemoryArena } from '../kernels/simd/memory.ts';
import type { Definition } from '../networks/definition.ts';
import { Network } from '../networks/network.ts';
import { insertNormalization } from '../networks/normalization.ts';
import { type NetworkPlan, planNetwork } from '../networks/plan.ts';
import { CONTROL_LENGTH } from './barrier.ts';
import { labelsOfImage } from './losses.ts';
import type { Recipe } from './recipe.ts';

/** Images whose curvature is measured in one pass. */
export const CURVATURE_BLOCK = 20;

/** Images that one thread evaluates in one pass. */
export const EVALUATION_BLOCK = 32;

/** Values in `shardSums` for each shard. */
export const SHARD_SUMS = 3;

export interface Shared {
  readonly control: Int32Array;
  /** Of each shard of the current batch: loss, errors, and the first layer that is not finite (from 1; 0: none). */
  readonly shardSums: Floats;
  readonly parameters: Floats;
  readonly average: Floats;
  /** The update rule's two running values for each trainable parameter. */
  readonly first: Floats;
  readonly second: Floats;
  readonly gradients: readonly Floats[];
  /** Of each parameter, and what its steps are multiplied by: 1 / (mu + curvature). Levenberg-Marquardt only. */
  readonly curvatures: Floats;
  readonly rates: Floats;
  /** Parameters of the plain network that is evaluated and saved. */
  readonly finished: Floats;
  /** Parameters of each teacher; never changed. */
  readonly teachers: readonly Floats[];
  readonly derived: readonly Floats[];
}

export interface Plans {
  /** The network that is trained, perhaps with batch normalisation. */
  readonly trained: NetworkPlan;
  /** The one that the user asked for. */
  readonly plain: NetworkPlan;
  /** Finished networks that it learns from. */
  readonly teachers: readonly NetworkPlan[];
}

export interface Block {
  readonly shared: Shared;
  readonly trained: Network;
  readonly finished: Network;
  /** The trained network's second derivatives. Levenberg-Marquardt only. */
  readonly curved: Network | undefined;
  readonly teachers: readonly Network[];
  /** Labels of the shard at hand, [image][labelsOfImage]. */
  readonly labels: Int32Array;
}

const isCurved = (recipe: Recipe): boolean => recipe.update.rule === 'levenbergMarquardt';

export const shardsOf = (recipe: Recipe): number => Math.ceil(recipe.batch / recipe.shard);

export function planTraining(
  definition: Definition,
  recipe: Recipe,
  teachers: readonly Definition[] = [],
): Plans {
  const plain = planNetwork(definition);
  // The recipe's own rule is checked where the definition's is.
  if (recipe.initial) planNetwork({ ...definition, initial: recipe.initial });
  const trained = recipe.normalization ? planNetwork(insertNormalization(definition)) : plain;
  return { trained, plain, teachers: teachers.map((teacher) => planNetwork(teacher)) };
}

function reserveShared(arena: MemoryArena, plans: Plans, recipe: Recipe) {
  const { trained, plain, teachers } = plans;
  const shards = shardsOf(recipe);
  const curved = isCurved(recipe) ? trained.length : 0;
  const derived: Floats[] = [];
  return {
    control: arena.integers(CONTROL_LENGTH),
    shardSums: arena.floats(SHARD_SUMS * shards),
    parameters: arena.floats(trained.length),
    average: arena.floats(trained.changingLength),
    first: arena.floats(trained.trainableLength),
    second: arena.floats(trained.trainableLength),
    gradients: Array.from({ length: shards }, () => arena.floats(trained.length)),
    curvatures: arena.floats(curved),
    rates: arena.floats(curved),
    finished: arena.floats(plain.length),
    teachers: teachers.map((teacher) => arena.floats(teacher.length)),
    derived,
    reserveDerived: (length: number) => {
      const view = arena.floats(length);
      derived.push(view);
      return view;
    },
  };
}

/** Most images whose labels are at hand. */
const capacityOf = (recipe: Recipe): number => Math.max(recipe.shard, isCurved(recipe) ? CURVATURE_BLOCK : 0);

/** Builds one thread's view of the block. `sharedArena` and `kernels.arena` hand out the two parts. */
function buildBlock(sharedArena: MemoryArena, kernels: Kernels, plans: Plans, recipe: Recipe): Block {
  const { reserveDerived, ...shared } = reserveShared(sharedArena, plans, recipe);
  const trained = new Network(plans.trained, kernels, {
    capacity: recipe.shard,
    mode: 'training',
    parameters: shared.parameters,
    derived: reserveDerived,
    gradients: shared.gradients,
  });
  const finished = new Network(plans.plain, kernels, {
    capacity: EVALUATION_BLOCK,
    mode: 'inference',
    parameters: shared.finished,
    derived: reserveDerived,
  });
  const curved = isCurved(recipe)
    ? new Network(plans.trained, kernels, {
        capacity: CURVATURE_BLOCK,
        mode: 'curvature',
        parameters: shared.parameters,
        derived: reserveDerived,
        gradients: shared.gradients,
        curvatures: shared.curvatures,
      })
    : undefined;
  const teachers = plans.teachers.map(
    (teacher, n) =>
      new Network(teacher, kernels, {
        capacity: recipe.shard,
        mode: 'inference',
        parameters: shared.teachers[n],
        derived: reserveDerived,
      }),
  );
  const labels = kernels.arena.integers(capacityOf(recipe) * labelsOfImage(recipe));
  return { shared, trained, finished, curved, teachers, labels };
}

/** Bytes of the shared part and of one thread's part. */
export function measureBlock(plans: Plans, recipe: Recipe): { shared: number; own: number } {
  const arena = new MemoryArena();
  const kernels = createMeasuringKernels();
  buildBlock(arena, kernels, plans, recipe);
  return { shared: arena.used, own: kernels.arena.used };
}

/** The part of thread `thread`: `instantiate` makes kernels that reserve from the given offset on. */
export function openBlock(
  memory: WebAssembly.Memory,
  instantiate: (offset: number) => Kernels,
  plans: Plans,
  recipe: Recipe,
  thread: number,
): Block {
  const { shared, own } = measureBlock(plans, recipe);
  return buildBlock(new MemoryArena(memory), instantiate(shared + thread * own), plans, recipe);
}
