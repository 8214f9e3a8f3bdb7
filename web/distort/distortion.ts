// What the sliders do to a normalised digit before the network gets it (section III.E): nothing here is undone by size
// normalisation and centring, so that one sees what the network itself bears.
import { type Transformation, transformSet } from '../../src/index.ts';

export type Distortion = Readonly<Required<Transformation>>;

export const NONE: Distortion = {
  ...{ right: 0, down: 0, rotation: 0, scale: 1, squeeze: 1, slant: 0, thickness: 0, noise: 0 },
};

export const isNone = (distortion: Distortion): boolean =>
  (Object.keys(NONE) as (keyof Distortion)[]).every((name) => distortion[name] === NONE[name]);

/** Ink, 0 paper .. 255, of `rows` x `columns`. */
export interface Ink {
  readonly data: Uint8Array;
  readonly rows: number;
  readonly columns: number;
}

/** The seed of the noise: the same amount is always the same pixels. */
const SEED = 1998;

/** The ink, distorted, in the middle of a field of `rows` x `columns`; what leaves the field is cut off. */
export function distortInk(
  { data, ...size }: Ink,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  distortion: Distortion,
): Ink {
  const set = { name: 'drawing', count: 1, ...size, images: data, labels: Uint8Array.of(0), classes: 10 };
  return { data: transformSet(set, rows, columns, distortion, SEED).images, rows, columns };
}
