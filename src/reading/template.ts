// A form: its fields, where they are on the printed page, and what the page looks like from afar, so that a scan can be
// laid upon it. Plain data, as in a JSON file.
import { FormatError, UsageError } from '../errors.ts';
import { checkKeys, showValue } from '../options.ts';
import { mapPage } from '../vision/page-map.ts';
import { greyPicture, type Picture } from '../vision/picture.ts';
import type { Print } from '../vision/registration.ts';
import { checkField, type Field } from './fields.ts';

export interface TemplateField {
  readonly name: string;
  /** In pixels of the template's page. */
  readonly box: readonly [left: number, top: number, width: number, height: number];
  /** Any digits unless told. */
  readonly field?: Field;
}

/** The page in squares of `side` pixels: `0` paper .. `f` print, `.` where fields are written, which is not compared. */
export interface TemplatePrint {
  readonly side: number;
  readonly rows: readonly string[];
}

export interface Template {
  /** Of the page, in pixels. */
  readonly width: number;
  readonly height: number;
  /** With it scans are found shifted, turned and scaled; without it they must lie as the template's page does. */
  readonly print?: TemplatePrint;
  readonly fields: readonly TemplateField[];
}

/** Squares along the longer side of a page. */
const SQUARES = 200;
const MOST_SQUARES = 1000;
const LEAST_SQUARE = 2;

/** Squares of a field count as print up to so many squares from its edge. */
const EDGE = 0.75;

/** Print is drawn so that this share of its squares is not the darkest. */
const NOT_DARKEST = 0.99;

const SIGNS = '0123456789abcdef';

const LONGEST_SIDE = 100_000;
const MOST_FIELDS = 10_000;
const LEAST_BOX = 8;

/**
 * Checks a template, as it comes from a JSON file; `where` names it in messages. Throws FormatError that names what is
 * wrong, and the field.
 */
export function readTemplate(value: unknown, where: string): Template {
  const { width, height, print, fields } = expectObject(value, where, ['width', 'height', 'print', 'fields']);
  for (const [key, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || (side as number) < 1 || (side as number) > LONGEST_SIDE)
      throw new FormatError(
        `${where}: ${key}: expected a whole number in 1..${LONGEST_SIDE}, got ${showValue(side)}.`,
      );
  }
  const page = { width: width as number, height: height as number };
  return {
    ...page,
    ...(print === undefined ? {} : { print: checkPrint(print, page, where) }),
    fields: checkFields(fields, page, where),
  };
}

/**
 * The template of a printed page, empty or filled, and its fields: `{ "fields": [...] }`, with the page's width and
 * height or without. Throws FormatError as readTemplate, ShapeError for a picture that is none.
 */
export function createTemplate(page: Picture, value: unknown, where: string): Template {
  const { fields, ...size } = expectObject(value, where, ['width', 'height', 'print', 'fields']);
  const { width, height } = page;
  const given = { width: size.width ?? width, height: size.height ?? height };
  if (given.width !== width || given.height !== height) {
    throw new FormatError(
      `${where}: expected the page's size, ${width}x${height}, got ${showValue(given.width)}x${showValue(given.height)}.`,
    );
  }
  const checked = readTemplate({ width, height, fields }, where);
  return { width, height, print: drawPrint(greyPicture(page), checked.fields), fields: checked.fields };
}

function drawPrint(grey: Picture, fields: readonly TemplateField[]): TemplatePrint {
  const side = Math.max(LEAST_SQUARE, Math.max(grey.width, grey.height) / SQUARES);
  const { columns, rows, data } = mapPage(grey, side);
  const sorted = data.filter((value) => value > 0).sort();
  if (sorted.length === 0) throw new UsageError('template: the page is blank; expected a printed form.');
  const darkest = sorted[Math.floor(NOT_DARKEST * (sorted.length - 1))];
  const edge = EDGE * side;
  const isWritten = (x: number, y: number) =>
    fields.some(
      ({ box: [left, top, width, height] }) =>
        x > left + edge && x < left + width - edge && y > top + edge && y < top + height - edge,
    );
  const signAt = (row: number, column: number) =>
    isWritten((column + 0.5) * side, (row + 0.5) * side)
      ? '.'
      : SIGNS[Math.min(15, Math.round((15 * data[row * columns + column]) / darkest))];
  const drawRow = (row: number) =>
    Array.from({ length: columns }, (_, column) => signAt(row, column)).join('');
  return { side, rows: Array.from({ length: rows }, (_, row) => drawRow(row)) };
}

/** The print of a template as numbers. */
export function openPrint({ rows }: TemplatePrint): Print {
  const signs = rows.join('');
  const data = new Float32Array(signs.length);
  const weights = new Float32Array(signs.length);
  for (let i = 0; i < signs.length; i++) {
    if (signs[i] === '.') continue;
    data[i] = SIGNS.indexOf(signs[i]);
    weights[i] = 1;
  }
  return { columns: rows[0].length, rows: rows.length, data, weights };
}

type Size = Pick<Template, 'width' | 'height'>;

function checkPrint(value: unknown, { width, height }: Size, where: string): TemplatePrint {
  const { side, rows } = expectObject(value, `${where}: print`, ['side', 'rows']);
  const longest = Math.max(width, height);
  if (typeof side !== 'number' || !(side >= longest / MOST_SQUARES && side <= longest / 16))
    throw new FormatError(
      `${where}: print: side: expected ${longest / MOST_SQUARES}..${longest / 16} pixels, got ${showValue(side)}.`,
    );
  const [columns, count] = [Math.ceil(width / side), Math.ceil(height / side)];
  const isRow = (row: unknown) =>
    typeof row === 'string' && row.length === columns && /^[0-9a-f.]*$/.test(row);
  if (!Array.isArray(rows) || rows.length !== count || !rows.every(isRow))
    throw new FormatError(
      `${where}: print: rows: expected ${count} texts of ${columns} characters 0..9, a..f or '.'. ` +
        'Make it again with lenet5 template.',
    );
  return { side, rows };
}

function checkFields(value: unknown, page: Size, where: string): TemplateField[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_FIELDS)
    throw new FormatError(
      `${where}: fields: expected a list of 1..${MOST_FIELDS}, got ${Array.isArray(value) ? value.length : showValue(value)}.`,
    );
  const names = new Set<string>();
  return value.map((one, n) => {
    const { name, box, field } = expectObject(one, `${where}: field ${n + 1}`, ['name', 'box', 'field']);
    if (typeof name !== 'string' || name === '')
      throw new FormatError(`${where}: field ${n + 1}: name: expected a text, got ${showValue(name)}.`);
    if (names.has(name))
      throw new FormatError(`${where}: field '${name}': expected another name, got it twice.`);
    names.add(name);
    checkBox(box, page, `${where}: field '${name}'`);
    if (field !== undefined) checkOwnField(field, `${where}: field '${name}'`);
    return {
      name,
      box: box as TemplateField['box'],
      ...(field === undefined ? {} : { field: field as Field }),
    };
  });
}

function checkBox(value: unknown, { width, height }: Size, where: string): void {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite))
    throw new FormatError(`${where}: box: expected [left, top, width, height], got ${showValue(value)}.`);
  const [left, top, columns, rows] = value;
  if (columns < LEAST_BOX || rows < LEAST_BOX)
    throw new FormatError(
      `${where}: box: expected at least ${LEAST_BOX} pixels each way, got ${showValue(value)}.`,
    );
  if (left < 0 || top < 0 || left + columns > width || top + rows > height)
    throw new FormatError(
      `${where}: box: expected [left, top, width, height] inside the page of ${width}x${height}, got ${showValue(value)}.`,
    );
}

function checkOwnField(field: unknown, where: string): void {
  try {
    checkField(field as Field);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new FormatError(`${where}: ${error.message}`, { cause: error });
  }
}

function expectObject(value: unknown, where: string, keys: readonly string[]): Record<string, unknown> {
  checkKeys(where, value, keys, FormatError);
  return value as Record<string, unknown>;
}
