// The little of WebAssembly that this library uses. The compiler's own declarations come only with the DOM's, which
// src/ must not see.
declare namespace WebAssembly {
  class Module {
    /** Compiles at once. */
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
