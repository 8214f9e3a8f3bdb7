// Loss and error over the epochs: of the digits as they are shown, and of the test digits after each epoch.
import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useWidth } from '../draw/pad.tsx';
import { formatShare, formatValue } from '../format.ts';
import { useLanguage } from '../language.tsx';
import type { Palette } from '../palette.ts';
import type { Run } from './run.ts';

const HEIGHT = 230;

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly isDotted?: boolean;
}

interface CurveProps {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Places first, then the values of each line; null where it has none. */
  readonly data: UPlot.AlignedData;
  readonly epochs: number;
  readonly palette: Palette;
}

function makePlot(parent: HTMLElement, width: number, props: CurveProps): UPlot {
  const { title, lines, data, epochs } = props;
  const style = getComputedStyle(document.documentElement);
  const axis = {
    stroke: style.getPropertyValue('--quiet').trim(),
    grid: { stroke: style.getPropertyValue('--line').trim(), width: 1 },
    ticks: { show: false },
  };
  const series = lines.map(({ label, colour, isDotted }) => ({
    ...{ label, stroke: colour, width: 2, spanGaps: true },
    points: { show: isDotted === true, size: 7, fill: colour },
  }));
  return new UPlot(
    {
      ...{
        title,
        width,
        height: HEIGHT,
        series: [{}, ...series],
        axes: [
          { ...axis, size: 28 },
          { ...axis, size: 40 },
        ],
      },
      scales: {
        x: { time: false, range: [0, epochs] },
        y: { range: (_, __, most) => [0, most * 1.05 || 1] },
      },
      legend: { live: false },
      cursor: { show: false },
    },
    data,
    parent,
  );
}

function Curve(props: CurveProps) {
  const { element, width } = useWidth<HTMLDivElement>(420);
  const plot = useRef<UPlot>(null);
  const { title, data, epochs, palette, lines } = props;
  useEffect(() => {
    plot.current = makePlot(element.current!, width, props);
    return () => plot.current?.destroy();
  }, [width, epochs, palette, title, lines.length]);
  useEffect(() => plot.current!.setData(data), [data]);
  return <div class="curve" ref={element} role="img" aria-label={title} />;
}

/** Epochs that a plot tells apart: of more, every second, third and so on, and the last. */
const MOST_EPOCHS = 500;

/** Places and values of both plots, in the order of the places. */
function dataOf({ points, epochs }: Run): { loss: UPlot.AlignedData; error: UPlot.AlignedData } {
  const every = Math.ceil(epochs.length / MOST_EPOCHS);
  const told = epochs.filter(({ epoch }) => epoch % every === 0 || epoch === epochs.length);
  const ends = new Map(told.map((end) => [end.epoch, end]));
  const places = [...new Set([...points.map(({ at }) => at), ...ends.keys()])].sort((a, b) => a - b);
  const shown = new Map(points.map((point) => [point.at, point]));
  const share = (score: { errors: number; count: number } | undefined) =>
    score ? (100 * score.errors) / score.count : null;
  return {
    loss: [places, places.map((at) => shown.get(at)?.loss ?? null)],
    error: [
      places,
      places.map((at) => (shown.has(at) ? 100 * shown.get(at)!.error : null)),
      places.map((at) => share(ends.get(at)?.test)),
      ...(epochs[0]?.held ? [places.map((at) => share(ends.get(at)?.held))] : []),
    ],
  };
}

export function Curves({ run, palette }: { run: Run; palette: Palette }) {
  const { say } = useLanguage();
  const { loss, error } = dataOf(run);
  const [isOpen, setIsOpen] = useState(false);
  const shown: Line = { label: say('as shown'), colour: palette.accent };
  const test: Line = { label: say('test digits'), colour: palette.negative, isDotted: true };
  const held: Line = { label: say('own, held out'), colour: palette.positive, isDotted: true };
  const { epochs } = run.job.recipe;
  return (
    <div class="curves">
      <Curve title={say('Loss')} lines={[shown]} data={loss} {...{ epochs, palette }} />
      <Curve
        title={say('Error, %')}
        lines={error.length > 3 ? [shown, test, held] : [shown, test]}
        data={error}
        {...{ epochs, palette }}
      />
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>{say('The same as a table')}</summary>
        {isOpen && <EpochTable run={run} />}
      </details>
    </div>
  );
}

/** The last epochs, latest first: a run may have thousands. */
const MOST_ROWS = 50;

function EpochTable({ run }: { run: Run }) {
  const { say } = useLanguage();
  const columns = [say('Epoch'), say('Loss'), say('Error as shown'), say('Test error')];
  return (
    <table class="epochs">
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {run.epochs
          .slice(-MOST_ROWS)
          .reverse()
          .map(({ epoch, loss, trainingError, test }) => (
            <tr key={epoch}>
              <th scope="row">{epoch}</th>
              <td>{formatValue(loss)}</td>
              <td>{formatShare(trainingError)}</td>
              <td>{formatShare(test.errors / test.count)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
