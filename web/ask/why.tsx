// Why this answer? Maps of what the answer rests on, what speaks for it against the next one, and the least that changes it.
import './why.css';
import { useMemo, useState } from 'preact/hooks';
import type { Classifier, Definition, Inspection, Model, NetworkPlan } from '../../src/index.ts';
import { Choice } from '../choice.tsx';
import type { Ink } from '../distort/distortion.ts';
import { formatShare, formatValue, nameOfClass } from '../format.ts';
import { type Say, useLanguage } from '../language.tsx';
import { useLoaded } from '../loaded.ts';
import { openClassifier } from '../models.ts';
import type { Palette } from '../palette.ts';
import { EvidenceMap, type Place } from './evidence-map.tsx';
import { FlipFigure } from './flip-figure.tsx';
import {
  type Flip,
  findFlip,
  type Occlusion,
  occlude,
  type Patch,
  rankOf,
  type Verdict,
} from './occlusion.ts';
import { type Sliced, useSliced } from './sliced.ts';

export interface WhyProps {
  /** Of the network that is asked. */
  readonly model: Model;
  readonly ink: Ink;
  readonly inspection: Inspection;
  /** While the pen is down nothing is asked. */
  readonly isDrawing: boolean;
  readonly palette: Palette;
}

const FILLS = { paper: 'paper', ink: 'ink' } as const;

/** Largest patch that is tried, in pixels each way. */
const MOST = 12;

/** For every place, how much of `amount` is lost when the patch is there. */
const lossesOf = ({ plain, verdicts }: Occlusion, amount: (verdict: Verdict) => number): Float32Array => {
  const before = amount(plain);
  return Float32Array.from(verdicts, (verdict) => before - amount(verdict));
};

/** What is asked of the network, in slices: the maps first, then the least that changes the answer. */
function useAnswers(classifier: Classifier | undefined, ink: Ink, patch: Patch) {
  const { fill } = patch;
  const map = useMemo(
    () => (classifier ? () => occlude(classifier, ink, patch) : undefined),
    [classifier, ink, patch],
  );
  const occlusion = useSliced(map);
  const search = useMemo(
    () => (classifier && occlusion.isDone ? () => findFlip(classifier, ink, fill, MOST) : undefined),
    [classifier, ink, fill, occlusion.isDone],
  );
  return { occlusion, flip: useSliced(search) };
}

interface Sentences {
  readonly say: Say;
  readonly nameOf: (n: number) => string;
}

/** `3 with 99.6 %, 8.2 ahead of 5` */
function sentenceOf(verdict: Verdict, { say, nameOf }: Sentences): string {
  const [first, second] = rankOf(verdict);
  return say('{first} with {share}, {margin} ahead of {second}', {
    first: nameOf(first),
    share: formatShare(verdict.probabilities[first]),
    margin: formatValue(verdict.evidence[first] - verdict.evidence[second]),
    second: nameOf(second),
  });
}

interface ControlsProps {
  readonly patch: Patch;
  readonly setPatch: (patch: Patch) => void;
}

function Controls({ patch, setPatch }: ControlsProps) {
  const { say } = useLanguage();
  return (
    <div class="patch">
      <span>{say('A patch of')}</span>
      <Choice
        name="fill"
        legend={say('What the patch is made of')}
        options={FILLS}
        value={patch.fill}
        onChange={(fill) => setPatch({ ...patch, fill })}
      />
      <label class="size">
        <input
          type="range"
          id="patch"
          min={1}
          max={MOST}
          value={patch.side}
          aria-label={say('Size of the patch')}
          onInput={({ currentTarget }) => setPatch({ ...patch, side: Number(currentTarget.value) })}
        />
        <output>
          {patch.side} × {patch.side}
        </output>
      </label>
    </div>
  );
}

interface EvidenceProps extends Sentences {
  readonly occlusion: Occlusion;
  readonly kind: NetworkPlan['outputs'];
  readonly flip: Sliced<Flip | undefined>;
  readonly patch: Patch;
  readonly ink: Float32Array;
  readonly isStale: boolean;
  readonly palette: Palette;
}

/** Two maps, of the answer alone and of it against another class, and what is said with the patch at a place. */
function Evidence({ occlusion, kind, flip, patch, ink, isStale, palette, say, nameOf }: EvidenceProps) {
  const [place, setPlace] = useState<Place>();
  const [chosen, setChosen] = useState<number>();
  const { plain, verdicts, columns } = occlusion;
  const [first, ...others] = useMemo(() => rankOf(plain), [plain]);
  const other = chosen !== undefined && others.includes(chosen) ? chosen : others[0];
  const alone = useMemo(() => lossesOf(occlusion, ({ evidence }) => evidence[first]), [occlusion, first]);
  const between = useMemo(
    () => lossesOf(occlusion, ({ evidence }) => evidence[first] - evidence[other]),
    [occlusion, first, other],
  );
  const shared = { columns, ink, patch, place, isStale, palette, onChoose: setPlace };
  return (
    <>
      <div class="evidence">
        <EvidenceMap
          {...shared}
          id="why-answer"
          title={say(
            kind === 'penalties'
              ? 'How much the distance of {first} grows with the patch there'
              : 'How much the score of {first} falls with the patch there',
            { first: nameOf(first) },
          )}
          values={alone}
        />
        <EvidenceMap
          {...shared}
          id="why-margin"
          title={say('What speaks for {first} and against {other}', {
            first: nameOf(first),
            other: nameOf(other),
          })}
          values={between}
        />
        <FlipFigure {...{ flip, ink, columns, palette, say, nameOf }} fill={patch.fill} most={MOST} />
      </div>
      <p id="with-patch">
        {place ? (
          <>
            {say('With the patch at row {row}, column {column}:', { ...place })}{' '}
            {sentenceOf(verdicts[place.row * columns + place.column] ?? plain, { say, nameOf })}
          </>
        ) : (
          <span class="quiet">{say('Point at a place of a map: here is what the network says then.')}</span>
        )}
      </p>
      <label>
        {say('Compare with')}{' '}
        <select id="other" value={other} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
          {others.map((n) => (
            <option key={n} value={n}>
              {nameOf(n)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** The input as 0 paper .. 1 ink. */
const toShares = ({ input }: Inspection, { background, foreground }: Definition['input']): Float32Array =>
  input.values.map((value) => (value - background) / (foreground - background));

export function Why({ model, ink, inspection, isDrawing, palette }: WhyProps) {
  const { say } = useLanguage();
  const [patch, setPatch] = useState<Patch>({ side: 5, fill: 'paper' });
  const { definition } = model;
  const { value } = useLoaded(() => openClassifier(model), model);
  const classifier = value?.plan.definition === definition && !isDrawing ? value : undefined;
  const { occlusion, flip } = useAnswers(classifier, ink, patch);
  const shares = useMemo(() => toShares(inspection, definition.input), [inspection, definition]);
  const found = occlusion.value;
  const nameOf = (n: number) => say(nameOfClass(n, inspection.probabilities.length));
  return (
    <section class="why" id="why" aria-labelledby="why-title">
      <h2 id="why-title">{say('Why this answer?')}</h2>
      {found && found.plain.evidence.length === inspection.probabilities.length ? (
        <>
          <p>
            {say('{sentence}.', { sentence: sentenceOf(found.plain, { say, nameOf }) })}{' '}
            <span class="quiet">
              {say('A patch goes over every place of the input, and the network is asked again.')}
            </span>
          </p>
          <Controls {...{ patch, setPatch }} />
          <Evidence
            {...{ flip, patch, palette, say, nameOf }}
            occlusion={found}
            kind={definition.layers.at(-1)?.kind === 'distances' ? 'penalties' : 'scores'}
            ink={shares}
            isStale={!occlusion.isDone}
          />
        </>
      ) : (
        <p class="quiet">{say('Asking the network')}</p>
      )}
    </section>
  );
}
