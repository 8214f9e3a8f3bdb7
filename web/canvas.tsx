// A canvas that is drawn anew with its page: sharp on every screen, and drawn in CSS pixels.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Scale } from './palette.ts';

export type Draw = (context: CanvasRenderingContext2D) => void;

type CanvasProps = Omit<JSX.IntrinsicElements['canvas'], 'width' | 'height'> & {
  readonly width: number;
  readonly height: number;
  readonly draw: Draw;
};

export function Canvas({ width, height, draw, style, ...rest }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const density = devicePixelRatio || 1;
    const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
    const element = canvas.current!;
    if (element.width !== columns || element.height !== rows) {
      element.width = columns;
      element.height = rows;
    }
    const context = element.getContext('2d')!;
    context.setTransform(columns / width, 0, 0, rows / height, 0, 0);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    draw(context);
  }, [width, height, draw]);
  const size = { width: `${width}px`, height: `${height}px` };
  return <canvas {...rest} ref={canvas} style={{ ...size, ...(style as object) }} />;
}

/** Values as pixels, `columns` in a row: an image to be drawn larger. */
export function toImage(values: ArrayLike<number>, columns: number, scale: Scale): HTMLCanvasElement {
  const rows = values.length / columns;
  const image = new ImageData(columns, rows);
  for (let n = 0; n < values.length; n++) {
    const [red, green, blue] = scale(values[n]);
    image.data[4 * n] = red;
    image.data[4 * n + 1] = green;
    image.data[4 * n + 2] = blue;
    image.data[4 * n + 3] = 255;
  }
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}
