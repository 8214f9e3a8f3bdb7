// What a piece of a line of writing can be: the classes of the reading network, in the order of its outputs.

/** Digits 0 to 9 are their own numbers. */
export const RUBBISH = 10;
export const POINT = 11;
export const DASH = 12;
export const SLASH = 13;
export const SYMBOLS = 14;

/** How a symbol, a class of the reading networks, is written in a text: rubbish leaves no trace. */
export const SYMBOL_TEXT: readonly string[] = [...'0123456789', '', '.', '-', '/'];

/** The symbol of a written character; a sign that means nothing is rubbish. */
export function symbolOf(character: string): number {
  if (character === ',') return POINT;
  if (character === '=' || character === '—') return DASH;
  const symbol = SYMBOL_TEXT.indexOf(character);
  return symbol < 0 ? RUBBISH : symbol;
}
