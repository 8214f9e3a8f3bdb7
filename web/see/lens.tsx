// A closer look at one unit: where it stands, its value, the pixels that it sees, and the weights it sees them with.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import {
  type Inspection,
  type LayerMaps,
  type Model,
  type NetworkPlan,
  type ReceptiveField,
  receptiveField,
  type UnitSum,
  unitSum,
} from '../../src/index.ts';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { useWidth } from '../draw/pad.tsx';
import { formatValue } from '../format.ts';
import { type Say, useLanguage } from '../language.tsx';
import { type Palette, signedScale } from '../palette.ts';
import { Field } from './field.tsx';
import type { Unit } from './grid.ts';
import { type Choice, nameSources, sourcesOf } from './sources.ts';

interface LensProps {
  readonly model: Model;
  readonly plan: NetworkPlan;
  readonly inspection: Inspection;
  readonly choice: Choice | undefined;
  readonly palette: Palette;
}

interface AboutProps extends LensProps {
  readonly choice: Choice;
  readonly seen: ReceptiveField;
}

interface Kernels {
  /** [input map][row][column] */
  readonly weights: Float32Array;
  readonly inputs: number;
  readonly rows: number;
  readonly columns: number;
}

/** The kernels of a map of a convolution, if they are more than single weights. */
function kernelsOf({ parameters }: Model, plan: NetworkPlan, { layer, map }: Choice): Kernels | undefined {
  const { description, tensors } = plan.layers[layer];
  if (description.kind !== 'convolution') return undefined;
  const [{ shape, offset }] = tensors;
  const [rows, columns, inputs, maps] = shape;
  if (rows * columns === 1) return undefined;
  const size = rows * columns;
  const weights = Float32Array.from(
    { length: inputs * size },
    (_, n) => parameters[offset + ((n % size) * inputs + Math.floor(n / size)) * maps + map],
  );
  return { weights, inputs, rows, columns };
}

/** What a subsampling layer multiplies the sum of a block by. */
function coefficientOf({ parameters }: Model, plan: NetworkPlan, { layer, map }: Choice): number | undefined {
  const tensor = plan.layers[layer].tensors.find(({ name }) => name === 'coefficients');
  return tensor && parameters[tensor.offset + map];
}

/** Side of a weight, and room between kernels; of many kernels smaller. */
const cellFor = (kernels: number): number => (kernels <= 6 ? 6 : kernels <= 16 ? 4 : 3);
const ROOM = 5;

function KernelStrip({ kernels, palette }: { kernels: Kernels; palette: Palette }) {
  const { element, width } = useWidth<HTMLDivElement>(200);
  const { say } = useLanguage();
  const { weights, inputs, rows, columns } = kernels;
  const cell = cellFor(inputs);
  const [across, down] = [columns * cell + ROOM, rows * cell + ROOM];
  const perLine = Math.max(1, Math.min(inputs, Math.floor((width + ROOM) / across)));
  const image = useMemo(() => {
    const limit = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    return toImage(weights, columns, signedScale(palette, limit));
  }, [weights, columns, palette]);
  const draw = useCallback<Draw>(
    (context) => {
      for (let k = 0; k < inputs; k++) {
        const left = (k % perLine) * across;
        const top = Math.floor(k / perLine) * down;
        context.drawImage(image, 0, k * rows, columns, rows, left, top, columns * cell, rows * cell);
      }
    },
    [image, inputs, rows, columns, perLine, cell, across, down],
  );
  return (
    <div ref={element} class="kernels">
      <Canvas
        width={perLine * across - ROOM}
        height={Math.ceil(inputs / perLine) * down - ROOM}
        draw={draw}
        role="img"
        aria-label={say('{inputs} kernels of {rows} × {columns}, one for each input map', {
          ...{ inputs, rows, columns },
        })}
      />
    </div>
  );
}

/** `C3, map 7, row 4, column 2` */
function nameOfUnit({ name, shape }: LayerMaps, { map, row, column }: Unit, say: Say): string {
  return shape.rows === 1
    ? say('{name}, unit {map}', { name, map })
    : say('{name}, map {map}, row {row}, column {column}', { name, map, row, column });
}

const valueAt = ({ shape, values }: LayerMaps, { map, row, column }: Unit): number =>
  values[(row * shape.columns + column) * shape.maps + map];

/** Terms that are told one by one. */
const FEW = 6;

/** `−0.42 + 1.31 + bias 0.91 = 1.80 → 1.43`: what the maps below add, in their order, and what becomes of the sum. */
function sumText({ terms, bias, sum }: UnitSum, value: number, say: Say): string {
  const all = terms.reduce((total, { amount }) => total + amount, 0);
  const parts =
    terms.length > FEW
      ? [say('{count} inputs {all}', { count: terms.length, all: formatValue(all) })]
      : terms.map(({ amount }) => formatValue(amount));
  if (bias !== undefined) parts.push(`${say('bias')} ${formatValue(bias)}`);
  const end = formatValue(sum) === formatValue(value) ? '' : ` → ${formatValue(value)}`;
  return `${parts.join(' + ').replaceAll('+ −', '− ')} = ${formatValue(sum)}${end}`;
}

/** What there is to say of the chosen unit. */
function About({ model, plan, inspection, choice, palette, seen }: AboutProps) {
  const { say } = useLanguage();
  const kernels = useMemo(() => kernelsOf(model, plan, choice), [model, plan, choice]);
  const layer = inspection.layers[choice.layer];
  const coefficient = coefficientOf(model, plan, choice);
  const value = valueAt(layer, choice);
  const [said, setSaid] = useState('');
  // Said when another unit is chosen, not whenever its value changes.
  useEffect(() => setSaid(`${nameOfUnit(layer, choice, say)}: ${formatValue(value)}`), [choice]);
  return (
    <>
      <p>
        <span id="unit">{nameOfUnit(layer, choice, say)}</span>{' '}
        <data id="value" value={value}>
          {formatValue(value)}
        </data>
      </p>
      <p class="quiet" id="seen">
        {say('sees {rows} × {columns} pixels', { rows: seen.rows, columns: seen.columns })}
        {coefficient !== undefined && ` · ${say('coefficient')} ${formatValue(coefficient)}`}
      </p>
      <p class="quiet" id="sources">
        {say('fed by {sources}', { sources: nameSources(plan, sourcesOf(plan, choice), say) })}
      </p>
      <p class="quiet" id="sum">
        {sumText(unitSum(model, plan, inspection, choice), value, say)}
      </p>
      {kernels && <KernelStrip kernels={kernels} palette={palette} />}
      <p class="heard" role="status">
        {said}
      </p>
    </>
  );
}

export function Lens({ choice, ...rest }: LensProps) {
  const { model, plan, inspection, palette } = rest;
  const { say } = useLanguage();
  const seen = useMemo(
    () => (choice ? receptiveField(plan, choice.layer, choice.row, choice.column) : undefined),
    [plan, choice],
  );
  return (
    <div class="lens" id="lens">
      <Field
        {...{ seen, palette }}
        input={inspection.input}
        levels={model.definition.input}
        cell={3}
        label={
          seen
            ? say('The input, {rows} × {columns} pixels framed', { rows: seen.rows, columns: seen.columns })
            : say('The input')
        }
      />
      <div class="about">
        {choice && seen ? (
          <About {...rest} {...{ choice, seen }} />
        ) : (
          <p class="quiet">
            {say(
              'Point at a unit or tap it, or go there with Tab and the arrow keys: here is its value, the pixels that it sees, what feeds it, and its kernels.',
            )}
          </p>
        )}
      </div>
    </div>
  );
}
