// Numbers and names in words of the page.

/** Three digits or so, with a true minus sign. */
export function formatValue(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

/** A share as per cent, never rounded up to all. */
export const formatShare = (share: number): string => `${(Math.floor(1000 * share) / 10).toFixed(1)}\u00a0%`;

/** What a class means, of a network with ten, twelve (characters) or fourteen (pieces of a line) outputs. */
export function nameOfClass(n: number, classes: number): string {
  const others = classes === 14 ? ['rubbish', '.', '-', '/'] : ['not a digit', 'several'];
  return others[n - 10] ?? String(n);
}

/** A whole or broken number as it is, with a true minus sign, and its unit. */
export const formatAmount = (value: number, unit = ''): string =>
  `${Number(value.toFixed(2))}${unit && unit !== '°' ? `\u00a0${unit}` : unit}`.replace('-', '−');
