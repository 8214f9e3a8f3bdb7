// A unit as text for the address: `2-7-4-2`, its layer, map, row and column.
import type { InAddress } from '../address.ts';
import type { Choice } from './sources.ts';

export const UNIT_TEXT: InAddress<Choice | undefined> = {
  initial: undefined,
  format: (unit) => unit && [unit.layer, unit.map, unit.row, unit.column].join('-'),
  parse(text) {
    if (!/^\d{1,3}(-\d{1,3}){3}$/.test(text)) return undefined;
    const [layer, map, row, column] = text.split('-').map(Number);
    return { layer, map, row, column };
  },
};
