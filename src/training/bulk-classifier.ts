// Many pictures through a finished network, on all threads of a crew.
import { ShapeError } from '../errors.ts';
import { compileKernels } from '../kernels/simd/compile.ts';
import { createMemory, MemoryArena } from '../kernels/simd/memory.ts';
import { checkModel, type Model } from '../networks/model.ts';
import { Painter } from '../networks/painter.ts';
import { planNetwork } from '../networks/plan.ts';
import { sizeOf } from '../shape.ts';
import { type BulkSetup, measureBulk, reserveShared } from './bulk.ts';
import type { Crew } from './crew.ts';

export interface BulkOptions {
  /** Size of every picture. */
  readonly rows: number;
  readonly columns: number;
  /** Most pictures of one call. */
  readonly capacity: number;
}

/** Classifies batches of pictures on all threads of a crew. */
export class BulkClassifier {
  private readonly setup: BulkSetup;
  private readonly crew: Crew;
  private readonly classes: number;

  private constructor(setup: BulkSetup, crew: Crew) {
    this.setup = setup;
    this.crew = crew;
    this.classes = sizeOf(planNetwork(setup.definition).output);
  }

  /** The crew belongs to the classifier from now on. Throws ShapeError if the pictures do not fit the network. */
  static async open(model: Model, crew: Crew, options: BulkOptions): Promise<BulkClassifier> {
    const { rows, columns, capacity } = options;
    const plan = planNetwork(checkModel(model).definition);
    new Painter(model.definition, rows, columns);
    const isShared = crew.threads > 1;
    const reserve = (bytes: number) =>
      isShared ? (new SharedArrayBuffer(bytes) as unknown as ArrayBuffer) : new ArrayBuffer(bytes);
    const sizes = measureBulk(plan);
    const memory = createMemory(sizes.shared + crew.threads * sizes.own, isShared);
    reserveShared(new MemoryArena(memory), plan).parameters.set(model.parameters);
    const setup: BulkSetup = {
      ...{ definition: model.definition, memory, threads: crew.threads, rows, columns },
      module: await compileKernels(isShared),
      images: new Uint8Array(reserve(capacity * rows * columns)),
      outputs: new Float32Array(reserve(4 * capacity * sizeOf(plan.output))),
    };
    await crew.start(setup);
    return new BulkClassifier(setup, crew);
  }

  /**
   * Outputs of `count` pictures of ink: [picture][class], scores or penalties. One call at a time.
   * Throws ShapeError for more pictures than the capacity or than there are.
   */
  async outputs(images: Uint8Array, count: number): Promise<Float32Array> {
    const { rows, columns, outputs } = this.setup;
    const length = count * rows * columns;
    if (length > images.length || length > this.setup.images.length) {
      throw new ShapeError(
        `bulk: ${count} pictures of ${rows}x${columns}; got ${images.length} bytes, and room for ${this.setup.images.length}.`,
      );
    }
    this.setup.images.set(images.subarray(0, length));
    await this.crew.run({ kind: 'classify', count });
    return outputs.slice(0, count * this.classes);
  }

  /** Ends the threads. */
  close(): Promise<void> {
    return this.crew.close();
  }
}
