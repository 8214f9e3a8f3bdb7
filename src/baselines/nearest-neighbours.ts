// k nearest neighbours by Euclidean distance of the pixels, as section III.C compares with. All distances are one
// matrix product on the SIMD kernels, |q - t|^2 = |q|^2 - 2 (q t - |t|^2 / 2); it only picks candidates, since float32
// cannot hold such sums exactly. Candidates are ranked by exact distances in whole numbers.
import type { Dataset } from '../data/dataset.ts';
import { ShapeError, UsageError } from '../errors.ts';
import type { Convolution, Floats, Kernels } from '../kernels/kernels.ts';
import { compileKernels } from '../kernels/simd/compile.ts';
import { createMeasuringKernels, instantiateKernels } from '../kernels/simd/kernels.ts';
import { createMemory } from '../kernels/simd/memory.ts';

/** Pictures asked about, and templates, of one product: what stays in the caches. */
const QUERIES = 512;
const TEMPLATES = 64;

/** Candidates beyond the k nearest: how many may lie within the rounding of the k-th. */
const SPARE = 8;

interface Tile {
  readonly product: Convolution;
  readonly queries: Floats;
  readonly templates: Floats;
  readonly norms: Floats;
  readonly scores: Floats;
}

function reserveTile(kernels: Kernels, size: number): Tile {
  const { arena } = kernels;
  return {
    product: kernels.convolution({
      input: { maps: size, rows: 1, columns: 1 },
      kernel: { rows: 1, columns: 1 },
      output: { maps: TEMPLATES, rows: 1, columns: 1 },
    }),
    queries: arena.floats(QUERIES * size),
    templates: arena.floats(size * TEMPLATES),
    norms: arena.floats(TEMPLATES),
    scores: arena.floats(QUERIES * TEMPLATES),
  };
}

export class NearestNeighbours {
  private readonly training: Dataset;
  private readonly tile: Tile;

  private constructor(training: Dataset, tile: Tile) {
    this.training = training;
    this.tile = tile;
  }

  /** The pictures of `training` are the templates, as they are. */
  static async open(training: Dataset): Promise<NearestNeighbours> {
    const size = training.rows * training.columns;
    const measuring = createMeasuringKernels();
    reserveTile(measuring, size);
    const memory = createMemory(measuring.arena.used, false);
    const kernels = instantiateKernels(await compileKernels(false), memory);
    return new NearestNeighbours(training, reserveTile(kernels, size));
  }

  /**
   * The k nearest templates of pictures `from` to `to` (exclusive) of `set`, [picture][k], nearest first; of equally
   * near ones the first. Throws ShapeError (other sizes) or UsageError (k).
   */
  nearest(set: Dataset, k: number, from = 0, to = set.count): Uint32Array {
    const { training } = this;
    if (set.rows !== training.rows || set.columns !== training.columns) {
      throw new ShapeError(
        `neighbours: pictures of ${set.rows}x${set.columns}; expected ${training.rows}x${training.columns} as in '${training.name}'.`,
      );
    }
    if (!Number.isInteger(k) || k < 1 || k > training.count) {
      throw new UsageError(`neighbours: k; expected a whole number in 1..${training.count}, got ${k}.`);
    }
    const result = new Uint32Array((to - from) * k);
    for (let first = from; first < to; first += QUERIES) {
      const count = Math.min(QUERIES, to - first);
      const candidates = this.findCandidates(set, first, count, Math.min(training.count, k + SPARE));
      for (const [n, found] of candidates.entries()) {
        result.set(this.rank(set, first + n, found).slice(0, k), (first - from + n) * k);
      }
    }
    return result;
  }

  private findCandidates(set: Dataset, first: number, count: number, wanted: number): Candidates[] {
    const { product, queries, templates, norms, scores } = this.tile;
    const size = set.rows * set.columns;
    for (let n = 0; n < count * size; n++) queries[n] = set.images[first * size + n];
    const best = Array.from({ length: count }, () => new Candidates(wanted));
    for (let t = 0; t < this.training.count; t += TEMPLATES) {
      const used = this.loadTemplates(t);
      product.forward(count, queries, templates, norms, scores);
      for (let n = 0; n < count; n++) best[n].offer(scores, n * TEMPLATES, used, t);
    }
    return best;
  }

  /** Templates from `first` on, [pixel][template]; returns how many there are. */
  private loadTemplates(first: number): number {
    const { templates, norms } = this.tile;
    const { images, rows, columns, count } = this.training;
    const size = rows * columns;
    const used = Math.min(TEMPLATES, count - first);
    for (let t = 0; t < used; t++) {
      let square = 0;
      for (let p = 0; p < size; p++) {
        const ink = images[(first + t) * size + p];
        templates[p * TEMPLATES + t] = ink;
        square += ink * ink;
      }
      norms[t] = -square / 2;
    }
    return used;
  }

  private rank(set: Dataset, query: number, { indices }: Candidates): number[] {
    return Array.from(indices, (index) => ({ index, distance: this.distance(set, query, index) }))
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .map(({ index }) => index);
  }

  /** Squared, exact. */
  private distance(set: Dataset, query: number, template: number): number {
    const size = set.rows * set.columns;
    const { images } = this.training;
    let sum = 0;
    for (let p = 0; p < size; p++) {
      const difference = set.images[query * size + p] - images[template * size + p];
      sum += difference * difference;
    }
    return sum;
  }
}

/** The templates with the largest scores so far, in descending order. */
class Candidates {
  readonly indices: Uint32Array;
  private readonly scores: Float64Array;

  constructor(count: number) {
    this.indices = new Uint32Array(count);
    this.scores = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  }

  /** Scores of the templates from `first` on. */
  offer(scores: Floats, from: number, count: number, first: number): void {
    const last = this.scores.length - 1;
    for (let t = 0; t < count; t++) {
      if (scores[from + t] > this.scores[last]) this.insert(scores[from + t], first + t);
    }
  }

  private insert(score: number, index: number): void {
    const { scores, indices } = this;
    let at = scores.length - 1;
    for (; at > 0 && scores[at - 1] < score; at--) {
      scores[at] = scores[at - 1];
      indices[at] = indices[at - 1];
    }
    scores[at] = score;
    indices[at] = index;
  }
}

/** The class of most of the neighbours [picture][k]; where several have as many, that of the nearest among them. */
export function vote(neighbours: Uint32Array, k: number, labels: Uint8Array): Uint8Array {
  const answers = new Uint8Array(neighbours.length / k);
  for (let n = 0; n < answers.length; n++) {
    const votes = Array.from(neighbours.subarray(n * k, (n + 1) * k), (index) => labels[index]);
    const countOf = (label: number) => votes.filter((vote) => vote === label).length;
    const most = Math.max(...votes.map(countOf));
    answers[n] = votes.find((label) => countOf(label) === most)!;
  }
  return answers;
}
