// What people write in fields: digits, amounts with separators and closing marks, dates, telephone numbers.
import type { Random } from '../random.ts';
import { SIGN_NAMES } from './marks.ts';

/** One of the values. */
export const pick = <T>(values: readonly T[], random: Random): T => values[random.integer(values.length)];

/** `count` digits. */
const drawDigits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.integer(10)).join('');

/** A text to write: digits, an amount with separators and closing marks, a date, a telephone number, seldom none of them. */
export function drawText(random: Random): string {
  const kind = random.uniform();
  const digits = drawDigits(random, 1 + random.integer(7));
  if (kind < 0.36) return digits;
  if (kind < 0.45) return digits.slice(0, 3) + '0'.repeat(1 + random.integer(5));
  if (kind < 0.73) return drawAmount(random);
  if (kind < 0.83) {
    const part = () => String(random.integer(31) + 1);
    const separator = pick(['/', '/', '-', '.', ' '], random);
    return part() + separator + part() + pick(['', separator + drawDigits(random, 2)], random);
  }
  if (kind > 0.97)
    return Array.from({ length: 1 + random.integer(4) }, () => pick([...SIGN_NAMES, '?'], random)).join('');
  const [area, first, second] = [3, 3, 4].map((count) => drawDigits(random, count));
  return pick(
    [
      `(${area})`,
      `(${digits})`,
      `(${area}) ${first}`,
      `${first}-${second}`,
      `${area}-${first}`,
      `${digits.slice(0, 2)}:${second}`,
    ],
    random,
  );
}

/** Digits in groups, perhaps after a sign of a currency, perhaps with decimals, and closed against forgery. */
function drawAmount(random: Random): string {
  const sign =
    random.uniform() < 0.25 ? pick([...SIGN_NAMES, '?', '$', '$', '＄', '＄', 'R', 'R', '#'], random) : '';
  const separator = pick(['.', ',', '.', ',', ''], random);
  const isRound = random.uniform() < 0.5;
  let text = drawDigits(random, 1 + random.integer(3));
  for (let groups = 1 + random.integer(2); groups > 0; groups--) {
    text += separator + (isRound ? '000' : drawDigits(random, random.uniform() < 0.85 ? 3 : 2));
  }
  const end = pick(
    ['', '', '', '.-', '-', '=', '/-', '/-', '.', ',-', `.${drawDigits(random, 2)}`, '?'],
    random,
  );
  return sign + text + end;
}

/** What stands before numbers, and behind them: currencies, lines and stars against forgery. */
const BEFORE = [
  ...['$', '$', '＄', 'U$', 'US$', 'US＄', 'rs', 'rs', 'rs.', 'rs ', 'R', 'r.'],
  ...['E', '£', 'L', '¥', '#', '##'],
  ...['-', '-', '—', '—', '=', '=', '≈', '*', '**', '***', ':', '?', '??'],
];
const BEHIND = [
  ...['-', '—', '—', '.—', '/—', '=', '==', '/=', '.-', ',-', '≈', '≈', '*', '**', '***', '#', '##', ':'],
  ...['$', 'U', 'E', '£', 'rs', 'x', 'xx', '/xx', '?', '??'],
];

/** The same with something before it, behind it, or both. */
export function drawSurrounded(random: Random): string {
  const text = drawText(random);
  const where = random.uniform();
  const space = () => pick(['', '', ' '], random);
  const before = where < 0.65 ? pick(BEFORE, random) + space() : '';
  return before + text + (where > 0.35 ? space() + pick(BEHIND, random) : '');
}
