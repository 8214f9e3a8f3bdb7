// The kernels' module: decoded from the base64 text beside it and compiled once for shared and once for private
// memory. The two differ in one byte, which says what kind of memory the module takes.
import { kernelBytes, memoryLimitsOffset } from './module.ts';

const PRIVATE = 1;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  const length = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const bytes = new Uint8Array(length + 2);
  for (let from = 0, to = 0; from < text.length; from += 4, to += 3) {
    const word =
      (values[text.charCodeAt(from)] << 18) |
      (values[text.charCodeAt(from + 1)] << 12) |
      (values[text.charCodeAt(from + 2)] << 6) |
      values[text.charCodeAt(from + 3)];
    bytes[to] = word >> 16;
    bytes[to + 1] = word >> 8;
    bytes[to + 2] = word;
  }
  return bytes.subarray(0, length);
}

const compiled = new Map<boolean, Promise<WebAssembly.Module>>();

/** The compiled module for a shared or a private memory; compiled once. Rejects where the engine has no SIMD. */
export function compileKernels(shared: boolean): Promise<WebAssembly.Module> {
  let module = compiled.get(shared);
  if (!module) {
    const bytes = decodeBase64(kernelBytes);
    if (!shared) bytes[memoryLimitsOffset] = PRIVATE;
    module = WebAssembly.compile(bytes);
    compiled.set(shared, module);
  }
  return module;
}
