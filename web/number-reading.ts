// Reads a drawn number, once it stands still: reading takes longer than a frame.
import { useEffect, useState } from 'preact/hooks';
import type { Reader, Reading } from '../src/index.ts';
import { type Drawing, PADS, toPixels } from './drawing.ts';
import type { Found } from './pad.tsx';

export interface NumberReading extends Found {
  readonly drawing: Drawing;
  readonly reading: Reading;
}

/** The latest reading; of an earlier drawing while this one is still being read. */
export function useNumberReading(reader: Reader | undefined, drawing: Drawing): NumberReading | undefined {
  const [read, setRead] = useState<NumberReading>();
  useEffect(() => {
    if (!reader) return;
    // After the frame that shows the stroke.
    const timer = setTimeout(() => {
      const { picture, place } = toPixels(drawing, PADS.number);
      const reading = reader.read(picture);
      setRead({ drawing, reading, digits: reading.digits, place });
    });
    return () => clearTimeout(timer);
  }, [reader, drawing]);
  return read;
}
