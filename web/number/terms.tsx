// What a number is read as, and how sure of it the answer must be.
import { useMemo } from 'preact/hooks';
import type { FieldName, ReadOptions } from '../../src/index.ts';
import { oneOf, useInAddress } from '../address.ts';
import { useLanguage } from '../language.tsx';
import { SelectField } from '../select-field.tsx';

export interface Terms extends ReadOptions {
  readonly field: FieldName;
}

const FIELDS: Readonly<Record<FieldName, string>> = {
  digits: 'Any digits',
  amount: 'An amount',
  date: 'A date',
  zip: 'A ZIP code',
  phone: 'A phone number',
};
const FIELD = oneOf(FIELDS, 'digits');

/** The most error, by the least confidence in per cent. */
const MOST_ERROR: Readonly<Record<'50' | '90' | '95' | '99', number>> = {
  50: 0.5,
  90: 0.1,
  95: 0.05,
  99: 0.01,
};
const SURE = oneOf(MOST_ERROR, '50');

/** The same object until something else is chosen. */
export function useTerms(): Terms {
  const [field] = useInAddress('field', FIELD);
  const [sure] = useInAddress('sure', SURE);
  return useMemo(() => ({ field, maxError: MOST_ERROR[sure] }), [field, sure]);
}

export function TermsFields() {
  const { say } = useLanguage();
  const [field, setField] = useInAddress('field', FIELD);
  const [sure, setSure] = useInAddress('sure', SURE);
  const fields = Object.entries(FIELDS).map(([name, text]) => [name, say(text)]);
  const shares = Object.keys(MOST_ERROR).map((share) => [
    share,
    say('{share} sure', { share: `${share}\u00a0%` }),
  ]);
  return (
    <div class="fields">
      <SelectField
        id="field"
        label={say('Read as')}
        options={Object.fromEntries(fields)}
        value={field}
        onChange={setField}
      />
      <SelectField
        id="sure"
        label={say('An answer if at least')}
        options={Object.fromEntries(shares)}
        value={sure}
        onChange={setSure}
      />
    </div>
  );
}
