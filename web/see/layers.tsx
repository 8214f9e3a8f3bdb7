// Every layer of a network, live: maps, scale and outputs; and a closer look at one unit.
import { useCallback, useMemo, useState } from 'preact/hooks';
import {
  type Definition,
  describe,
  type Inspection,
  type LayerMaps,
  type LayerRow,
  type Model,
} from '../../src/index.ts';
import { useInAddress } from '../address.ts';
import { useWidth } from '../draw/pad.tsx';
import { formatValue } from '../format.ts';
import { type Say, useLanguage } from '../language.tsx';
import { lazy } from '../lazy.tsx';
import type { OpenNetwork } from '../models.ts';
import type { Palette } from '../palette.ts';
import { CODE_COLUMNS, Codes } from './codes.tsx';
import type { Unit } from './grid.ts';
import { Maps } from './layer-maps.tsx';
import { Lens } from './lens.tsx';
import { Outputs } from './outputs.tsx';
import { type Choice, sourcesOf } from './sources.ts';
import { ConnectionTable } from './table.tsx';
import { UNIT_TEXT } from './unit-text.ts';

const Lesson = lazy('lesson', async () => (await import('../learn/lesson.tsx')).Lesson);

interface LayersProps {
  readonly network: OpenNetwork;
  readonly inspection: Inspection;
  readonly palette: Palette;
}

/** Where the squashing function ends: A of the paper's A tanh(S a). */
const SQUASH_LIMIT = 1.7159;

const largestOf = ({ values }: LayerMaps): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** What stands for the strongest colour: the end of the squashing function, or the largest value of now. */
const limitOf = (layer: LayerMaps, activation: string): number =>
  activation === 'squash' ? SQUASH_LIMIT : largestOf(layer);

function Legend({ limit, isSigned }: { limit: number; isSigned: boolean }) {
  return (
    <span class="legend">
      {isSigned ? formatValue(-limit) : '0'}
      <i class={isSigned ? 'signed' : 'unsigned'} />
      {formatValue(limit)}
    </span>
  );
}

/** `6@28x28` as the page writes it. */
const sizeText = ({ shape: { maps, rows, columns } }: LayerMaps): string =>
  rows * columns === 1 ? `${maps}` : `${maps} @ ${rows} × ${columns}`;

const KINDS: Readonly<Record<string, string>> = {
  maxPooling: 'max pooling',
  averagePooling: 'average pooling',
  full: 'full connection',
  distances: 'distances to the codes',
};

function kindText({ kind, kernel, activation }: LayerRow, say: Say): string {
  const size = kind === 'full' || !kernel ? '' : ` ${kernel.replace('x', ' × ')}`;
  return `${say(KINDS[kind] ?? kind)}${size}${activation ? `, ${say(activation)}` : ''}`;
}

interface LayerProps extends LayersProps {
  readonly index: number;
  readonly row: LayerRow;
  readonly width: number;
  readonly choice: Choice | undefined;
  readonly isExplained: boolean;
  readonly onChoose: (choice: Choice) => void;
}

/** The codes that the layer after this one compares it with. */
function codesAfter({ layers }: Definition, index: number): readonly (readonly number[])[] | undefined {
  const next = layers[index + 1];
  return next?.kind === 'distances' && next.codes[0].length % CODE_COLUMNS === 0 ? next.codes : undefined;
}

function Layer(props: LayerProps) {
  const { network, inspection, palette, index, row, width, choice, isExplained, onChoose } = props;
  const { say } = useLanguage();
  const layer = inspection.layers[index];
  const isLast = index === inspection.layers.length - 1;
  const codes = codesAfter(network.model.definition, index);
  const limit = limitOf(layer, row.activation);
  const chosen = choice?.layer === index ? choice : undefined;
  const { plan } = network.inspector;
  const feeding = useMemo(
    () => (choice?.layer === index + 1 ? sourcesOf(plan, choice) : undefined),
    [plan, choice, index],
  );
  const choose = useCallback((unit: Unit) => onChoose({ layer: index, ...unit }), [index, onChoose]);
  return (
    <section class="layer">
      <header>
        <h3>{layer.name}</h3>
        <span>{sizeText(layer)}</span>
        <span class="quiet">{kindText(row, say)}</span>
        {!isLast && <Legend limit={limit} isSigned={row.activation !== 'relu'} />}
      </header>
      {isExplained && <Lesson {...{ plan, index }} />}
      {isLast ? (
        <Outputs {...{ layer }} probabilities={inspection.probabilities} kind={plan.outputs} />
      ) : (
        <div class="maps">
          <Maps
            {...{ layer, limit, width, chosen, feeding, palette }}
            perLine={codes && CODE_COLUMNS}
            onChoose={choose}
          />
          {codes && <Codes {...{ codes, limit, palette }} distances={inspection.layers[index + 1].values} />}
        </div>
      )}
      <Table {...{ network, index, choice }} />
    </section>
  );
}

/** The connection table of a layer, if it has one. */
function Table({ network, index, choice }: Pick<LayerProps, 'network' | 'index' | 'choice'>) {
  const { layers } = network.inspector.plan;
  const { definition, plan } = layers[index];
  if (definition.kind !== 'convolution' || !definition.table || index === 0) return null;
  return (
    <ConnectionTable
      table={definition.table}
      inputs={plan.input.maps}
      name={definition.name}
      below={layers[index - 1].definition.name}
      layer={index}
      choice={choice}
    />
  );
}

const isInside = ({ layer, map, row, column }: Choice, { layers }: Inspection): boolean => {
  const shape = layers[layer]?.shape;
  return shape !== undefined && map < shape.maps && row < shape.rows && column < shape.columns;
};

const rowsOf = (model: Model): readonly LayerRow[] => describe(model.definition).layers;

export function Layers({ network, inspection, palette }: LayersProps) {
  const { element, width } = useWidth<HTMLDivElement>(320);
  const { say } = useLanguage();
  const [choice, setChoice] = useInAddress('unit', UNIT_TEXT);
  const [isExplained, setExplained] = useState(true);
  const rows = useMemo(() => rowsOf(network.model), [network]);
  const { model, inspector } = network;
  const own = choice && isInside(choice, inspection) ? choice : undefined;
  return (
    <div class="layers" ref={element}>
      <label class="explain">
        <input
          type="checkbox"
          id="explain"
          checked={isExplained}
          onChange={({ currentTarget }) => setExplained(currentTarget.checked)}
        />
        {say('Explain the layers')}
      </label>
      <Lens {...{ model, inspection, palette }} plan={inspector.plan} choice={own} />
      {rows.map((row, index) => (
        <Layer
          key={row.name}
          {...{ network, inspection, palette, index, row, width, isExplained }}
          choice={own}
          onChoose={setChoice}
        />
      ))}
    </div>
  );
}
