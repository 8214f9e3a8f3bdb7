// Models as bytes: round trips, the order of the file, and files that are damaged or hostile.
import { describe, expect, it } from 'vitest';
import { FormatError, ShapeError } from '../../src/errors.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { type Model, readModel, weightBytes, writeModel } from '../../src/networks/model.ts';
import { networks } from '../../src/networks/networks.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';
import { recipeFor } from '../../src/training/recipes.ts';

function makeModel(definition: Definition, seed = 1): Model {
  const plan = planNetwork(definition);
  const parameters = new Float32Array(plan.length);
  const random = new Random(seed);
  initialize(plan, parameters, random);
  // Biases start at 0, which a reader that forgot them would get right.
  for (const { role, offset, length, name } of plan.tensors) {
    if (role !== 'trainable' || name === 'weights') continue;
    for (let n = offset; n < offset + length; n++) parameters[n] = Math.fround(random.uniform(-1, 1));
  }
  return { definition, parameters, card: { recipe: recipeFor(definition.name), note: 'żółw "✓"' } };
}

const isSame = (a: Uint8Array | Float32Array, b: Uint8Array | Float32Array) =>
  a.length === b.length && a.every((value, n) => value === b[n]);

/** Two inputs, two maps, kernels of 2x3: nothing is square. */
const uneven: Definition = {
  name: 'uneven',
  input: { maps: 2, rows: 4, columns: 5, background: 0, foreground: 1 },
  initial: { rule: 'squareRoot', gain: 1 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 3, kernel: [2, 3], activation: 'squash' },
    { name: 'F2', kind: 'full', units: 2 },
  ],
};

describe('writeModel and readModel', () => {
  for (const definition of [...networks.values(), uneven]) {
    it(`${definition.name} comes back, and gives the same bytes twice`, () => {
      const model = makeModel(definition);
      const bytes = writeModel(model);
      const read = readModel(bytes, 'model');
      expect(read.definition).toEqual(definition);
      expect(read.card).toEqual(model.card);
      expect(isSame(read.parameters, model.parameters)).toBe(true);
      expect(isSame(writeModel(read), bytes)).toBe(true);
      expect(isSame(writeModel(makeModel(definition)), bytes)).toBe(true);
    });
  }

  it('keeps weights in the order [m, k, i, j]', () => {
    const model = makeModel(uneven);
    const [weights, , full] = planNetwork(uneven).tensors;
    // In memory [i, j, k, m]; each weight is named by its place.
    for (let i = 0, at = weights.offset; i < 2; i++) {
      for (let j = 0; j < 3; j++) {
        for (let k = 0; k < 2; k++) {
          for (let m = 0; m < 3; m++) model.parameters[at++] = 1000 * m + 100 * k + 10 * i + j;
        }
      }
    }
    const { tensors } = readSafetensors(writeModel(model), 'model');
    expect([...tensors.keys()]).toEqual(['C1.weights', 'C1.biases', 'F2.weights', 'F2.biases']);
    const { shape, values } = tensors.get('C1.weights')!;
    expect(shape).toEqual([3, 2, 2, 3]);
    expect([...values.subarray(0, 12)]).toEqual([0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112]);
    expect([...values.subarray(24, 30)]).toEqual([2000, 2001, 2002, 2010, 2011, 2012]);
    // A full layer is a convolution over its whole field: 3x3 positions of three maps.
    expect(tensors.get('F2.weights')!.shape).toEqual([2, 3, 3, 3]);
    expect(full.shape).toEqual([3, 3, 3, 2]);
  });

  it('leaves out what the definition already says', () => {
    const lenet5 = networks.get('lenet5')!;
    expect([...readSafetensors(writeModel(makeModel(lenet5)), 'model').tensors.keys()]).not.toContain(
      'RBF.codes',
    );
    // 60,000 trainable, and 36 kernels of 5x5 that table I leaves out.
    expect(weightBytes(makeModel(lenet5)).length).toBe(4 * (60_000 + 36 * 25));
  });

  it('weightBytes are the values of the file, whatever the card says', () => {
    const model = makeModel(uneven);
    const file = readSafetensors(writeModel(model), 'model');
    const values = [...file.tensors.values()].flatMap((tensor) => [...tensor.values]);
    const bytes = weightBytes(model);
    expect([...new Float32Array(bytes.buffer)]).toEqual(values);
    expect(isSame(weightBytes({ ...model, card: {} }), bytes)).toBe(true);
    expect(isSame(weightBytes(makeModel(uneven, 2)), bytes)).toBe(false);
  });
});

/** The file of `uneven` with other metadata, and its tensors changed. */
function rewrite(
  metadata: Record<string, string>,
  change: (tensors: Map<string, { shape: readonly number[]; values: Float32Array }>) => void = () => {},
): Uint8Array {
  const file = readSafetensors(writeModel(makeModel(uneven)), 'model');
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>(file.tensors);
  change(tensors);
  return writeSafetensors(tensors, { ...file.metadata, ...metadata }, { allowNonFinite: true });
}

function expectFormatError(bytes: Uint8Array, message: string | RegExp): void {
  const read = () => readModel(bytes, 'model');
  expect(read).toThrow(FormatError);
  expect(read).toThrow(message);
}

describe('damaged models', () => {
  const whole = writeModel(makeModel(uneven));

  it('a weight on a connection that the table leaves out', () => {
    const model = makeModel(networks.get('lenet5')!);
    const { offset } = planNetwork(model.definition).tensors.find((t) => t.fullName === 'C3.weights')!;
    model.parameters[offset + 3] = 0.5; // from S2's map 0 to C3's map 3
    expectFormatError(
      writeModel(model),
      'model: tensor C3.weights has weights where the connection table has no connection; expected zeros, got 0.5.',
    );
  });

  it('NaN or an infinity among the weights', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const bytes = rewrite({}, (tensors) => {
        tensors.get('F2.weights')!.values[5] = value;
      });
      expectFormatError(bytes, `model: tensor "F2.weights": value 5 is ${value}; expected finite numbers.`);
    }
  });

  it('a tensor that is missing or has another shape', () => {
    expectFormatError(
      rewrite({}, (tensors) => tensors.delete('C1.biases')),
      'model: tensor C1.biases is missing; expected [3] for this definition.',
    );
    const turned = rewrite({}, (tensors) => {
      tensors.set('C1.weights', { ...tensors.get('C1.weights')!, shape: [3, 2, 3, 2] });
    });
    expectFormatError(turned, 'model: tensor C1.weights has the shape [3,2,3,2]; expected [3,2,2,3]');
  });

  it('safetensors of another kind', () => {
    const foreign = writeSafetensors(new Map([['w', { shape: [1], values: Float32Array.of(1) }]]), {});
    expectFormatError(foreign, /^model: a safetensors file but no lenet5 model; .* got 'none'\.$/);
    expectFormatError(rewrite({ kind: 'lenet5 checkpoint 1' }), "got 'lenet5 checkpoint 1'");
  });

  it('a header that claims a terabyte', () => {
    const bytes = whole.slice();
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 40n, true);
    expectFormatError(bytes, /^model: header too long; expected at most \d+ bytes, got 1099511627776\./);
  });

  it('truncated anywhere', () => {
    for (let length = 0; length < whole.length; length += 37) {
      expectFormatError(whole.subarray(0, length), /^model: /);
    }
    expectFormatError(new Uint8Array([...whole, 0]), /^model: bytes left over/);
  });

  it('metadata that are missing or no JSON', () => {
    for (const text of ['', '{', 'null', '3']) {
      expectFormatError(
        rewrite({ definition: text }),
        "model: the metadata's 'definition' is missing or no JSON",
      );
      expectFormatError(rewrite({ card: text }), "model: the metadata's 'card' is missing or no JSON object");
    }
  });
});

describe('hostile definitions', () => {
  const convolution = { name: 'C1', kind: 'convolution', maps: 3, kernel: [2, 3] };
  const hostile: [string, object][] = [
    ['no input', { input: undefined }],
    ['an input that is no object', { input: 4 }],
    ['no initial rule', { initial: null }],
    ['an unknown initial rule', { initial: { rule: 'normal', gain: 1 } }],
    ['an initial rule without its number', { initial: { rule: 'uniform', gain: 1 } }],
    ['layers that are no list', { layers: { length: 1, 0: convolution } }],
    ['layers that are text', { layers: 'convolution' }],
    ['a layer that is null', { layers: [null] }],
    ['a layer that is a list', { layers: [[]] }],
    ['an empty list', { layers: [] }],
    ['more layers than any network has', { layers: new Array(100_000).fill(convolution) }],
    ['a billion maps', { layers: [{ ...convolution, maps: 1e9 }] }],
    ['maps without end', { layers: [{ ...convolution, maps: 1e308 }] }],
    ['a billion units', { layers: [{ name: 'F', kind: 'full', units: 1e9 }] }],
    ['units that are text', { layers: [{ name: 'F', kind: 'full', units: '10' }] }],
    ['a kernel that is null', { layers: [{ ...convolution, kernel: null }] }],
    ['a kernel without columns', { layers: [{ ...convolution, kernel: [2] }] }],
    ['a kernel of -1', { layers: [{ ...convolution, kernel: -1 }] }],
    ['a table of numbers', { layers: [{ ...convolution, table: [0, 1, 0] }] }],
    ['a table that is text', { layers: [{ ...convolution, table: '012' }] }],
    ['no codes', { layers: [{ name: 'RBF', kind: 'distances' }] }],
    ['codes of text', { layers: [{ name: 'RBF', kind: 'distances', codes: [['a', 'b']] }] }],
    ['a kind that every object has', { layers: [{ name: 'X', kind: 'constructor' }] }],
    ['the kind __proto__', { layers: [{ name: 'X', kind: '__proto__' }] }],
    ['an unknown activation', { layers: [{ ...convolution, activation: 'toString' }] }],
    ['a name that is a number', { layers: [{ ...convolution, name: 7 }] }],
    ['a field of 65,536 squared', { input: { ...uneven.input, rows: 65_536, columns: 65_536 } }],
    ['an input without end', { input: { ...uneven.input, rows: 1e300 } }],
    ['ink that is no number', { input: { ...uneven.input, foreground: 'black' } }],
    [
      'layers each of them possible, together too large',
      {
        input: { ...uneven.input, maps: 1, rows: 2000, columns: 2000 },
        layers: [
          { name: 'C1', kind: 'convolution', maps: 60_000, kernel: 1 },
          { name: 'C2', kind: 'convolution', maps: 60_000, kernel: 1 },
        ],
      },
    ],
  ];
  for (const [what, change] of hostile) {
    it(`${what}: an error of its own`, () => {
      const bytes = rewrite({ definition: JSON.stringify({ ...uneven, ...change }) });
      let error: unknown;
      try {
        readModel(bytes, 'model');
      } catch (thrown) {
        error = thrown;
      }
      expect(error instanceof FormatError || error instanceof ShapeError, String(error)).toBe(true);
      expect((error as Error).message.length).toBeLessThan(500);
    });
  }

  it('a definition larger than its file: refused before memory is reserved', () => {
    const layers = [
      { name: 'C1', kind: 'convolution', maps: 6000, kernel: [4, 5] },
      { name: 'F2', kind: 'full', units: 6000 },
    ];
    const before = process.memoryUsage().arrayBuffers;
    expectFormatError(
      rewrite({ definition: JSON.stringify({ ...uneven, layers }) }),
      'model: tensor C1.weights has the shape [3,2,2,3]; expected [6000,2,4,5] for this definition.',
    );
    // 36 million parameters would be 144 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
  });

  it('__proto__ in a definition or a card changes no object', () => {
    const poison = '"__proto__":{"polluted":1,"kind":"full"}';
    const definition = JSON.stringify(uneven)
      .replace('{', `{${poison},`)
      .replace('{"name":"C1"', `{${poison},"name":"C1"`);
    expect(definition.split('polluted').length).toBe(3);
    const { parameters } = readModel(rewrite({ definition, card: `{${poison}}` }), 'model');
    expect(isSame(parameters, makeModel(uneven).parameters)).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
