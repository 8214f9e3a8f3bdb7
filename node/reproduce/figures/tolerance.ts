// Figure 13 and section III.E: what a digit may suffer, and what the layers make of it.
import {
  type Dataset,
  inspect,
  type LayerMaps,
  type Model,
  select,
  type Transformation,
  transformSet,
} from '../../../src/index.ts';
import { CHANGES, TOLERANCE, TOLERANT } from '../experiments.ts';
import type { Content, FigureMaker, Findings, PictureItem, Pictures, Plot, Table } from '../figure.ts';

const NAMES: Readonly<Record<string, string>> = {
  lenet5: 'LeNet-5',
  'lenet5-distorted': 'LeNet-5, distortions',
  'lenet5-noise': 'LeNet-5, noise',
  'mlp-300-100': '300-100',
};

/** Of each change, of each network: error in % at every value. */
function readErrors({ records }: Findings): { name: string; errors: number[][] }[] {
  return TOLERANT.flatMap((network) => {
    const errors = records(TOLERANCE + network)[0]?.result.errors;
    if (!errors) return [];
    let from = 0;
    const byChange = CHANGES.map(({ values }) => {
      from += values.length;
      return errors.slice(from - values.length, from).map((error) => 100 * error);
    });
    return [{ name: NAMES[network], errors: byChange }];
  });
}

function makeParts(findings: Findings): (Plot | Table)[] {
  const found = readErrors(findings);
  return CHANGES.flatMap(({ name, values }, change): (Plot | Table)[] => [
    {
      ...{ kind: 'plot', caption: `Error by ${name}`, across: name, up: 'error, %', scale: 'linear' },
      small: true,
      curves: found.map((network) => ({
        name: network.name,
        from: 'ours',
        points: network.errors[change].map((y, n) => ({ x: values[n], y })),
      })),
    },
    {
      kind: 'table',
      caption: `Test error, %, by ${name}`,
      head: ['', ...values.map(String)],
      rows: found.map((network) => [
        network.name,
        ...network.errors[change].map((error) => error.toFixed(1)),
      ]),
    },
  ]);
}

/** What is drawn: the label of the first such test digit, and what happens to it. */
const EXAMPLES: readonly { label: number; text: string; change: Transformation; network: string }[] = [
  { label: 4, text: 'as it is', change: {}, network: 'lenet5-distorted' },
  { label: 4, text: 'turned by 30 degrees', change: { rotation: 30 }, network: 'lenet5-distorted' },
  { label: 3, text: 'half as large', change: { scale: 0.55 }, network: 'lenet5-distorted' },
  { label: 5, text: 'one and a half times', change: { scale: 1.45 }, network: 'lenet5-distorted' },
  { label: 7, text: 'shifted by 5 pixels', change: { right: 5, down: -4 }, network: 'lenet5-distorted' },
  { label: 2, text: 'thick', change: { thickness: 1.5 }, network: 'lenet5-distorted' },
  { label: 8, text: 'every tenth pixel inverted', change: { noise: 0.1 }, network: 'lenet5-noise' },
];

/** Of a layer on the page, pixels. */
const HEIGHT = 84;

/** The largest value of a squashed unit. */
const LIMIT = 1.7159;

type Tile = Pick<PictureItem, 'rows' | 'columns' | 'ink' | 'enlarged'>;

/** Maps in a block, a pixel of paper between them; positive values are dark. */
function tile({ shape, values }: LayerMaps): Tile {
  const { maps, rows: height, columns: width } = shape;
  if (height * width === 1) return tileUnits(values, maps);
  const across = maps > 8 ? 4 : 3;
  const down = Math.ceil(maps / across);
  const [rows, columns] = [down * (height + 1) - 1, across * (width + 1) - 1];
  const ink = new Uint8Array(rows * columns);
  for (let m = 0; m < maps; m++) {
    const corner = Math.floor(m / across) * (height + 1) * columns + (m % across) * (width + 1);
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        ink[corner + r * columns + c] = toInk(values[(r * width + c) * maps + m]);
      }
    }
  }
  return { rows, columns, ink, enlarged: HEIGHT / rows };
}

/** F6 is the 7x12 picture that its codes are; other units fill a block. */
function tileUnits(values: Float32Array, units: number): Tile {
  const columns = units === 84 ? 7 : 10;
  const rows = Math.ceil(units / columns);
  const ink = new Uint8Array(rows * columns);
  ink.set(Uint8Array.from(values, toInk));
  return { rows, columns, ink, enlarged: HEIGHT / rows };
}

const toInk = (value: number): number =>
  Math.round(255 * Math.min(1, Math.max(0, 0.5 + value / (2 * LIMIT))));

async function drawExample(
  { label, text, change }: (typeof EXAMPLES)[number],
  model: Model,
  test: Dataset,
): Promise<Pictures> {
  const one = select(test, Uint32Array.of(test.labels.indexOf(label)));
  const { rows, columns } = model.definition.input;
  const { images } = transformSet(one, rows, columns, change);
  const layers = await inspect(model, images, rows, columns);
  const penalties = layers[layers.length - 1].values;
  const answer = penalties.indexOf(Math.min(...penalties));
  const input: PictureItem = {
    ...{ text: 'input', description: `${label}, ${text}` },
    ...{ rows, columns, ink: images, enlarged: HEIGHT / rows },
  };
  const maps = layers
    .filter(({ name }) => name !== 'RBF')
    .map((layer) => ({ text: layer.name, description: `maps of ${layer.name}`, ...tile(layer) }));
  return {
    kind: 'pictures',
    caption: `${label}, ${text}: read as ${answer}`,
    items: [input, ...maps],
  };
}

async function drawExamples(findings: Findings): Promise<Pictures[]> {
  const { records, test } = findings;
  const drawn: Pictures[] = [];
  for (const example of EXAMPLES) {
    const record = records(example.network)[0];
    if (record && test) drawn.push(await drawExample(example, await findings.model(record), test));
  }
  return drawn;
}

export const figure13: FigureMaker = {
  name: 'figure13',
  title: 'Figure 13: what LeNet-5 bears',
  needs: TOLERANT.flatMap((network) => [network, TOLERANCE + network]),
  async make(findings): Promise<Content> {
    const { tolerance } = findings.experiments.scale;
    return {
      about: `Test error after a change of ${tolerance.toLocaleString('en-US')} test digits, by its amount, seed 1; then a few digits and what the layers make of them.`,
      parts: [...makeParts(findings), ...(await drawExamples(findings))],
      notes: [
        'The paper estimates by eye, for a network trained on strings: scale up to about 2, vertical shift of half the height, rotation of ±30 degrees.',
        "Digits are cut off where they leave the network's field: 32x32 for LeNet-5, 28x28 for 300-100.",
        "The network of 'noise' saw training digits of which every tenth pixel was inverted, as the paper's figure 13.",
        'Maps: dark is positive. F6 is drawn as the 7x12 picture that its codes are.',
      ],
    };
  },
};
