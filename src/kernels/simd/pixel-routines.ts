// A module of arithmetic over pixels: what it is given is copied into a memory of its own, and what comes of it out of
// there. It is small enough to be compiled at once, where it is first needed.
import { decodeHex } from './compile.ts';

type Routine = (...values: number[]) => number;

/** The first bytes belong to the module; so many behind every array are read and written with it. */
const FIRST = 1024;
export const SLACK = 32;

const PAGE = 65536;

/** Bytes that are enough for most fields; and what one large picture needed beyond that is not kept for small ones. */
const LEAST = 2 ** 20;
const KEPT = 2 ** 24;

export class PixelMemory {
  readonly routines: Record<string, Routine>;
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(module: WebAssembly.Module, pages: number) {
    const memory = new WebAssembly.Memory({ initial: pages });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.routines = exports as Record<string, Routine>;
    this.bytes = new Uint8Array(memory.buffer);
  }

  put(at: number, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
    this.bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
  }

  /** A copy of the bytes from there on. */
  take(at: number, length: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(at, at + length);
  }

  floats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.bytes.buffer, at, length);
  }
}

/** A memory with room for arrays, where these begin, and what can be done there. */
interface Room {
  readonly memory: PixelMemory;
  readonly r: Record<string, Routine>;
  readonly at: readonly number[];
}

export class PixelRoutines {
  private readonly text: string;
  private compiled: WebAssembly.Module | undefined;
  private current: PixelMemory | undefined;

  /** `text`: the module in hexadecimal digits. */
  constructor(text: string) {
    this.text = text;
  }

  /** A memory with room for arrays of so many bytes. What was in it is lost. */
  roomFor(...lengths: number[]): Room {
    let end = FIRST;
    const at = lengths.map((length) => {
      const start = end;
      end = Math.ceil((start + length + SLACK) / 16) * 16;
      return start;
    });
    const size = this.current?.bytes.length ?? 0;
    if (!this.current || size < end || (size > KEPT && end <= KEPT)) {
      this.compiled ??= new WebAssembly.Module(decodeHex(this.text));
      // Another one, and not the same one grown: once a buffer was detached, engines check all arrays for it ever after.
      this.current = new PixelMemory(this.compiled, Math.ceil(Math.max(end, LEAST) / PAGE));
    }
    return { memory: this.current, r: this.current.routines, at };
  }
}
