// Random numbers from a seed: the same stream on every machine. xoshiro128** 1.1 (Blackman and Vigna, 2018),
// its state filled by a 32-bit mixing of the seed and of as many stream numbers as the caller names, so that
// (seed, epoch, sample) gives every sample its own stream whatever thread draws from it.

function mix(h: number): number {
  let x = h | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** `seed` and `streams`: integers; only their lowest 32 bits count. */
  constructor(seed: number, ...streams: number[]) {
    this.reseed(seed, ...streams);
  }

  /** Starts another stream without allocating a new generator. */
  reseed(seed: number, ...streams: number[]): void {
    let h = mix(seed ^ 0x9e3779b9);
    for (const stream of streams) h = mix(h ^ mix(stream + 0x85ebca6b));
    this.a = mix(h + 0x9e3779b9);
    this.b = mix(this.a + 0x9e3779b9);
    this.c = mix(this.b + 0x9e3779b9);
    this.d = mix(this.c + 0x9e3779b9) | 1;
  }

  /** A whole number in 0..2^32-1. */
  bits(): number {
    const product = Math.imul(this.b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** Uniform in [low, high); 0..1 unless told. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.bits() * 2 ** -32);
  }

  /** Uniform whole number in 0..below-1; `below` in 1..2^32. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T extends Uint32Array | number[]>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
    return values;
  }
}
