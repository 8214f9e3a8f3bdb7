// Scales melt into their neighbours: into the weights before or behind them, past pooling. What tanh has and the paper's
// squashing function has not (1.7159, 2/3), batch normalisation, divisions by 255 and the like disappear so.
import {
  type ActivationStep,
  type Chain,
  type LinearStep,
  type ScaleStep,
  SQUASH,
  type Step,
  shapesAfter,
} from './step.ts';

/** Turns every squash into a tanh between scales, or every tanh into a squash between scales. */
export function exchangeTanh(steps: readonly Step[], to: 'tanh' | 'squash'): Step[] {
  const from = to === 'tanh' ? 'squash' : 'tanh';
  const { amplitude, slope } = SQUASH;
  const [before, after] = to === 'tanh' ? [slope, amplitude] : [1 / slope, 1 / amplitude];
  return steps.flatMap((step) => {
    if (step.kind !== 'activation' || step.function !== from) return [step];
    const { name } = step;
    const activation: ActivationStep = { kind: 'activation', name, function: to };
    return [scaleBy(before, name), activation, scaleBy(after, name)];
  });
}

const scaleBy = (factor: number, name: string): ScaleStep => ({
  kind: 'scale',
  name,
  factors: [factor],
  shifts: [0],
});

/** The same function with as few scales as can be: left are those behind pooling, between two squashing functions. */
export function foldScales(chain: Chain): Chain {
  let steps = [...chain.steps];
  for (let s = 0; s < steps.length; ) {
    const shapes = shapesAfter({ ...chain, steps });
    const folded = foldAt(steps, s, s === 0 ? chain.input.maps : shapes[s - 1].maps);
    if (!folded) s++;
    else {
      steps = folded;
      s = 0;
    }
  }
  return { ...chain, steps };
}

/** The steps after one change that takes away the scale at `s` or moves it on; undefined if there is none. */
function foldAt(steps: readonly Step[], s: number, maps: number): Step[] | undefined {
  const step = steps[s];
  if (step.kind !== 'scale') return undefined;
  const replace = (first: number, count: number, ...by: Step[]) => [
    ...steps.slice(0, first),
    ...by,
    ...steps.slice(first + count),
  ];
  if (isIdentity(step)) return replace(s, 1);
  const [before, next] = [steps[s - 1], steps[s + 1]];
  if (before?.kind === 'scale') return replace(s - 1, 2, mergeScales(before, step, maps));
  if (before?.kind === 'convolution' || before?.kind === 'full')
    return replace(s - 1, 2, foldBack(before, step));
  if (next?.kind === 'convolution' || next?.kind === 'full')
    return replace(s, 2, foldForward(step, next, maps));
  const commutes =
    next?.kind === 'averagePooling' || (next?.kind === 'maxPooling' && step.factors.every((f) => f > 0));
  return commutes ? replace(s, 2, next, step) : undefined;
}

/** Up to what float32 cannot hold. */
function isIdentity({ factors, shifts }: ScaleStep): boolean {
  return factors.every((f) => Math.abs(f - 1) < 2 ** -23) && shifts.every((b) => b === 0);
}

const at = (values: readonly number[], m: number): number => values[values.length === 1 ? 0 : m];

function mergeScales(first: ScaleStep, second: ScaleStep, maps: number): ScaleStep {
  const each = <T>(f: (m: number) => T) => Array.from({ length: maps }, (_, m) => f(m));
  return {
    ...first,
    factors: each((m) => at(first.factors, m) * at(second.factors, m)),
    shifts: each((m) => at(first.shifts, m) * at(second.factors, m) + at(second.shifts, m)),
  };
}

function foldBack<T extends LinearStep>(step: T, { factors, shifts }: ScaleStep): T {
  const { shape, values } = step.weights;
  const each = values.length / shape[0];
  return {
    ...step,
    weights: { shape, values: values.map((w, n) => w * at(factors, Math.floor(n / each))) },
    biases: step.biases.map((b, m) => b * at(factors, m) + at(shifts, m)),
  };
}

/** `maps`: of the step's input. The weights of an input map lie together in both kinds. */
function foldForward<T extends LinearStep>({ factors, shifts }: ScaleStep, step: T, maps: number): T {
  const { shape, values } = step.weights;
  const each = values.length / shape[0];
  const taps = each / maps;
  const mapOf = (n: number) => Math.floor((n % each) / taps);
  return {
    ...step,
    weights: { shape, values: values.map((w, n) => w * at(factors, mapOf(n))) },
    biases: step.biases.map((b, m) => {
      let sum = b;
      for (let n = m * each; n < (m + 1) * each; n++) sum += values[n] * at(shifts, mapOf(n));
      return sum;
    }),
  };
}
