// A model as one C99 header for microcontrollers: constant weights and a function from 28x28 bytes to a digit. Nothing is
// allocated, nothing but math.h and stdint.h is included, the caller owns the memory of a pass. Maps are
// [map][row][column]. Weights are float, or signed bytes with a scale for each map.
import { ShapeError } from '../errors.ts';
import type { Model } from '../networks/model.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { cRoutine, type RoutineName } from './c-routines.ts';
import { lower } from './lower.ts';
import { quantizeTensor } from './quantize.ts';
import { type Chain, type LinearStep, type ScaleStep, type Step, shapesAfter } from './step.ts';

export interface CHeaderOptions {
  /** Weights as signed bytes: a quarter of the size. */
  readonly int8?: boolean;
}

/** What goes into the header, piece by piece. */
interface Draft {
  readonly prefix: string;
  readonly int8: boolean;
  readonly arrays: string[];
  /** Statements of a pass. */
  readonly body: string[];
  readonly routines: Set<RoutineName>;
  /** Values that each of the two buffers must hold. */
  readonly sizes: [number, number];
  /** Buffer that holds the maps. */
  current: 0 | 1;
}

const SIDE = 28;
const LINE = 100;

/** The text of a header. Throws FormatError, or ShapeError for a network of more than one input map. */
export function writeCHeader(model: Model, options: CHeaderOptions = {}): string {
  const chain = lower(model);
  const { input } = model.definition;
  if (chain.input.maps !== 1)
    throw new ShapeError(`c: expected one input map (grey), got ${chain.input.maps}.`);
  const prefix = identifierOf(chain.name).replace(/^(?=\d)/, '_') || 'network';
  const draft: Draft = {
    ...{ prefix, int8: options.int8 ?? false, arrays: [], body: [], routines: new Set() },
    ...{ sizes: [sizeOf(chain.input), 0], current: 0 },
  };
  const shapes = [chain.input, ...shapesAfter(chain)];
  for (const [s, step] of chain.steps.entries()) addStep(draft, step, shapes[s], shapes[s + 1]);
  return format(draft, chain, input, sizeOf(shapes.at(-1)!));
}

/** Names may come from a stranger's file; nothing of them but these characters gets into the code. */
const identifierOf = (name: string): string => name.replace(/\W+/g, '_');

const buffer = (index: 0 | 1): string => `w->${'ab'[index]}`;

function addStep(draft: Draft, step: Step, from: Shape, to: Shape): void {
  const { prefix, body } = draft;
  const call = (routine: RoutineName, ...words: (string | number)[]) => {
    draft.routines.add(routine);
    body.push(`${prefix}_${routine}(${words.join(', ')});`);
  };
  const name = `${prefix}_${identifierOf(step.name)}`;
  /** The arguments `x, y` of a routine that fills the other buffer. */
  const across = () => {
    const x = buffer(draft.current);
    draft.current = draft.current === 0 ? 1 : 0;
    draft.sizes[draft.current] = Math.max(draft.sizes[draft.current], sizeOf(to));
    return [x, buffer(draft.current)];
  };
  body.push(`/* ${identifierOf(step.name)}: ${step.kind}, ${to.maps}@${to.rows}x${to.columns} */`);
  switch (step.kind) {
    case 'convolution':
    case 'full': {
      const weights = addWeights(draft, name, step);
      if (to.rows * to.columns === 1) call('full', ...across(), ...weights, sizeOf(from), to.maps);
      else {
        const [, , height, width] = step.weights.shape;
        const sizes = [from.maps, from.rows, from.columns, height, width, to.maps];
        call('convolution', ...across(), ...weights, ...sizes);
      }
      return;
    }
    case 'scale':
      call('scale', buffer(draft.current), ...addScale(draft, name, step, to), to.maps, to.rows * to.columns);
      return;
    case 'maxPooling':
    case 'averagePooling':
      call(step.kind, ...across(), from.maps, from.rows, from.columns, step.size);
      return;
    case 'distances':
      addArray(draft, `${name}_codes`, 'float', step.codes.values);
      call('distances', ...across(), `${name}_codes`, from.maps, to.maps);
      return;
    case 'activation':
      if (step.function === 'tanh') throw new Error('c: no tanh in a lowered network');
      call(step.function, buffer(draft.current), sizeOf(to));
      return;
    default:
      throw new Error(`c: nothing for ${step.kind}`);
  }
}

/** Returns the routine's arguments. */
function addWeights(draft: Draft, name: string, { weights, biases }: LinearStep): string[] {
  const names = [`${name}_weights`, `${name}_biases`];
  if (draft.int8) {
    const { values, scales } = quantizeTensor(weights);
    addArray(draft, names[0], 'int8_t', values);
    addArray(draft, `${name}_scales`, 'float', scales);
    names.splice(1, 0, `${name}_scales`);
  } else addArray(draft, names[0], 'float', weights.values);
  addArray(draft, `${name}_biases`, 'float', biases);
  return names;
}

function addScale(draft: Draft, name: string, { factors, shifts }: ScaleStep, { maps }: Shape): string[] {
  const spread = (values: readonly number[]) =>
    Array.from({ length: maps }, (_, m) => values[values.length === 1 ? 0 : m]);
  addArray(draft, `${name}_factors`, 'float', spread(factors));
  addArray(draft, `${name}_shifts`, 'float', spread(shifts));
  return [`${name}_factors`, `${name}_shifts`];
}

function addArray(draft: Draft, name: string, type: 'float' | 'int8_t', values: ArrayLike<number>): void {
  const words = Array.from(values, type === 'float' ? formatFloat : String);
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line.length + word.length >= LINE) {
      lines.push(line);
      line = '';
    }
    line += `${word},`;
  }
  lines.push(line);
  draft.arrays.push(`static const ${type} ${name}[${words.length}] = {\n${lines.join('\n')}\n};`);
}

/** The shortest decimal that is this float32. */
export function formatFloat(value: number): string {
  const float = Math.fround(value);
  let digits = 1;
  while (digits < 9 && Math.fround(Number(float.toPrecision(digits))) !== float) digits++;
  const text = String(Number(float.toPrecision(digits)));
  return `${/[.e]/.test(text) ? text.replace(/^(-?)0\./, '$1.') : `${text}.`}f`;
}

function format(
  draft: Draft,
  chain: Chain,
  { background, foreground }: Model['definition']['input'],
  classes: number,
): string {
  const { prefix, sizes, routines, arrays, body, int8 } = draft;
  const { rows, columns } = chain.input;
  const [height, width] = rows >= SIDE && columns >= SIDE ? [SIDE, SIDE] : [rows, columns];
  const isPenalty = chain.steps.at(-1)?.kind === 'distances';
  const upper = prefix.toUpperCase();
  const fill = (text: string) =>
    text.replaceAll('PREFIX', prefix).replaceAll('WEIGHT', int8 ? 'int8_t' : 'float');
  const parts = [
    `/* The network ${prefix} of lenet5 in C99: weights ${int8 ? 'as signed bytes' : 'as floats'}, no allocation. Link with -lm.

   ${prefix}_workspace w;                      (${4 * (sizes[0] + sizes[1])} bytes: static, or on a large stack)
   float confidence;
   int digit = ${prefix}_recognize(ink, &w, &confidence);

   ink: ${height}x${width} bytes, row by row, 0 paper, 255 ink; a digit as MNIST has it. */`,
    `#ifndef ${upper}_H\n#define ${upper}_H\n\n#include <math.h>\n#include <stdint.h>`,
    `#define ${upper}_ROWS ${height}\n#define ${upper}_COLUMNS ${width}\n#define ${upper}_CLASSES ${classes}`,
    `typedef struct {\n  float a[${sizes[0]}];\n  float b[${Math.max(1, sizes[1])}];\n} ${prefix}_workspace;`,
    ...arrays,
    ...[...routines].map((routine) => fill(cRoutine(routine, int8))),
    `/* Fills outputs with ${classes} ${isPenalty ? 'penalties: the smallest wins' : 'scores: the largest wins'}. */
static inline void ${prefix}_outputs(const uint8_t *ink, ${prefix}_workspace *w, float *outputs) {
  int r, c, n;
  for (n = 0; n < ${rows * columns}; n++) w->a[n] = ${formatFloat(background)};
  for (r = 0; r < ${height}; r++)
    for (c = 0; c < ${width}; c++)
      w->a[(r + ${(rows - height) >> 1}) * ${columns} + c + ${(columns - width) >> 1}] =
          ${formatFloat(background)} + ${formatFloat(foreground - background)} * (float)ink[r * ${width} + c] / 255.f;
${body.map((line) => `  ${line}`).join('\n')}
  for (n = 0; n < ${classes}; n++) outputs[n] = ${buffer(draft.current)}[n];
}`,
    `/* The most likely class, 0 to ${classes - 1}${classes > 10 ? ' (10 and up: not a digit)' : ''}. confidence may be null; otherwise its probability, 0 to 1. */
static inline int ${prefix}_recognize(const uint8_t *ink, ${prefix}_workspace *w, float *confidence) {
  float outputs[${classes}], sum = 0.f;
  int n, best = 0;
  ${prefix}_outputs(ink, w, outputs);
  for (n = 0; n < ${classes}; n++)
    if (outputs[n] ${isPenalty ? '<' : '>'} outputs[best]) best = n;
  for (n = 0; n < ${classes}; n++) sum += expf(${isPenalty ? 'outputs[best] - outputs[n]' : 'outputs[n] - outputs[best]'});
  if (confidence) *confidence = 1.f / sum;
  return best;
}`,
    '#endif\n',
  ];
  return parts.join('\n\n');
}
