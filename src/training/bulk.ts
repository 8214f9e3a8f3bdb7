// One thread's part in classifying many pictures: each thread takes the next block from a counter; outputs do not
// depend on who took which.
import type { Floats, Kernels } from '../kernels/kernels.ts';
import { createMeasuringKernels, instantiateKernels } from '../kernels/simd/kernels.ts';
import { MemoryArena } from '../kernels/simd/memory.ts';
import type { Definition } from '../networks/definition.ts';
import { Network } from '../networks/network.ts';
import { Painter } from '../networks/painter.ts';
import { type NetworkPlan, planNetwork } from '../networks/plan.ts';
import { sizeOf } from '../shape.ts';
import { Barrier, CONTROL_LENGTH } from './barrier.ts';

/** Pictures of one pass of one thread: few, so that no thread waits long for the last one. */
const BLOCK = 8;

/** Everything a thread needs to join; survives being posted to a worker. */
export interface BulkSetup {
  readonly definition: Definition;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly threads: number;
  readonly rows: number;
  readonly columns: number;
  /** [picture][row][column], ink. */
  readonly images: Uint8Array;
  /** [picture][class] */
  readonly outputs: Float32Array;
}

/** What all threads share. */
export function reserveShared(
  arena: MemoryArena,
  plan: NetworkPlan,
): { control: Int32Array; parameters: Floats } {
  return { control: arena.integers(CONTROL_LENGTH), parameters: arena.floats(plan.length) };
}

function buildNetwork(plan: NetworkPlan, kernels: Kernels, parameters: Floats): Network {
  const derived = (length: number) => kernels.arena.floats(length);
  return new Network(plan, kernels, { capacity: BLOCK, mode: 'inference', parameters, derived });
}

/** Bytes of the shared part and of one thread's part. */
export function measureBulk(plan: NetworkPlan): { shared: number; own: number } {
  const arena = new MemoryArena();
  const kernels = createMeasuringKernels();
  buildNetwork(plan, kernels, reserveShared(arena, plan).parameters);
  return { shared: arena.used, own: kernels.arena.used };
}

/** One thread's part. */
export class BulkSession {
  private readonly setup: BulkSetup;
  private readonly network: Network;
  private readonly painter: Painter;
  private readonly barrier: Barrier;

  constructor(setup: BulkSetup, thread: number) {
    this.setup = setup;
    const { definition, memory, module, threads, rows, columns } = setup;
    const plan = planNetwork(definition);
    const { control, parameters } = reserveShared(new MemoryArena(memory), plan);
    const { shared, own } = measureBulk(plan);
    this.network = buildNetwork(plan, instantiateKernels(module, memory, shared + thread * own), parameters);
    this.painter = new Painter(definition, rows, columns);
    this.painter.clear(this.network.input);
    this.barrier = new Barrier(control, threads);
  }

  /** Outputs of the first `count` pictures. */
  classify(count: number): void {
    const { rows, columns, images, outputs } = this.setup;
    const { network, barrier } = this;
    const input = sizeOf(network.plan.input);
    const classes = sizeOf(network.plan.output);
    const blocks = Math.ceil(count / BLOCK);
    for (let block = barrier.take(); block < blocks; block = barrier.take()) {
      const first = block * BLOCK;
      const n = Math.min(BLOCK, count - first);
      for (let b = 0; b < n; b++) {
        this.painter.paint(images, (first + b) * rows * columns, network.input, b * input);
      }
      network.forward(n);
      outputs.set(network.output.subarray(0, n * classes), first * classes);
    }
    barrier.meet();
    barrier.endRound();
  }
}
