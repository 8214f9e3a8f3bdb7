// Named tensors <-> a safetensors file (u64 header length, JSON header, raw little-endian data): what the runner
// hands to every peer. Only the two types used here; the library's own, complete reader is in src/formats.
import { readFileSync, writeFileSync } from 'node:fs';

const types = { F32: Float32Array, U8: Uint8Array };

/** `tensors`: name -> { shape, values }. */
export function writeTensors(path, tensors) {
  const header = {};
  const parts = [];
  let offset = 0;
  // Floats first, so that all of them stay aligned.
  const entries = Object.entries(tensors).sort(
    ([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT,
  );
  for (const [name, { shape, values }] of entries) {
    const dtype = values instanceof Float32Array ? 'F32' : 'U8';
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    parts.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    offset += values.byteLength;
  }
  const text = JSON.stringify(header);
  const json = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, ...parts]));
}

/** name -> { shape, values }, the values copied out of the file. */
export function readTensors(path) {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start).toString());
  const tensors = {};
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(header)) {
    const own = Uint8Array.from(bytes.subarray(start + from, start + to));
    tensors[name] = { shape, values: new types[dtype](own.buffer) };
  }
  return tensors;
}
