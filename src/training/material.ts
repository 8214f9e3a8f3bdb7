// What a run learns from, data and teachers: whether it fits the network, and a name to know it by.
import type { Dataset } from '../data/dataset.ts';
import { ShapeError, UsageError } from '../errors.ts';
import type { Definition } from '../networks/definition.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Plans } from './block.ts';
import { columnsOfText, lengthOfText, MOST_SYMBOLS, NO_SYMBOL } from './forward-loss.ts';
import type { Recipe } from './recipe.ts';

/** A finished network to learn from; a model is one. */
export interface Teacher {
  readonly definition: Definition;
  /** One block, laid out by `planNetwork(definition)`. */
  readonly parameters: Float32Array;
}

/** A cheap name for what a run learns from: the set's content and its teachers' parameters. */
export function fingerprint(training: Dataset, teachers: readonly Teacher[]): string {
  const { count, rows, columns, images, labels } = training;
  let hash = 0x811c9dc5;
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (let n = 0; n < labels.length; n++) add(labels[n]);
  for (let n = 0; n < images.length; n += 97) add(images[n]);
  for (const { parameters } of teachers) new Int32Array(parameters.slice().buffer).forEach(add);
  const beside = teachers.length > 0 ? `, teachers: ${teachers.length}` : '';
  return `${count} pictures of ${rows}x${columns}${beside}, fingerprint ${(hash >>> 0).toString(16)}`;
}

/** Teachers see what the student sees, and speak of the same classes. */
export function checkTeachers({ plain, teachers }: Plans, { distillation }: Recipe): void {
  if (distillation && teachers.length === 0) {
    throw new UsageError('recipe: distillation without a teacher. Give one, or leave distillation out.');
  }
  if (!distillation && teachers.length > 0) {
    throw new UsageError('recipe: teachers without distillation, which says how to learn from them.');
  }
  for (const { definition, output } of teachers) {
    const [expected, got] = [plain.definition.input, definition.input].map(formatInput);
    if (got !== expected) {
      throw new ShapeError(`teacher '${definition.name}': input; expected ${expected}, got ${got}.`);
    }
    if (formatShape(output) !== formatShape(plain.output)) {
      throw new ShapeError(
        `teacher '${definition.name}': output; expected ${formatShape(plain.output)}, got ${formatShape(output)}.`,
      );
    }
  }
}

const formatInput = (input: Definition['input']): string =>
  `${formatShape(input)} of ${input.background}..${input.foreground}`;

export function checkLoss(plans: Plans, recipe: Recipe): void {
  const { outputs, definition } = plans.plain;
  const needed = ['meanSquare', 'forward'].includes(recipe.loss) ? 'scores' : 'penalties';
  if (recipe.loss !== 'crossEntropy' && outputs !== needed) {
    throw new UsageError(
      `recipe: the loss '${recipe.loss}' needs ${needed}; '${definition.name}' gives ${outputs}. Use crossEntropy.`,
    );
  }
}

export function checkData(
  plans: Plans,
  recipe: Recipe,
  training: Dataset,
  evaluation: readonly Dataset[],
): void {
  const { output } = plans.plain;
  const isText = recipe.loss === 'forward';
  const classes = isText ? output.maps : sizeOf(output);
  for (const set of [training, ...evaluation]) {
    if (set.rows !== training.rows || set.columns !== training.columns) {
      throw new ShapeError(
        `data '${set.name}': pictures of ${set.rows}x${set.columns}; expected ${training.rows}x${training.columns} as in '${training.name}'.`,
      );
    }
    if (isText) checkTexts(set, output);
    const wrong = set.labels.findIndex(
      (label: number) => label >= classes && !(isText && label === NO_SYMBOL),
    );
    if (wrong >= 0) {
      throw new ShapeError(
        `data '${set.name}': label ${set.labels[wrong]} of picture ${wrong}; the network has ${classes} classes, 0..${classes - 1}.`,
      );
    }
  }
}

/** A text must fit into the columns that the network sees. */
function checkTexts({ name, count, labels }: Dataset, { columns }: Shape): void {
  if (labels.length !== count * MOST_SYMBOLS) {
    throw new ShapeError(
      `data '${name}': ${labels.length} labels; expected ${MOST_SYMBOLS} for each of ${count} pictures.`,
    );
  }
  for (let n = 0; n < count; n++) {
    const from = n * MOST_SYMBOLS;
    const needed = columnsOfText(labels.subarray(from, from + lengthOfText(labels, from)));
    if (needed > columns) {
      throw new ShapeError(
        `data '${name}': text of picture ${n} needs ${needed} columns; the network has ${columns}. Use wider pictures.`,
      );
    }
  }
}
