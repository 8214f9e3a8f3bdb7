// Numbers and names in words of the page.
import { SYMBOL_TEXT } from '../src/index.ts';
import type { Say } from './language.tsx';

/** Three digits or so, with a true minus sign. */
export function formatValue(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

/** A share as per cent, never rounded up to all. */
export const formatShare = (share: number): string => `${(Math.floor(1000 * share) / 10).toFixed(1)}\u00a0%`;

/** What a class means: of a network of pieces of a line a symbol, of others a digit or one of two kinds of nonsense. */
export function nameOfClass(n: number, classes: number): string {
  if (classes === SYMBOL_TEXT.length) return SYMBOL_TEXT[n] || 'rubbish';
  return ['not a digit', 'several'][n - 10] ?? String(n);
}

/** A whole or broken number as it is, with a true minus sign, and its unit. */
export const formatAmount = (value: number, unit = ''): string =>
  `${Number(value.toFixed(2))}${unit && unit !== '°' ? `\u00a0${unit}` : unit}`.replace('-', '−');

/** 12,000 */
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en');

/** 9.9 MB */
export const formatBytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)}\u00a0MB`;

/** In the two largest units of hours, minutes and seconds. */
export function formatDuration(seconds: number, say: Say): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return say('{hours} h {minutes} min', { hours, minutes });
  const rest = whole % 60;
  return minutes > 0 ? say('{minutes} min {rest} s', { minutes, rest }) : say('{rest} s', { rest });
}
