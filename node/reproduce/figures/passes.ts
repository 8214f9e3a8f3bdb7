// Figures 5 and 6: error by pass, and by the size of the training set.
import {
  type Content,
  type Curve,
  describeTraining,
  deviation,
  type FigureMaker,
  formatMeasured,
  mean,
  testErrors,
} from '../figure.ts';
import type { JobRecord } from '../jobs.ts';
import { figure5 as paper5, figure6 as paper6 } from '../paper.ts';

type Which = 'training' | 'test';

const valuesAt = (records: readonly JobRecord[], pass: number, which: Which): number[] =>
  records.map(({ result }) => 100 * result.curve![pass][which]);

function ours(name: string, records: readonly JobRecord[], which: Which): Curve {
  const passes = records[0]?.result.curve?.length ?? 0;
  const points = Array.from({ length: passes }, (_, pass) => {
    const values = valuesAt(records, pass, which);
    return { x: pass + 1, y: mean(values), spread: deviation(values) };
  });
  return { name, from: 'ours', points };
}

const papers = (name: string, values: readonly number[]): Curve => ({
  name,
  from: 'paper',
  points: values.map((y, pass) => ({ x: pass + 1, y })),
});

/** What a reader has to know to compare. */
function trainingNote([record]: readonly JobRecord[]): string[] {
  const how = record && describeTraining(record);
  return how ? [`Ours: ${how}. Where that is not the paper's way, docs/paper.md says why.`] : [];
}

export const figure5: FigureMaker = {
  name: 'figure5',
  title: 'Figure 5: training and test error by pass',
  needs: ['lenet5'],
  make(findings): Content {
    const records = findings.records('lenet5');
    const passes = records[0]?.result.curve?.length ?? 0;
    const rows = Array.from({ length: passes }, (_, pass) => [
      pass + 1,
      formatMeasured(valuesAt(records, pass, 'test'), 2),
      paper5.test[pass]?.toFixed(2) ?? '',
      formatMeasured(valuesAt(records, pass, 'training'), 2),
      paper5.training[pass]?.toFixed(2) ?? '',
    ]);
    return {
      about:
        'LeNet-5 on the 60,000 training digits, without distortions. The training error is counted on the fly, before each update.',
      parts: [
        {
          kind: 'plot',
          caption: 'Error by pass, %',
          across: 'pass',
          up: 'error, %',
          scale: 'logarithmic',
          curves: [
            ours('test, ours', records, 'test'),
            ours('training, ours', records, 'training'),
            papers('test, paper', paper5.test),
            papers('training, paper', paper5.training),
          ],
        },
        {
          kind: 'table',
          caption: `Error by pass, %: mean ± standard deviation over ${records.length} seeds`,
          head: ['pass', 'test, ours', 'test, paper', 'training, ours', 'training, paper'],
          rows,
        },
      ],
      notes: trainingNote(records),
    };
  },
};

const experimentOf = ({ digits, distorted }: (typeof paper6)[number]): string =>
  distorted ? 'lenet5-distorted' : digits === 60_000 ? 'lenet5' : `lenet5-${digits}`;

const lastTraining = (records: readonly JobRecord[]): number[] =>
  records.map(({ result }) => 100 * result.curve!.at(-1)!.training);

export const figure6: FigureMaker = {
  name: 'figure6',
  title: 'Figure 6: error by the size of the training set',
  needs: paper6.map(experimentOf),
  make({ records, seconds, experiments }): Content {
    const share = experiments.scale.training / 60_000;
    const line = (point: (typeof paper6)[number]) => ({ point, found: records(experimentOf(point)) });
    const lines = paper6.map(line);
    const nameOf = ({ digits, distorted }: (typeof paper6)[number]) =>
      `${Math.round(digits * share).toLocaleString('en-US')}${distorted ? ', distorted' : ''}`;
    const compared = (which: Which) =>
      lines.map(({ point, found }) => ({
        name: nameOf(point),
        ours: which === 'test' ? testErrors(found) : lastTraining(found),
        paper: point[which],
        seconds: seconds(experimentOf(point)),
      }));
    return {
      about:
        'LeNet-5 trained on the first 15,000, 30,000 and on all 60,000 training digits, and on all of them distorted anew each time; as many passes over each set.',
      parts: [
        {
          ...{ kind: 'comparison', quantity: 'test error, %', places: 2, scale: 'logarithmic' },
          ...{ caption: 'Test error by training digits', rows: compared('test') },
        },
        {
          ...{ kind: 'comparison', quantity: 'training error, %', places: 2, scale: 'logarithmic' },
          ...{ caption: 'Training error in the last pass by training digits', rows: compared('training') },
        },
      ],
      notes: [
        ...trainingNote(records('lenet5')),
        'Ours distorts every digit anew in every pass; the paper had 540,000 distorted digits made beforehand.',
        'The paper gives no training error for the distorted set.',
      ],
    };
  },
};
