// A drawing: strokes of a pen, over a picture or over plain paper; in the pad's units, y downwards. And what the library
// gets of it: strokes alone as strokes, all else as pixels.

import { drawStrokes, type Picture } from '../../src/index.ts';

export type Mode = 'digit' | 'number';

export interface Stroke {
  /** x, y, x, y, ..., each on the grid. */
  readonly points: readonly number[];
  readonly pen: number;
}

export interface Drawing {
  readonly picture?: HTMLCanvasElement;
  /** The picture is a digit as in MNIST: 28 x 28 bytes that a network gets as they are. */
  readonly ink?: Uint8Array;
  readonly strokes: readonly Stroke[];
}

export interface Pad {
  readonly width: number;
  readonly height: number;
}

export const PADS: Readonly<Record<Mode, Pad>> = {
  digit: { width: 280, height: 280 },
  number: { width: 700, height: 280 },
};

export const EMPTY: Drawing = { strokes: [] };

export const isEmpty = ({ picture, strokes }: Drawing): boolean => !picture && strokes.length === 0;

/** The nearest place of a grid of quarters: so that a link holds a drawing exactly. */
export const toGrid = (value: number): number => Math.round(4 * value) / 4;

/** Where pixels of a picture lie on the pad: `left + x * scale`. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** The picture as large as the pad takes it, in its middle. */
export function placePicture(picture: { width: number; height: number }, pad: Pad): Placement {
  const scale = Math.min(pad.width / picture.width, pad.height / picture.height);
  return {
    ...{ left: (pad.width - scale * picture.width) / 2, top: (pad.height - scale * picture.height) / 2 },
    scale,
  };
}

/** Draws the strokes, each straight from place to place as the library does it. */
export function paintStrokes(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const { points, pen } of strokes) {
    context.lineWidth = pen;
    context.beginPath();
    context.moveTo(points[0], points[1]);
    // A canvas draws nothing of a line without length: a dot is a very short one.
    context.lineTo(points[0] + 0.01, points[1]);
    for (let i = 2; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
    context.stroke();
  }
}

/** Pens in twentieths of the drawing's longer side: thinner and broader ones are as wide as these. */
const THINNEST = 1;
const BROADEST = 4;

/** Lowest and highest x (axis 0) or y (axis 1) of strokes. */
export function rangeOf(strokes: readonly Stroke[], axis: 0 | 1): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of strokes) {
    for (let i = axis; i < points.length; i += 2) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
  }
  return { low, high };
}

function penOf(strokes: readonly Stroke[]): number | undefined {
  const [width, height] = ([0, 1] as const).map((axis) => {
    const { low, high } = rangeOf(strokes, axis);
    return high - low;
  });
  const side = Math.max(width, height);
  if (!(side > 0)) return undefined;
  const pen = strokes.reduce((sum, stroke) => sum + stroke.pen, 0) / strokes.length;
  return Math.max(THINNEST, Math.min(BROADEST, (20 * pen) / side));
}

/** One character for the recognizer. */
export function toCharacter(drawing: Drawing, pad: Pad): Picture {
  if (drawing.picture) return toPixels(drawing, pad).picture;
  return drawStrokes(
    drawing.strokes.map(({ points }) => points),
    { pen: penOf(drawing.strokes) },
  );
}

/** Pixels of plain paper for one unit of the pad. */
const DENSITY = 2;

/** What of the pad is looked at: the picture, or all of it where there is none or strokes go beyond it. */
function viewOf(
  { picture, strokes }: Drawing,
  pad: Pad,
): { place: Placement; width: number; height: number } {
  const whole = (scale: number) => ({
    ...{ place: { left: 0, top: 0, scale }, width: Math.round(pad.width / scale) },
    height: Math.round(pad.height / scale),
  });
  if (!picture) return whole(1 / DENSITY);
  const { width, height } = picture;
  const place = placePicture(picture, pad);
  const isBeyond = (axis: 0 | 1, start: number, size: number) => {
    const { low, high } = rangeOf(strokes, axis);
    return low < start || high > start + place.scale * size;
  };
  return isBeyond(0, place.left, width) || isBeyond(1, place.top, height)
    ? whole(place.scale)
    : { place, width, height };
}

/** The drawing as pixels, a picture with its own ones, black strokes over it; and where they lie on the pad. */
export function toPixels(drawing: Drawing, pad: Pad): { picture: Picture; place: Placement } {
  const { picture, strokes } = drawing;
  const { place, width, height } = viewOf(drawing, pad);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  if (picture) context.drawImage(picture, (width - picture.width) >> 1, (height - picture.height) >> 1);
  context.scale(1 / place.scale, 1 / place.scale);
  context.translate(-place.left, -place.top);
  context.strokeStyle = '#000';
  paintStrokes(context, strokes);
  return { picture: context.getImageData(0, 0, canvas.width, canvas.height), place };
}

/** Ink of 28 x 28 as a drawing. */
export function drawInk(ink: Uint8Array): Drawing {
  const image = new ImageData(28, 28);
  for (const [n, value] of ink.entries()) image.data.set([255 - value, 255 - value, 255 - value, 255], 4 * n);
  const picture = document.createElement('canvas');
  picture.width = 28;
  picture.height = 28;
  picture.getContext('2d', { willReadFrequently: true })!.putImageData(image, 0, 0);
  return { picture, ink, strokes: [] };
}
