// Where a line of writing is: the rows that most of its pieces take.
import type { Component } from './components.ts';

/** Pieces lower than this share of the highest say nothing about the height of the characters. */
const LOW = 0.5;

export interface Band {
  /** Of the pieces that are high enough for characters. */
  readonly pieces: readonly Component[];
  /** Their median top and height, in pixels. */
  readonly top: number;
  readonly height: number;
}

/** Undefined without pieces. */
export function bandOf(components: readonly Component[]): Band | undefined {
  if (components.length === 0) return undefined;
  const highest = components.reduce((most, { box }) => Math.max(most, box.height), 0);
  const pieces = components.filter(({ box }) => box.height >= LOW * highest);
  const medianOf = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  return {
    pieces,
    top: medianOf(pieces.map(({ box }) => box.top)),
    height: medianOf(pieces.map(({ box }) => box.height)),
  };
}
