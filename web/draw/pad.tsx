// The pad: draws with mouse, finger or pen, and shows what was drawn, and where digits were found.
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ReadDigit } from '../../src/index.ts';
import { Canvas, type Draw } from '../canvas.tsx';
import type { Palette } from '../palette.ts';
import {
  type Drawing,
  isEmpty,
  type Pad,
  type Placement,
  paintStrokes,
  placePicture,
  type Stroke,
  toGrid,
} from './drawing.ts';

import { paintPen, useKeyPen } from './key-pen.ts';

export interface Found {
  readonly digits: readonly ReadDigit[];
  readonly place: Placement;
}

interface DrawingPadProps {
  readonly pad: Pad;
  readonly drawing: Drawing;
  readonly found: Found | undefined;
  readonly pen: number;
  readonly palette: Palette;
  readonly label: string;
  /** What to do, on the pad as long as it is empty. */
  readonly hint: string;
  /** The stroke so far, at most once a frame; then, when the pen is lifted, whole. */
  readonly onStroke: (stroke: Stroke, isWhole: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Follows one pointer from down to up, with every place that the browser saw of it. */
function usePen({ pad, pen, onStroke }: Pick<DrawingPadProps, 'pad' | 'pen' | 'onStroke'>) {
  const stroke = useRef<{ pointer: number; points: number[]; frame: number } | null>(null);
  const add = (event: PointerEvent, place: { clientX: number; clientY: number }) => {
    const { left, top, width } = (event.currentTarget as Element).getBoundingClientRect();
    const scale = pad.width / width;
    stroke.current!.points.push(
      ...[(place.clientX - left) * scale, (place.clientY - top) * scale].map(toGrid),
    );
  };
  const end = (event: PointerEvent) => {
    const own = stroke.current;
    if (own?.pointer !== event.pointerId) return;
    stroke.current = null;
    cancelAnimationFrame(own.frame);
    onStroke({ points: own.points, pen }, true);
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (stroke.current || event.button !== 0) return;
      // What is selected would be dragged, and the stroke end.
      getSelection()?.removeAllRanges();
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      stroke.current = { pointer: event.pointerId, points: [], frame: 0 };
      add(event, event);
      onStroke({ points: [...stroke.current.points], pen }, false);
    },
    onPointerMove(event: PointerEvent) {
      const own = stroke.current;
      if (own?.pointer !== event.pointerId) return;
      const places = event.getCoalescedEvents?.() ?? [];
      for (const place of places.length > 0 ? places : [event]) add(event, place);
      cancelAnimationFrame(own.frame);
      own.frame = requestAnimationFrame(() => onStroke({ points: [...own.points], pen }, false));
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** CSS width of an element, followed as it changes. */
export function useWidth<T extends HTMLElement>(first: number) {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.floor(contentRect.width)));
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}

/** `unit` is a pixel of the screen in the pad's units: letters are to be read on small pads, too. */
function paintFound(
  context: CanvasRenderingContext2D,
  { digits, place }: Found,
  { accent }: Palette,
  unit: number,
): void {
  context.strokeStyle = accent;
  context.fillStyle = accent;
  context.lineWidth = 1.5 * unit;
  context.font = `600 ${16 * unit}px system-ui, sans-serif`;
  for (const { digit, box } of digits) {
    const [left, top] = [place.left + place.scale * box.left, place.top + place.scale * box.top];
    context.strokeRect(left - 3, top - 3, place.scale * box.width + 6, place.scale * box.height + 6);
    context.fillText(String(digit), left - 3, Math.max(14 * unit, top - 3 - 5 * unit));
  }
}

export function DrawingPad(props: DrawingPadProps) {
  const { pad, drawing, found, pen, palette, label, hint, onKeyDown } = props;
  const handlers = usePen(props);
  const keyPen = useKeyPen(props);
  const { element, width } = useWidth<HTMLDivElement>(pad.width);
  const draw = useCallback<Draw>(
    (context) => {
      // As `toPixels` has it: what is seen is what is read.
      context.fillStyle = drawing.picture ? '#fff' : palette.paper;
      context.fillRect(0, 0, width, width);
      context.scale(width / pad.width, width / pad.width);
      if (drawing.picture) {
        const { left, top, scale } = placePicture(drawing.picture, pad);
        context.imageSmoothingEnabled = true;
        context.drawImage(
          drawing.picture,
          left,
          top,
          scale * drawing.picture.width,
          scale * drawing.picture.height,
        );
      }
      context.strokeStyle = drawing.picture ? '#000' : palette.ink;
      paintStrokes(context, drawing.strokes);
      if (found) paintFound(context, found, palette, Math.max(1, pad.width / width));
      if (keyPen.place) paintPen(context, keyPen.place, pen, palette);
    },
    [pad, drawing, found, keyPen.place, pen, palette, width],
  );
  return (
    <div class="pad" ref={element}>
      {isEmpty(drawing) && !keyPen.place && (
        <p class="hint quiet" aria-hidden="true">
          {hint}
        </p>
      )}
      <Canvas
        {...handlers}
        id="pad"
        width={width}
        height={(width * pad.height) / pad.width}
        draw={draw}
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-describedby="keys"
        onKeyDown={(event) => keyPen.press(event) || onKeyDown(event)}
        onKeyUp={keyPen.release}
        onBlur={keyPen.leave}
      />
    </div>
  );
}
