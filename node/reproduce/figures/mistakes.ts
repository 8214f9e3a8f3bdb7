// Figure 8: the test digits that a LeNet-5 trained with distortions gets wrong.
import type { Dataset } from '../../../src/index.ts';
import type { Content, FigureMaker, PictureItem } from '../figure.ts';
import type { TestResult } from '../jobs.ts';
import { figure8 as paper } from '../paper.ts';

/** `4 -> 9` counted, the most frequent first. */
function countPairs(pairs: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

const arrow = (pair: string): string => `${pair[0]} → ${pair[1]}`;

function draw(test: Dataset, { mistakes }: TestResult): PictureItem[] {
  const { rows, columns, images } = test;
  const size = rows * columns;
  return [...mistakes]
    .sort(([a], [b]) => a - b)
    .map(([index, label, answer]) => ({
      text: `${label} → ${answer}`,
      description: `test digit ${index}, a ${label} read as ${answer}`,
      ...{ rows, columns, ink: images.subarray(index * size, (index + 1) * size) },
      enlarged: 1.6,
    }));
}

export const figure8: FigureMaker = {
  name: 'figure8',
  title: 'Figure 8: the mistakes',
  needs: ['lenet5-distorted'],
  make({ records, test }): Content {
    const result = records('lenet5-distorted')[0]?.result.test;
    const pairs = (result?.mistakes ?? []).map(([, label, answer]) => `${label}${answer}`);
    const [ours, papers] = [countPairs(pairs), countPairs(paper)];
    const both = new Map(ours);
    const rows = [...new Set([...papers.slice(0, 6), ...ours.slice(0, 6)].map(([pair]) => pair))].map(
      (pair) => [arrow(pair), both.get(pair) ?? 0, papers.find(([other]) => other === pair)?.[1] ?? 0],
    );
    return {
      about: 'Test digits that LeNet-5, trained with distortions, reads wrong: right digit → answer.',
      parts: [
        {
          kind: 'table',
          caption: 'Mistakes among the 10,000 test digits, and the most frequent kinds of them',
          head: ['right → answer', 'ours, seed 1', 'paper'],
          rows: [['all', pairs.length, paper.length], ...rows],
        },
        {
          ...{
            kind: 'pictures',
            caption: 'Every mistake of seed 1, in the order of the test set',
            width: 44,
          },
          items: result && test ? draw(test, result) : [],
        },
      ],
      notes: [],
    };
  },
};
