// One WebAssembly memory for everything a network needs: parameters, activations, gradients. Reserving is adding up;
// nothing grows afterwards, nothing is freed.
import { ShapeError } from '../../errors.ts';
import type { Arena } from '../kernels.ts';

/** Room behind every reservation: the kernels read and write whole tiles, up to 256 bytes past the end. */
const SLACK = 256;
const ALIGNMENT = 64;
/** The first bytes belong to the kernels' own module. */
const FIRST = 4096;
const PAGE = 65536;

/** A memory that holds at least `bytes` reserved bytes; shared between threads where `shared`. */
export function createMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.ceil((FIRST + bytes) / PAGE) + 1;
  if (pages > 65536)
    throw new ShapeError(`memory: ${bytes} bytes needed; a module has at most 4 GiB. Use smaller batches.`);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
}

/** Hands out views of a memory; without one it only adds up (views are empty). */
export class MemoryArena implements Arena {
  private next: number;
  private readonly first: number;
  private readonly buffer: ArrayBuffer | undefined;

  /** Starts at `offset` reserved bytes, so that several owners can share one memory. */
  constructor(memory?: WebAssembly.Memory, offset = 0) {
    this.buffer = memory?.buffer;
    this.first = FIRST + offset;
    this.next = this.first;
  }

  get used(): number {
    return this.next - this.first;
  }

  floats(length: number): Float32Array<ArrayBuffer> {
    const at = this.reserve(length * 4);
    return this.buffer ? new Float32Array(this.buffer, at, length) : new Float32Array(0);
  }

  integers(length: number): Int32Array {
    const at = this.reserve(length * 4);
    return this.buffer ? new Int32Array(this.buffer, at, length) : new Int32Array(0);
  }

  private reserve(bytes: number): number {
    const at = this.next;
    this.next = Math.ceil((at + bytes + SLACK) / ALIGNMENT) * ALIGNMENT;
    if (this.buffer && this.next > this.buffer.byteLength) {
      throw new ShapeError(`memory: ${this.next} bytes needed; this memory has ${this.buffer.byteLength}.`);
    }
    return at;
  }
}
