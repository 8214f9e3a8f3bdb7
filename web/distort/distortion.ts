// What the sliders do to a normalised digit before the network gets it (section III.E): nothing here is undone by size
// normalisation and centring, so that one sees what the network itself bears.
import { type Transformation, transformSet } from '../../src/index.ts';
import type { InAddress } from '../address.ts';

export type Distortion = Readonly<Required<Transformation>>;

export const NONE: Distortion = {
  ...{ right: 0, down: 0, rotation: 0, scale: 1, squeeze: 1, slant: 0, thickness: 0, noise: 0 },
};

/** What the sliders allow. */
export const RANGES: Readonly<Record<keyof Distortion, readonly [low: number, high: number]>> = {
  right: [-14, 14],
  down: [-14, 14],
  rotation: [-180, 180],
  scale: [0.3, 2],
  squeeze: [0.4, 2.5],
  slant: [-1.5, 1.5],
  thickness: [-2, 3],
  noise: [0, 0.5],
};
const NAMES = Object.keys(NONE) as (keyof Distortion)[];

/** `3_0_35_1_1_0_0_0`: the amounts in the order of `NONE`. */
export const DISTORTION: InAddress<Distortion> = {
  initial: NONE,
  format: (distortion) => NAMES.map((name) => distortion[name]).join('_'),
  parse(text) {
    const amounts = text
      .split('_')
      .map((amount) => (/^-?[\d.]+$/.test(amount) ? Number(amount) : Number.NaN));
    const isFit = NAMES.every((name, n) => amounts[n] >= RANGES[name][0] && amounts[n] <= RANGES[name][1]);
    if (!isFit || amounts.length !== NAMES.length) return undefined;
    return Object.fromEntries(NAMES.map((name, n) => [name, amounts[n]])) as unknown as Distortion;
  },
};

export const isNone = (distortion: Distortion): boolean =>
  NAMES.every((name) => distortion[name] === NONE[name]);

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
