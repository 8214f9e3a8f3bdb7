// A pen that is led by keys: arrows move it, two at once aslant; Space puts it on the paper and lifts it.
import { useRef, useState } from 'preact/hooks';
import type { Palette } from '../palette.ts';
import type { Pad, Stroke } from './drawing.ts';

export interface PenPlace {
  readonly x: number;
  readonly y: number;
  readonly isDown: boolean;
}

interface KeyPenOptions {
  readonly pad: Pad;
  readonly pen: number;
  readonly onStroke: (stroke: Stroke, isWhole: boolean) => void;
}

const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Units of the pad for each press of an arrow; with the shift key less. */
const STEP = 10;
const SHORT_STEP = 2;

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** Where the pen is, once it was moved; and what to do when keys go down and up, and when the focus leaves. */
export function useKeyPen({ pad, pen, onStroke }: KeyPenOptions) {
  const [place, setPlace] = useState<PenPlace>();
  const held = useRef(new Set<string>());
  const points = useRef<number[]>([]);
  const begin = { x: pad.width / 2, y: pad.height / 4, isDown: false };
  const move = (event: KeyboardEvent) => {
    held.current.add(event.key);
    const step = event.shiftKey ? SHORT_STEP : STEP;
    const ways = [...held.current].map((key) => ARROWS[key]);
    const [right, down] = [0, 1].map((axis) => ways.reduce((sum, way) => sum + way[axis], 0));
    const { x, y, isDown } = place ?? begin;
    const next = { x: clamp(x + step * right, pad.width), y: clamp(y + step * down, pad.height), isDown };
    setPlace(next);
    if (!isDown) return;
    points.current.push(next.x, next.y);
    onStroke({ points: [...points.current], pen }, false);
  };
  const put = (isDown: boolean) => {
    const { x, y } = place ?? begin;
    setPlace({ x, y, isDown });
    if (isDown) points.current = [x, y];
    onStroke({ points: points.current, pen }, !isDown);
  };
  return {
    place,
    /** Whether the key was one of the pen's. */
    press(event: KeyboardEvent): boolean {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key in ARROWS) move(event);
      else if (event.key !== ' ') return false;
      else if (!event.repeat) put(!place?.isDown);
      event.preventDefault();
      return true;
    },
    release: ({ key }: KeyboardEvent) => void held.current.delete(key),
    leave() {
      held.current.clear();
      if (place?.isDown) put(false);
      setPlace(undefined);
    },
  };
}

/** A ring as large as the pen, full when it is down, over whatever lies below. */
export function paintPen(
  context: CanvasRenderingContext2D,
  { x, y, isDown }: PenPlace,
  pen: number,
  { paper, accent }: Palette,
): void {
  context.beginPath();
  context.arc(x, y, pen / 2, 0, 2 * Math.PI);
  context.fillStyle = accent;
  if (isDown) context.fill();
  for (const [colour, width] of [
    [paper, 5],
    [accent, 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}
