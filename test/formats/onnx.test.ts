// ONNX and protocol buffers: bytes that another implementation wrote are read, what is written is read back, damage is
// named and never crashes.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { type OnnxModel, readOnnx, writeOnnx } from '../../src/formats/onnx.ts';
import { MessageReader, MessageWriter } from '../../src/formats/protobuf.ts';
import { decodeUtf8, encodeUtf8 } from '../../src/formats/utf8.ts';

const golden = readFileSync(new URL('../exchange/golden/torch-classic.onnx', import.meta.url));

const model: OnnxModel = {
  ...{ opset: 13, producer: 'test', name: 'grün', metadata: { key: 'value' } },
  nodes: [
    {
      ...{ operator: 'Conv', name: 'c', inputs: ['x', '', 'w'], outputs: ['y'] },
      attributes: { group: 1, axis: -1, pads: [0, -1, 2 ** 40], mode: 'same' },
    },
  ],
  constants: new Map([
    ['w', { type: 'float', shape: [1, 2], values: [0.5, -1.25] }],
    ['n', { type: 'int64', shape: [2], values: [-1, 2 ** 40] }],
    ['b', { type: 'int8', shape: [3], values: [-127, 0, 127] }],
    ['d', { type: 'double', shape: [], values: [1e300] }],
  ]),
  inputs: [{ name: 'x', type: 'uint8', shape: ['batch', 28, 28] }],
  outputs: [{ name: 'y', type: 'int64', shape: ['batch', undefined] }],
};

describe('ONNX', () => {
  it('comes back as it was written', () => {
    const back = readOnnx(writeOnnx(model), 'm');
    const plain = [...back.constants].map(([name, { values, ...rest }]) => [
      name,
      { ...rest, values: [...Array.from(values)] },
    ]);
    expect({ ...back, constants: undefined }).toEqual({ ...model, constants: undefined });
    expect(plain).toEqual([...model.constants]);
  });

  it('reads what PyTorch wrote', () => {
    const { producer, opset, nodes, constants } = readOnnx(golden, 'torch');
    expect([producer, opset, nodes[0].operator]).toEqual(['pytorch', 13, 'Conv']);
    expect(nodes[0].attributes.pads).toEqual([2, 2, 2, 2]);
    expect(constants.get('conv1.weight')?.shape).toEqual([3, 1, 5, 5]);
  });

  it('names what is damaged, wherever it is cut or changed', () => {
    expect(() => readOnnx(new Uint8Array(), 'f')).toThrow('f: no ONNX model');
    fc.assert(
      fc.property(fc.nat(golden.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const bytes = isCut ? golden.subarray(0, at) : Uint8Array.from(golden);
        if (!isCut) bytes[at] = byte;
        try {
          readOnnx(bytes, 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('refuses values in other files and unknown types', () => {
    const graphOf = (tensor: MessageWriter) =>
      new MessageWriter().message(7, new MessageWriter().message(5, tensor)).finish();
    expect(() => readOnnx(graphOf(new MessageWriter().int(2, 1).int(14, 1)), 'f')).toThrow('in another file');
    expect(() => readOnnx(graphOf(new MessageWriter().int(2, 8)), 'f')).toThrow('element type');
    const short = new MessageWriter()
      .ints(1, [2 ** 40])
      .int(2, 1)
      .bytes(9, new Uint8Array(4));
    expect(() => readOnnx(graphOf(short), 'f')).toThrow('expected [1099511627776]');
  });
});

describe('protocol buffers', () => {
  it('keep whole numbers of either sign, packed and alone', () => {
    const values = [0, 1, 127, 128, 300, -1, 2 ** 40, -(2 ** 40)];
    const writer = new MessageWriter().ints(1, values);
    for (const value of values) writer.int(2, value);
    const reader = new MessageReader(writer.finish(), 'm');
    expect(reader.ints(1)).toEqual(values);
    expect(reader.ints(2)).toEqual(values);
  });

  it('refuse groups and numbers without an end', () => {
    expect(() => new MessageReader(Uint8Array.of(11), 'm')).toThrow('wire type');
    expect(() => new MessageReader(new Uint8Array(11).fill(255), 'm')).toThrow('more than 64 bits');
  });
});

describe('UTF-8', () => {
  it('is what TextEncoder makes of any text, and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = encodeUtf8(text);
        expect([...bytes]).toEqual([...new TextEncoder().encode(text)]);
        expect(decodeUtf8(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      }),
    );
  });
});
