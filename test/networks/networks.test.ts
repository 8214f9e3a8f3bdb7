// The networks' counts as the paper and the definitions' sources give them, and what planning refuses.
import { expect, describe as group, it } from 'vitest';
import type { Definition, InitialRule, LayerDefinition } from '../../src/networks/definition.ts';
import { describe } from '../../src/networks/describe.ts';
import { digitCodes } from '../../src/networks/digit-codes.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { lenet1 } from '../../src/networks/lenet1.ts';
import { lenet4 } from '../../src/networks/lenet4.ts';
import { c3Table, lenet5 } from '../../src/networks/lenet5.ts';
import { lenet5Keras } from '../../src/networks/lenet5-keras.ts';
import { lenet5Modern } from '../../src/networks/lenet5-modern.ts';
import { findNetwork } from '../../src/networks/networks.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';

group('lenet5 (section II.B)', () => {
  it('has the layers, parameters and connections of the paper', () => {
    const { layers, parameters, connections } = describe(lenet5);
    expect(layers.map((l) => [l.name, l.output, l.parameters, l.connections])).toEqual([
      ['C1', '6@28x28', 156, 122_304],
      ['S2', '6@14x14', 12, 5_880],
      ['C3', '16@10x10', 1_516, 151_600],
      ['S4', '16@5x5', 32, 2_000],
      ['C5', '120@1x1', 48_120, 48_120],
      ['F6', '84@1x1', 10_164, 10_164],
      ['RBF', '10@1x1', 0, 840],
    ]);
    expect(parameters).toBe(60_000);
    expect(connections).toBe(340_908);
  });

  it('connects C3 by table I: 60 kernels, ten maps for each input map', () => {
    expect(c3Table.flat().length).toBe(60);
    for (let k = 0; k < 6; k++) expect(c3Table.filter((inputs) => inputs.includes(k)).length).toBe(10);
    expect(c3Table[15]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has the codes of figure 3: 84 values of +1 or -1, the distances known of them', () => {
    const distance = (a: number, b: number) => digitCodes[a].filter((v, n) => v !== digitCodes[b][n]).length;
    for (const code of digitCodes) expect(code.map(Math.abs)).toEqual(new Array(84).fill(1));
    expect([distance(6, 8), distance(0, 4), distance(8, 9)]).toEqual([12, 18, 18]);
    expect([distance(1, 4), distance(1, 8), distance(4, 7)]).toEqual([50, 50, 50]);
  });

  it('gives a row of answers on a wide picture (section VII): 9 for 64 columns', () => {
    expect(describe(lenet5, { rows: 32, columns: 64 }).layers.map((l) => l.output)).toEqual([
      '6@28x60',
      '6@14x30',
      '16@10x26',
      '16@5x13',
      '120@1x9',
      '84@1x9',
      '10@1x9',
    ]);
  });
});

group('the other networks', () => {
  it('lenet5-modern: 61,706 parameters, 416,520 multiply-adds', () => {
    const { parameters, multiplyAdds } = describe(lenet5Modern);
    expect([parameters, multiplyAdds]).toEqual([61_706, 416_520]);
  });

  it('lenet5-keras: 155,606 parameters', () => {
    expect(describe(lenet5Keras).layers.map((l) => l.parameters)).toEqual([
      832, 0, 51_264, 0, 102_500, 1_010,
    ]);
    expect(describe(lenet5Keras).parameters).toBe(155_606);
  });

  it('lenet1: 2,578 parameters, 98,442 connections', () => {
    const { parameters, connections } = describe(lenet1);
    expect([parameters, connections]).toEqual([2_578, 98_442]);
  });

  it('lenet4: 16,998 parameters and 256,738 connections, every map seen about as often as the others', () => {
    const { parameters, connections, layers } = describe(lenet4);
    expect([parameters, connections]).toEqual([16_998, 256_738]);
    expect(layers.map((l) => l.output)).toEqual([
      ...['4@28x28', '4@14x14', '8@14x14', '16@10x10', '16@5x5', '120@1x1', '10@1x1'],
    ]);
    const tables = lenet4.layers.flatMap((layer) =>
      layer.kind === 'convolution' && layer.table ? [layer.table] : [],
    );
    expect(tables.map((table) => table.flat().length)).toEqual([8, 60, 560]);
    for (const [table, maps, least, most] of [
      [tables[1], 8, 7, 8],
      [tables[2], 16, 34, 36],
    ] as const) {
      for (let k = 0; k < maps; k++) {
        const uses = table.filter((inputs) => inputs.includes(k)).length;
        expect(uses).toBeGreaterThanOrEqual(least);
        expect(uses).toBeLessThanOrEqual(most);
      }
    }
  });

  it('the perceptrons: a weight for each pair of units and a bias for each', () => {
    expect(
      ['linear', 'mlp-300', 'mlp-1000', 'mlp-300-100'].map((name) => describe(findNetwork(name)).parameters),
    ).toEqual([
      784 * 10 + 10,
      785 * 300 + 301 * 10,
      785 * 1000 + 1001 * 10,
      785 * 300 + 301 * 100 + 101 * 10,
    ]);
  });

  it('an unknown name says which are known', () => {
    expect(() => findNetwork('lenet7')).toThrow(
      /'lenet7' is not known; expected one of lenet5, lenet5-modern/,
    );
  });
});

group('initial values', () => {
  it('coefficients of subsampling layers begin as a mean, or where the rule says', () => {
    const plan = planNetwork(lenet5);
    const { offset, length } = plan.tensors.find((tensor) => tensor.fullName === 'S4.coefficients')!;
    const startOf = (rule: InitialRule) => {
      const parameters = new Float64Array(plan.length);
      initialize(plan, parameters, new Random(1), rule);
      return [...parameters.subarray(offset, offset + length)];
    };
    expect(startOf(lenet5.initial)).toEqual(new Array(16).fill(0.25));
    expect(startOf({ ...lenet5.initial, coefficient: 0.6 })).toEqual(new Array(16).fill(0.6));
  });
});

group('a definition that does not fit', () => {
  const withLayers = (...layers: unknown[]): Definition => ({
    ...lenet5,
    layers: layers as LayerDefinition[],
  });
  const refused: [string, Definition, RegExp][] = [
    [
      'kernel larger than its input',
      withLayers({ name: 'C1', kind: 'convolution', maps: 6, kernel: 33 }),
      /layer C1: a 33x33 kernel does not fit its input 1@32x32\. Use/,
    ],
    [
      'pooling larger than its input',
      withLayers({ name: 'S2', kind: 'maxPooling', size: 40 }),
      /layer S2: blocks of 40x40 do not fit/,
    ],
    [
      'table of another length',
      withLayers({ name: 'C1', kind: 'convolution', maps: 2, kernel: 5, table: [[0]] }),
      /layer C1: a connection table with 1 rows; expected 2/,
    ],
    [
      'table naming an absent map',
      withLayers({ name: 'C1', kind: 'convolution', maps: 1, kernel: 5, table: [[1]] }),
      /row 0 of the connection table is \[1\]; expected different input maps in 0\.\.0/,
    ],
    [
      'codes of another length',
      withLayers({ name: 'RBF', kind: 'distances', codes: [[1, 1]] }),
      /code 0 has 2 values; expected 1/,
    ],
    ['an unknown kind', withLayers({ name: 'X', kind: 'dropout' }), /layer X: kind 'dropout' is not known/],
    ['no layers', withLayers(), /no layers/],
    [
      'a name twice',
      withLayers({ name: 'F', kind: 'full', units: 2 }, { name: 'F', kind: 'full', units: 2 }),
      /'F' is empty or stands twice/,
    ],
    [
      'maps that are no number',
      withLayers({ name: 'C1', kind: 'convolution', maps: 1.5, kernel: 5 }),
      /positive whole numbers; got 1\.5/,
    ],
    [
      'a coefficient that is no number',
      { ...lenet5, initial: { ...lenet5.initial, coefficient: Number.NaN } },
      /and perhaps a coefficient, in 0\.\.1e6; got/,
    ],
    ['an input of nothing', { ...lenet5, input: { ...lenet5.input, rows: 0 } }, /in 1\.\.65536; got 0/],
  ];
  for (const [what, definition, message] of refused) {
    it(what, () => expect(() => planNetwork(definition)).toThrow(message));
  }
});
