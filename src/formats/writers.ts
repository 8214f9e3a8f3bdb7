// Who wrote which MNIST image: lines of `index,label,hsf,writer`, as derived from QMNIST (Yadav and Bottou 2019).
// hsf is the NIST series of the form: 0 = census employees (SD-3), 4 = students (SD-1, harder).
import { FormatError } from '../errors.ts';

export interface Writers {
  /** NIST series of every image. */
  readonly hsf: Uint8Array;
  /** Number of the writer of every image. */
  readonly writer: Uint16Array;
}

const HEADER = 'index,label,hsf,writer';

/** Reads the text of such a file, image by image; `where` names it in errors. Throws FormatError. */
export function readWriters(text: string, where: string): Writers {
  const lines = text.split(/\r?\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  if (lines[0] !== HEADER) {
    throw new FormatError(
      `${where}: line 1; expected "${HEADER}", got ${JSON.stringify(lines[0]?.slice(0, 60) ?? '')}.`,
    );
  }
  const count = lines.length - 1;
  if (count === 0) throw new FormatError(`${where}: no images; expected lines after the first.`);
  const hsf = new Uint8Array(count);
  const writer = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const line = lines[i + 1];
    const fields = /^(\d{1,9}),(\d),(\d),(\d{1,5})$/.exec(line);
    if (!fields || Number(fields[1]) !== i || Number(fields[4]) > 0xffff) {
      throw new FormatError(
        `${where}: line ${i + 2}; expected "${i}," and a label, a series and a writer, got ${JSON.stringify(line.slice(0, 60))}.`,
      );
    }
    hsf[i] = Number(fields[3]);
    writer[i] = Number(fields[4]);
  }
  return { hsf, writer };
}
