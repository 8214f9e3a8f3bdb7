// Figures 11 and 12 and the table of section II.B: what networks cost. Nothing has to be trained for them.
import { describe, findNetwork, networks } from '../../../src/index.ts';
import type { ComparedRow, Content, FigureMaker } from '../figure.ts';
import { type PaperRow, layers as paperLayers, totals } from '../paper.ts';
import { rowsHere } from './comparison.ts';

interface Cost {
  readonly multiplyAdds: number;
  readonly variables: number;
}

/** 28 x 28 pixels of 60,000 templates. */
const NEIGHBOURS = 28 * 28 * 60_000;

function costOf(experiment: string): Cost | undefined {
  if (experiment === 'neighbours') return { multiplyAdds: NEIGHBOURS, variables: NEIGHBOURS };
  // Projection, products of two, and the linear classifier.
  if (experiment === 'quadratic') {
    return { multiplyAdds: 784 * 40 + 820 + 821 * 10, variables: 784 * 40 + 821 * 10 };
  }
  const name = experiment === 'boosted' ? 'lenet4' : experiment.replace('-distorted', '');
  if (!networks.has(name)) return undefined;
  const { multiplyAdds, parameters } = describe(findNetwork(name));
  // The paper skips the second and third network where the first one is sure: 1.75 of three.
  if (experiment === 'boosted') return { multiplyAdds: 1.75 * multiplyAdds, variables: 3 * parameters };
  return { multiplyAdds, variables: parameters };
}

function compare(which: 'multiplyAdds' | 'variables'): ComparedRow[] {
  const isRepeated = ({ experiment }: PaperRow) => experiment === 'lenet5-distorted';
  return rowsHere()
    .filter((row) => !isRepeated(row))
    .map((row) => {
      const cost = costOf(row.experiment);
      return { name: row.name, ours: cost ? [cost[which] / 1000] : [], paper: row[which] };
    });
}

export const figure11: FigureMaker = {
  name: 'figure11',
  title: 'Figure 11: multiply-adds for one digit',
  needs: [],
  make(): Content {
    return {
      about: 'Multiply-adds to recognise one digit, in thousands.',
      parts: [
        {
          ...{ kind: 'comparison', quantity: 'multiply-adds, thousands', places: 0, scale: 'logarithmic' },
          ...{ caption: 'Multiply-adds for one digit', rows: compare('multiplyAdds') },
        },
      ],
      notes: [
        "The paper's 401 thousand for LeNet-5 are more than its 340,908 connections; it does not say why.",
        'The paper has 4 thousand for the linear classifier: those of 20x20 pictures. 28x28 pictures need 7,840.',
        'Its 24 million for nearest neighbours are those of 20x20 pictures, too.',
        'Boosted: the second and third network are skipped where the first is sure; 1.75 times one network, the ratio that the paper gives.',
      ],
    };
  },
};

export const figure12: FigureMaker = {
  name: 'figure12',
  title: 'Figure 12: variables to be stored',
  needs: [],
  make(): Content {
    return {
      about: 'Trained parameters, or stored templates, in thousands.',
      parts: [
        {
          ...{ kind: 'comparison', quantity: 'variables, thousands', places: 1, scale: 'logarithmic' },
          ...{ caption: 'Stored variables', rows: compare('variables') },
        },
      ],
      notes: ['Here a variable takes four bytes; the paper reckons with about one.'],
    };
  },
};

export const layers: FigureMaker = {
  name: 'layers',
  title: 'Section II.B: the layers of LeNet-5',
  needs: [],
  make(): Content {
    const { layers: rows, parameters, connections } = describe(findNetwork('lenet5'));
    const paperOf = (name: string, which: 'parameters' | 'connections') => paperLayers[name]?.[which] ?? '-';
    return {
      about: 'Figure 2 and section II.B, layer by layer: trainable parameters and connections.',
      parts: [
        {
          kind: 'table',
          caption: 'Layers of LeNet-5',
          head: ['layer', 'maps', 'parameters', 'paper', 'connections', 'paper'],
          rows: [
            ...rows.map(({ name, output, ...counts }) => [
              ...[name, output, counts.parameters, paperOf(name, 'parameters')],
              ...[counts.connections, paperOf(name, 'connections')],
            ]),
            ['total', '', parameters, totals.parameters, connections, totals.connections],
          ],
        },
      ],
      notes: [
        'In print the connections of C3 are 156,000; the preprint has 151,600, which is what 1,516 parameters at 100 positions make.',
      ],
    };
  },
};
