// Where the writing is in a large picture, and from how near it is to be looked at: the scan of a sheet may have one number
// on it.
import { type Box, type Component, findComponents } from '../vision/components.ts';
import type { Ink } from '../vision/ink.ts';
import { invert } from '../vision/morphology.ts';
import { poolDarkest } from '../vision/resample.ts';
import { removeRules } from '../vision/rules.ts';
import { contrastOf } from '../vision/text-ink.ts';

/** A part of a picture, and how many of its pixels, each way, are to be taken as one. */
export interface Place {
  readonly area: Box;
  readonly step: number;
}

/** Rows, or columns where these are fewer, of a picture that is searched. */
const SEARCHED = 350;

/** Of the writing that is found so many rows are left, at most twice as many, and of the place at least so many. */
const WRITING = 30;
const ROWS = 50;

/**
 * Specks, less than this share as high as the tallest piece, do not say where the writing is; nor does what lies along
 * this share of an edge, as what is beside a scanned sheet does. What they leave is writing if it is so many pixels high.
 */
const SPECK = 0.5;
const EDGE = 0.5;
const LEAST = 16;

/**
 * So many pixels seen from afar are as dark as writing, if there is any. Some of it may be in a fainter pen: this share as
 * dark, but by so much darker than paper.
 */
const DARKEST = 12;
const FAINT = 0.12;
const LEAST_CONTRAST = 12;

/** What takes more than this share of a picture is not cut out. */
const MOST = 0.25;

/**
 * Undefined where the picture is not large, nothing is found, or there is no need to go nearer than `farthest`, the step
 * for all of the picture. What is small beside other things would be lost from farther away.
 */
export function findPlace({ width, height, data }: Ink, farthest: number): Place | undefined {
  const pool = Math.floor(Math.min(width, height) / SEARCHED);
  if (pool < 2) return undefined;
  // Strokes may be finer than a pixel from afar: it is as dark as the darkest of the picture's there, or as light.
  const [dark, light] = [data, invert(data)].map((own) => darkIn(poolDarkest(own, width, height, pool)));
  const { ink } = dark.level >= light.level ? dark : light;
  const near = placeIn(ink, pool);
  const isPart = ({ area }: Place) => area.width * area.height < MOST * width * height;
  const nearer = ({ area, step }: Place): Place => ({ area, step: Math.min(step, farthest) });
  if (near && isPart(near)) return nearer(near);
  // A one may look like a line: what seem to be lines are taken out where they hide the writing.
  const unruled = placeIn(removeRules(ink).ink, pool);
  if (unruled && isPart(unruled)) return nearer(unruled);
  return near && near.step < farthest
    ? { area: { left: 0, top: 0, width, height }, step: near.step }
    : undefined;
}

/** What is about as dark as the darkest: writing that is small on a page is too little for its histogram. */
function darkIn(grey: Ink): { ink: Ink; level: number } {
  const found = contrastOf(grey);
  const { width, height, contrast } = found.isDark ? found : contrastOf(grey, true);
  const counts = new Uint32Array(256);
  for (const value of contrast) counts[Math.floor(value)]++;
  let level = 255;
  for (let seen = counts[level]; seen < DARKEST && level > 0; seen += counts[level]) level--;
  const data = new Uint8Array(contrast.length);
  for (let i = 0; i < data.length; i++)
    if (contrast[i] > LEAST_CONTRAST && contrast[i] > FAINT * level) data[i] = 255;
  return { ink: { width, height, data }, level };
}

/** Where the ink is, with as much paper on all sides as it is high; each of its pixels is `pool` of the picture's. */
function placeIn({ width, height, data }: Ink, pool: number): Place | undefined {
  const isEdge = ({ box }: Component) =>
    (box.height > EDGE * height && (box.left === 0 || box.left + box.width === width)) ||
    (box.width > EDGE * width && (box.top === 0 || box.top + box.height === height));
  const pieces = findComponents(data, width).filter((piece) => !isEdge(piece));
  const tallest = pieces.reduce((most, { box }) => Math.max(most, box.height), 0);
  if (pool * tallest < LEAST) return undefined;
  const boxes = pieces.map((piece) => piece.box).filter((box) => box.height >= SPECK * tallest);
  const first = boxes.reduce((least, box) => Math.min(least, box.top), height);
  const last = boxes.reduce((most, box) => Math.max(most, box.top + box.height), 0);
  const start = boxes.reduce((least, box) => Math.min(least, box.left), width);
  const end = boxes.reduce((most, box) => Math.max(most, box.left + box.width), 0);
  const paper = last - first;
  const [left, top] = [Math.max(0, start - paper), Math.max(0, first - paper)];
  const [right, bottom] = [Math.min(width, end + paper), Math.min(height, last + paper)];
  const area = {
    ...{ left: pool * left, top: pool * top },
    ...{ width: pool * (right - left), height: pool * (bottom - top) },
  };
  const usual = boxes.map((box) => box.height).sort((a, b) => a - b)[boxes.length >> 1];
  const most = Math.min(area.width, area.height) / ROWS;
  return { area, step: Math.max(1, Math.floor(Math.min(most, (pool * usual) / WRITING))) };
}
