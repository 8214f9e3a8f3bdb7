// The colours of the drawn parts, as the style sheet has them for light and dark; and values as colours: none at zero, one
// colour for each sign, as strong as the value is large.
import { useEffect, useState } from 'preact/hooks';

export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly zero: string;
  readonly positive: string;
  readonly negative: string;
  readonly accent: string;
}

const NAMES = ['paper', 'ink', 'zero', 'positive', 'negative', 'accent'] as const;

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as unknown as Palette;
}

/** The palette of now; a new one when the reader of the page changes from light to dark. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setPalette(readPalette());
    dark.addEventListener('change', change);
    return () => dark.removeEventListener('change', change);
  }, []);
  return palette;
}

/** #rrggbb as three numbers; #rgb, too, since style sheets are made shorter. */
function toRgb(colour: string): number[] {
  const digits = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour;
  return [1, 3, 5].map((i) => Number.parseInt(digits.slice(i, i + 2), 16));
}

/** Between two colours, as many steps as `mixer` tells apart. */
function mixer(from: string, to: string): (share: number) => readonly number[] {
  const [a, b] = [toRgb(from), toRgb(to)];
  const steps = Array.from({ length: 256 }, (_, n) =>
    a.map((v, i) => Math.round(v + ((b[i] - v) * n) / 255)),
  );
  return (share) => steps[Math.round(255 * Math.max(0, Math.min(1, share)))];
}

export type Scale = (value: number) => readonly number[];

/** Values from -limit to limit. */
export function signedScale({ zero, positive, negative }: Palette, limit: number): Scale {
  const [up, down] = [mixer(zero, positive), mixer(zero, negative)];
  return (value) => (value >= 0 ? up(value / (limit || 1)) : down(-value / (limit || 1)));
}

/** Values from paper to full ink. */
export function inkScale({ paper, ink }: Palette, background: number, foreground: number): Scale {
  const mix = mixer(paper, ink);
  return (value) => mix((value - background) / (foreground - background));
}
