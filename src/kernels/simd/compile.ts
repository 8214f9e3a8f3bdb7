// The kernels' module: decoded from the hexadecimal text beside it and compiled once for shared and once for private
// memory. The two differ in one byte, which says what kind of memory the module takes.
import { kernelBytes, memoryLimitsOffset } from './module.ts';

const PRIVATE = 1;

export const decodeHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, n) => Number.parseInt(text.slice(2 * n, 2 * n + 2), 16));

const compiled = new Map<boolean, Promise<WebAssembly.Module>>();

/** The compiled module for a shared or a private memory; compiled once. Rejects where the engine has no SIMD. */
export function compileKernels(shared: boolean): Promise<WebAssembly.Module> {
  let module = compiled.get(shared);
  if (!module) {
    const bytes = decodeHex(kernelBytes);
    if (!shared) bytes[memoryLimitsOffset] = PRIVATE;
    module = WebAssembly.compile(bytes);
    compiled.set(shared, module);
  }
  return module;
}
