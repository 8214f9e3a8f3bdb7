// Dates as patterns: only days that the calendar has, 29 February in leap years alone.
import type { Pattern } from './patterns.ts';

/** Which comes first: day, month or year. */
export type DateOrder = 'DMY' | 'MDY' | 'YMD';

export const dateOrders: readonly DateOrder[] = ['DMY', 'MDY', 'YMD'];

/** Years of four digits and of two. */
const YEARS = [['[12]###'], ['##']];
const LEAP_YEARS = [
  ['[12]#0[48]', '[12]#[2468][048]', '[12]#[13579][26]', '1[26]00', '2[048]00'],
  ['[02468][048]', '[13579][26]'],
];
const MONTHS = ['0?[123456789]', '1[012]'];

/** Days, months that have them, and years. */
const DAYS: readonly (readonly [days: string, months: string[], years: string[][]])[] = [
  ['0?[123456789]', MONTHS, YEARS],
  ['1#', MONTHS, YEARS],
  ['2[012345678]', MONTHS, YEARS],
  ['29', ['0?[13456789]', '1[012]'], YEARS],
  ['29', ['0?2'], LEAP_YEARS],
  ['30', ['0?[13456789]', '1[012]'], YEARS],
  ['31', ['0?[13578]', '1[02]'], YEARS],
];

/**
 * Patterns of all dates: with marks between the parts in the given order, or in any, with a year or none; and without
 * marks, then with all zeros, in the given order, or day or year first. A year that comes first has four digits unless
 * the order is given.
 */
export function datePatterns(order?: DateOrder): Pattern[] {
  const texts = new Set<string>();
  for (const [day, months, [long, short]] of DAYS) {
    for (const month of months) {
      for (const year of [...long, ...short]) {
        for (const each of order ? [order] : dateOrders) {
          if (!order && each === 'YMD' && !long.includes(year)) continue;
          const parts = [...each].map((letter) => ({ D: day, M: month, Y: year })[letter] ?? '');
          texts.add(parts.join('~'));
          texts.add(parts.filter((part) => part !== year).join('~'));
          if (order || each !== 'MDY') texts.add(parts.join('').replaceAll('?', ''));
        }
      }
    }
  }
  return [...texts].map((text) => ({ text }));
}
