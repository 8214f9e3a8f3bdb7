import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { type Arc, openGraph } from '../../src/reading/composition.ts';
import { type Field, openField } from '../../src/reading/fields.ts';
import { priceOf } from '../../src/reading/grammar.ts';
import { bestPaths } from '../../src/reading/paths.ts';
import { SYMBOLS, symbolOf } from '../../src/reading/symbols.ts';

/** Whether a field allows a text, written in a picture that leaves no doubt. */
function allows(field: Field, text: string): boolean {
  const arcs = [...text].map((character, n): Arc => {
    const penalties = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    penalties[symbolOf(character)] = 0;
    return { from: n, to: n + 1, penalties };
  });
  return bestPaths(openGraph(arcs, text.length), openField(field).grammar, 1).length > 0;
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
    ['date', '31/02/1998', false],
    ['date', '31.04', false],
    ['date', '29022016', true],
    ['date', '29022015', false],
    ['date', '29-2-00', true],
    ['date', '29.02.1900', false],
    ['date', '2/29/2000', true],
    ['date', '00.10.1998', false],
    [{ kind: 'date', order: 'MDY' }, '31.12.98', false],
    [{ kind: 'date', order: 'MDY' }, '12311998', true],
    [{ length: [3, 5] }, '12', false],
    [{ length: [3, 5] }, '123', true],
    [{ length: [3, 5] }, '12-345', true],
    [{ length: [3, 5] }, '123456', false],
    [{ values: ['1,5', '2.5'] }, '1.5', true],
    [{ check: 'isbn10' }, '0306406152', true],
    [{ check: 'isbn10' }, '0306406125', false],
    [{ check: 'isbn13' }, '978-0-306-40615-7', true],
    [{ check: 'isbn13' }, '9780306406158', false],
    [{ pattern: '#+', check: 'isbn13' }, '0000000000', false],
    [{ check: 'mod97' }, '3214282912345698765432161182', true],
    [{ check: 'mod97' }, '3214282912345698765432161128', false],
    [{ kind: 'amount', check: 'luhn' }, '1.230', true],
    [{ values: ['18', '19'], check: 'luhn' }, '18', true],
    [{ values: ['18', '19'], check: 'luhn' }, '19', false],
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
      return bestPaths(openGraph(arcs, text.length), openField('amount').grammar, 1)[0].penalty;
    };
    expect(price('12.345')).toBeLessThan(price('12.3456'));
  });

  it('takes a slash for a one where marks are only allowed, not expected, the sooner at the beginning', () => {
    const penalties = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    penalties[symbolOf('/')] = -3;
    penalties[1] = -2;
    const two = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    two[2] = -3;
    const arcs = [
      { from: 0, to: 1, penalties },
      { from: 1, to: 2, penalties: two },
    ];
    expect(bestPaths(openGraph(arcs, 2), openField('digits').grammar, 1)[0].text).toBe('12');
    const turned = [
      { from: 0, to: 1, penalties: two },
      { from: 1, to: 2, penalties: penalties.map((penalty) => 0.5 * penalty) },
    ];
    expect(bestPaths(openGraph(turned, 2), openField('digits').grammar, 1)[0].text).toBe('21');
    expect(bestPaths(openGraph(arcs, 2), openField({ pattern: '#?/?#' }).grammar, 1)[0].text).toBe('/2');
  });

  it('expects no two marks between digits, but at the end', () => {
    const { grammar } = openField('digits');
    const price = (text: string) => priceOf(grammar, [...text].map(symbolOf));
    const slash = price('1-2/3') - price('1-23');
    expect(price('12/-3')).toBe(price('12-3') + slash + 4);
    expect(price('12/-')).toBe(price('12-') + slash);
    expect(price('1/2-3')).toBe(price('12-3') + slash);
  });

  it('gives a value as it is listed', () => {
    expect(openField({ values: ['10,50', '20'] }).valueOf('10.50')).toBe('10,50');
  });

  it('takes thousands of values', () => {
    const values = Array.from({ length: 20_000 }, (_, n) => String(100_000 + 37 * n));
    expect(allows({ values }, values[12_345])).toBe(true);
    expect(allows({ values }, '100001')).toBe(false);
  });

  it.each([
    [{ length: 0 }, /^field: length: expected a whole number in 1\.\.100, got 0\.$/],
    [{ length: 2.5 }, /got 2\.5/],
    [{ length: 1e9 }, /got 1000000000/],
    [{ length: [6, 3] }, /expected a whole number in 6\.\.100, got 3/],
    [{ length: [3] }, /expected the fewest and the most, got 1 numbers/],
    [{ length: '5' }, /got "5"/],
    [{ length: null }, /^field: length: .*got null/],
    [{ pattern: 5 }, /^field: pattern: expected text such as "##\/##", got 5\.$/],
    [{ values: [] }, /values: expected a list of texts of .* such as \["10", "20"\], got \[\]/],
    [{ values: [10, 20] }, /values: expected texts of digits and \. , - \/ such as \["10", "20"\], got 10/],
    [{ values: ['12', 'X'] }, /got "X"/],
    [{ values: ['12', '19'], check: 'luhn' }, /nothing that it allows passes the check 'luhn'/],
    [{ length: 9, check: 'isbn10' }, /nothing that it allows passes the check 'isbn10'/],
    [{ check: 'luhm' }, /check: expected luhn, isbn10, isbn13, mod97, got "luhm"/],
    [{ kind: 'dates' }, /kind: expected digits, amount, zip, date, phone/],
    [{ order: 'DMY' }, /order: expected the kind date/],
    [{ kind: 'date', order: 'DYM' }, /order: expected DMY, MDY, YMD, got "DYM"/],
    [{ kind: 'zip', length: 5 }, /expected one of kind, length, pattern, values, got kind and length/],
    [{ lenght: 5 }, /got 'lenght'/],
    [{ cells: 1 }, /cells: expected a whole number in 2\.\.100, got 1/],
    [{ cells: 1e6 }, /got 1000000/],
    [{ optional: true }, /with cells beside it/],
    [{ pattern: '@*1@@@@@@@@@@@@@@@@@@' }, /too many ways to fit it/],
    [{ pattern: '@*1@@@@@@@@@@@@', check: 'mod97' }, /too many ways to fit it and 'mod97'/],
    [[], /expected a name or an object/],
    [null, /expected a name or an object/],
  ])('refuses %j', (field, message) => {
    expect(() => openField(field as Field)).toThrow(UsageError);
    expect(() => openField(field as Field)).toThrow(message);
  });

  it('refuses what is no pattern', () => {
    expect(() => openField({ pattern: '##x' })).toThrow(UsageError);
    expect(() => openField({ pattern: '' })).toThrow(/empty/);
    expect(() => openField('amout' as 'amount')).toThrow(
      'field: expected digits, amount, zip, date, phone, or rules such as {"pattern":"##/##"}, got "amout".',
    );
  });
});
