// Figures 9 and 10: the test error of every classifier, and how much has to be rejected for an error of 0.5 %.
import { networks } from '../../../src/index.ts';
import { BEST } from '../experiments.ts';
import {
  type ComparedRow,
  type Content,
  describeTraining,
  type FigureMaker,
  type Findings,
  type Table,
  testErrors,
} from '../figure.ts';
import { comparison, type PaperRow } from '../paper.ts';

/** Rows of the paper's tables, and of what only this library has if it has it. */
export const rowsHere = (): readonly PaperRow[] =>
  comparison.filter(({ experiment }) => experiment !== BEST || networks.has(experiment));

function compare(
  { seconds }: Findings,
  rows: readonly PaperRow[],
  valuesOf: (experiment: string) => readonly number[],
  paper: (row: PaperRow) => number | null,
): ComparedRow[] {
  return rows.map((row) => ({
    name: row.name,
    ours: valuesOf(row.experiment),
    paper: paper(row),
    seconds: seconds(row.experiment),
  }));
}

function tabulateTraining({ records }: Findings): Table {
  const rows = rowsHere().flatMap(({ experiment, name }) => {
    const record = records(experiment)[0];
    const how = record && describeTraining(record);
    return how ? [[name, how]] : [];
  });
  return { kind: 'table', caption: 'How the networks were trained', head: ['', 'training'], rows };
}

export const figure9: FigureMaker = {
  name: 'figure9',
  title: 'Figure 9: test error of the classifiers',
  needs: rowsHere().map(({ experiment }) => experiment),
  make(findings): Content {
    const { neighbours } = findings.experiments.scale;
    return {
      about:
        'Error on the 10,000 test digits, regular 28x28 pictures. Each mark of ours is the mean over seeds, its bar one standard deviation.',
      parts: [
        {
          ...{ kind: 'comparison', quantity: 'test error, %', places: 2, scale: 'logarithmic' },
          caption: 'Test error',
          rows: compare(
            findings,
            rowsHere(),
            (experiment) => testErrors(findings.records(experiment)),
            (row) => row.error,
          ),
        },
        tabulateTraining(findings),
      ],
      notes: [
        ...(neighbours < 10_000
          ? [`Nearest neighbours are asked about the first ${neighbours} test digits only.`]
          : []),
        "The paper's LeNet-1 read pictures of 16x16; ours reads 28x28.",
        'The paper says 5.0 % for Euclidean nearest neighbours on regular pictures; k = 3 is only named for the deslanted ones.',
        'Sizes and tables of LeNet-4 are not in the paper; ours has its counts.',
      ],
    };
  },
};

export const figure10: FigureMaker = {
  name: 'figure10',
  title: 'Figure 10: rejection for 0.5 % error',
  needs: rowsHere().flatMap(({ experiment }) => (experiment === 'neighbours' ? [] : [experiment])),
  make(findings): Content {
    const rejected = (experiment: string) =>
      findings.records(experiment).flatMap(({ result }) => {
        const share = result.test?.rejected;
        return share === undefined || share === null ? [] : [100 * share];
      });
    const rows = rowsHere().filter(({ experiment }) => experiment !== 'neighbours');
    return {
      about:
        'How many of the test digits have to be rejected, the least sure ones first, so that 0.5 % of the others are wrong. Sure is the difference of the two best outputs.',
      parts: [
        {
          ...{ kind: 'comparison', quantity: 'rejected, %', places: 2, scale: 'logarithmic' },
          caption: 'Rejected test digits',
          rows: compare(findings, rows, rejected, (row) => row.rejected).map((row) => ({
            ...row,
            seconds: undefined,
          })),
        },
      ],
      notes: ['LeNet-5 is not in this figure of the paper.'],
    };
  },
};
