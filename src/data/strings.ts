// Numbers as people write them, made of MNIST's digits: strings at real gaps and overlaps, slanted, on printed paper,
// with every pixel's owner, so that whatever reading cuts out of them can be labelled. The same random stream gives
// the same picture on every machine.
import type { Random } from '../random.ts';
import type { Ink } from '../vision/ink.ts';
import { removeSlant } from '../vision/slant.ts';
import type { Dataset } from './dataset.ts';
import { drawDigit } from './drawn-digits.ts';
import { drawStroke, type Glyph, type Hand, writeDigit } from './glyphs.ts';
import { writeMark } from './marks.ts';
import { paintPaper } from './papers.ts';
import { drawText, pick } from './texts.ts';
import { type Chain, drawWriting, type Writing } from './writing.ts';

/** A written number: its picture, what was written, and for every pixel 1 + the index of the character, or 0. */
export interface WrittenString {
  readonly picture: { readonly width: number; readonly height: number; readonly data: Uint8Array };
  readonly text: string;
  readonly owners: Uint8Array;
}

/** Indices of a set's digits by class. */
export type DigitIndex = readonly (readonly number[])[];

/** Where the digits of each class are in a set, of `indices` only. */
export function indexDigits(digits: Dataset, indices: Iterable<number>): DigitIndex {
  const classes: number[][] = Array.from({ length: 10 }, () => []);
  for (const index of indices) classes[digits.labels[index]].push(index);
  return classes;
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

/** A character in this hand: a digit of the set or a drawn one, or a mark. */
function writeCharacter(
  character: string,
  hand: Writing,
  digits: Dataset,
  index: DigitIndex,
  random: Random,
): Glyph {
  if (!isDigit(character)) return writeMark(character, hand, random);
  if (random.uniform() < hand.drawn) return drawDigit(Number(character), hand, random);
  return writeDigit(digits, pick(index[Number(character)], random), hand, random);
}

/** The writer of the zeros in a row of one string: every one alike. */
function chainWriter(
  { style, zeros, breadth }: Chain,
  digits: Dataset,
  index: DigitIndex,
  random: Random,
): (hand: Hand) => Glyph {
  const zero = pick(index[0], random);
  return (hand) => {
    const own = { ...hand, zeros, breadth };
    return style === undefined ? writeDigit(digits, zero, own, random) : drawDigit(0, own, random, style);
  };
}

/** Every character by itself; `isChained`: zeros that are written as a chain. */
function writeCharacters(
  characters: readonly string[],
  isChained: readonly boolean[],
  hand: Writing,
  digits: Dataset,
  index: DigitIndex,
  random: Random,
): Glyph[] {
  const writeZero = hand.chain && chainWriter(hand.chain, digits, index, random);
  const small = hand.end < 1 ? 1 + random.integer(characters.length) : characters.length;
  return characters.map((character, n) => {
    const size = n === 0 ? hand.first : n < small ? 1 : hand.end;
    const own = { ...hand, height: size * hand.height };
    return writeZero && isChained[n] ? writeZero(own) : writeCharacter(character, own, digits, index, random);
  });
}

/** Writes a text with digits of `index`, it and the hand drawn at random unless told; a space is a wide gap. */
export function writeString(
  digits: Dataset,
  index: DigitIndex,
  random: Random,
  text = drawText(random),
  hand: Writing = drawWriting(random),
): WrittenString {
  const characters = [...text].filter((character) => character !== ' ');
  const isApart = [...text].map((_, n) => text[n - 1] === ' ').filter((_, n) => text[n] !== ' ');
  const isChained = characters.map(
    (own, n) => own === '0' && (characters[n - 1] === '0' || characters[n + 1] === '0'),
  );
  const glyphs = writeCharacters(characters, isChained, hand, digits, index, random);
  const canvas = openCanvas(glyphs, hand.height);
  let end = 0;
  const rise = random.uniform() < 0.4 ? (random.uniform(-0.6, 0.6) * hand.height) / canvas.width : 0;
  for (const [n, level] of glyphs.entries()) {
    const glyph = { ...level, base: level.base + Math.round(rise * end) };
    const space = isApart[n] ? random.uniform(0.4, 1) : 0;
    const usual = hand.chain && isChained[n] && isChained[n - 1] ? hand.chain.gap : hand.gap;
    const gap = Math.round(hand.height * (usual + space + random.uniform(-0.08, 0.08)));
    const left = n === 0 ? Math.round(0.3 * hand.height) : placeAfter(canvas, glyph, gap, hand.height);
    if (n > 0 && random.uniform() < hand.links) link(canvas, left, hand, random);
    stamp(canvas, glyph, left, n + 1);
    end = Math.max(end, left + glyph.width);
  }
  const room = Math.round(random.uniform(0, 0.3) * hand.height);
  const { ink, owners } = slanted(crop(canvas, Math.min(canvas.width, end + 2 + room)), hand.slant, random);
  return { picture: paintPaper(ink, hand.height, random), text: characters.join(''), owners };
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly base: number;
  readonly ink: Float32Array;
  readonly owners: Uint8Array;
  /** Rightmost ink of the last characters in every row, or -1. */
  readonly profile: Int32Array;
}

function openCanvas(glyphs: readonly Glyph[], digitHeight: number): Canvas {
  const width = glyphs.reduce((sum, glyph) => sum + glyph.width + digitHeight, digitHeight) | 0;
  const base = Math.ceil(2 * digitHeight);
  const height = base + Math.ceil(0.9 * digitHeight);
  const size = width * height;
  return {
    ...{ width, height, base },
    ...{
      ink: new Float32Array(size),
      owners: new Uint8Array(size),
      profile: new Int32Array(height).fill(-1),
    },
  };
}

/** The column where the glyph must begin to leave `gap` between its ink and that before it. */
function placeAfter({ profile, base }: Canvas, glyph: Glyph, gap: number, digitHeight: number): number {
  let left = Number.NEGATIVE_INFINITY;
  const last = profile.reduce((a, b) => Math.max(a, b), 0);
  let nearest = glyph.width;
  for (let row = 0; row < glyph.height; row++) {
    const first = glyph.data.subarray(row * glyph.width, (row + 1) * glyph.width).findIndex((v) => v > 0.3);
    if (first < 0) continue;
    nearest = Math.min(nearest, first);
    const before = profile[base - glyph.base + row] ?? -1;
    if (before >= 0) left = Math.max(left, before + 1 + gap - first);
  }
  // What shares no row, or little of one, must not slide under its neighbour.
  return Math.max(left, Math.round(last - nearest - 0.25 * digitHeight + Math.min(gap, 0)));
}

function stamp(
  { width, height, base, ink, owners, profile }: Canvas,
  glyph: Glyph,
  left: number,
  owner: number,
): void {
  for (let row = 0; row < glyph.height; row++) {
    const y = base - glyph.base + row;
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < glyph.width; column++) {
      const value = glyph.data[row * glyph.width + column];
      const x = left + column;
      if (value === 0 || x < 0 || x >= width) continue;
      const pixel = y * width + x;
      if (value > ink[pixel]) owners[pixel] = owner;
      ink[pixel] = Math.max(ink[pixel], value);
      if (value > 0.3) profile[y] = Math.max(profile[y], x);
    }
  }
}

/** The stroke of a pen that was not lifted, from the last character to where the next one begins. */
function link({ width, base, ink, profile }: Canvas, left: number, hand: Hand, random: Random): void {
  const y0 = Math.round(base - hand.height * random.uniform(0, 1) * hand.zeros);
  if (profile[y0] < 0) return;
  const y1 = y0 + hand.height * random.uniform(-0.1, 0.1);
  drawStroke(ink, width, { x0: profile[y0], y0, x1: left + 4, y1, radius: 0.8 * hand.radius });
}

function crop(canvas: Canvas, width: number): Canvas {
  const ink = new Float32Array(width * canvas.height);
  const owners = new Uint8Array(width * canvas.height);
  for (let row = 0; row < canvas.height; row++) {
    const from = row * canvas.width;
    ink.set(canvas.ink.subarray(from, from + width), row * width);
    owners.set(canvas.owners.subarray(from, from + width), row * width);
  }
  return { ...canvas, width, ink, owners };
}

/** Leans the writing, and cuts the picture close to it. */
function slanted(canvas: Canvas, slant: number, random: Random): { ink: Ink; owners: Uint8Array } {
  const bytes = new Uint8Array(canvas.ink.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(255 * canvas.ink[i]);
  const leaning = removeSlant({ width: canvas.width, height: canvas.height, data: bytes }, -slant);
  const rows = new Uint8Array(canvas.height);
  for (let i = 0; i < leaning.data.length; i++)
    if (leaning.data[i] > 0) rows[Math.floor(i / leaning.width)] = 1;
  const top = Math.max(0, rows.indexOf(1) - random.integer(8));
  const bottom = Math.min(canvas.height, rows.lastIndexOf(1) + 1 + random.integer(8));
  const { width } = leaning;
  const owners = new Uint8Array(width * (bottom - top));
  for (let row = top; row < bottom; row++) {
    const shift = Math.round(leaning.shifts[row]);
    owners.set(
      canvas.owners.subarray(row * canvas.width, (row + 1) * canvas.width),
      (row - top) * width + shift,
    );
  }
  return {
    ink: { width, height: bottom - top, data: leaning.data.slice(top * width, bottom * width) },
    owners,
  };
}
