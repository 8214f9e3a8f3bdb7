import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { type Field, isLuhn, openField } from '../../src/reading/fields.ts';
import { type Arc, bestPaths } from '../../src/reading/paths.ts';
import { SYMBOLS, symbolOf } from '../../src/reading/symbols.ts';

/** Whether a field allows a text, written in a picture that leaves no doubt. */
function allows(field: Field, text: string): boolean {
  const arcs = [...text].map((character, n): Arc => {
    const penalties = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    penalties[symbolOf(character)] = 0;
    return { from: n, to: n + 1, penalties };
  });
  const { grammar, accepts } = openField(field);
  return bestPaths(arcs, text.length, grammar, 4).some((path) => accepts(path.text));
}

describe('openField', () => {
  it.each<[Field, string, boolean]>([
    ['digits', '12-34/5', true],
    ['digits', '--', false],
    [{ length: 4 }, '1998', true],
    [{ length: 4 }, '19.98', true],
    [{ length: 4 }, '199', false],
    [{ length: 4 }, '19981', false],
    ['zip', '07733', true],
    ['zip', '07733-3030', true],
    ['zip', '0773', false],
    ['date', '31121998', true],
    ['date', '31/12/98', true],
    ['date', '3-7-1998', true],
    ['date', '1.2.3.4', false],
    ['date', '20161231', true],
    ['date', '45121998', false],
    ['date', '31.31.98', false],
    [{ pattern: '[12]#' }, '25', true],
    [{ pattern: '[12]#' }, '35', false],
    ['phone', '800-901-4678', true],
    [{ pattern: '##/##?' }, '12/3', true],
    [{ pattern: '##/##?' }, '12.3', false],
    [{ pattern: '#*.5' }, '.5', true],
    [{ values: ['10', '20', '50'] }, '20', true],
    [{ values: ['10', '20', '50'] }, '15', false],
    [{ pattern: '#+', check: 'luhn' }, '79927398713', true],
    [{ pattern: '#+', check: 'luhn' }, '79927398710', false],
  ])('%j and %s: %s', (field, text, expected) => {
    expect(allows(field, text)).toBe(expected);
  });

  it.each([
    ['15.728', '15728'],
    ['1.250.000.-', '1250000'],
    ['21.05.000/-', '2105000'],
    ['12.50', '12.50'],
    ['1.234.50', '1234.50'],
    ['300.-', '300'],
    ['5000', '5000'],
  ])('an amount %s is %s', (text, value) => {
    expect(allows('amount', text)).toBe(true);
    expect(openField('amount').valueOf(text)).toBe(value);
  });

  it('prefers an amount with groups of three', () => {
    const price = (text: string) => {
      const arcs = [...text].map((character, n): Arc => {
        const penalties = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
        penalties[symbolOf(character)] = 0;
        return { from: n, to: n + 1, penalties };
      });
      return bestPaths(arcs, text.length, openField('amount').grammar, 1)[0].penalty;
    };
    expect(price('12.345')).toBeLessThan(price('12.3456'));
  });

  it('takes a slash at the beginning for a one where marks are only allowed, not expected', () => {
    const penalties = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    penalties[symbolOf('/')] = -3;
    penalties[1] = -2;
    const two = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    two[2] = -3;
    const arcs = [
      { from: 0, to: 1, penalties },
      { from: 1, to: 2, penalties: two },
    ];
    expect(bestPaths(arcs, 2, openField('digits').grammar, 1)[0].text).toBe('12');
    expect(bestPaths(arcs, 2, openField({ pattern: '#?/?#' }).grammar, 1)[0].text).toBe('/2');
  });

  it('refuses what is no pattern', () => {
    expect(() => openField({ pattern: '##x' })).toThrow(UsageError);
    expect(() => openField({ pattern: '' })).toThrow(/empty/);
    expect(() => openField('amounts' as 'amount')).toThrow(/digits, amount/);
  });
});

describe('isLuhn', () => {
  it('knows a right check digit', () => {
    expect([...'0123456789'].filter((check) => isLuhn(`7992739871${check}`))).toEqual(['3']);
  });
});
