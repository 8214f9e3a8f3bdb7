// A page with a form on it -> what is written in its fields: the page is laid upon the template, every field is seen
// through the map that does it, upright and in the scan's own pixels, and all fields are read in one batch, or wherever
// else there are readers.
import { ShapeError } from '../errors.ts';
import { checkKeys } from '../options.ts';
import { type Affine, boxAround, cornersOf, type Point, scaleOf, viewThrough } from '../vision/affine.ts';
import type { Box } from '../vision/components.ts';
import { mapPage } from '../vision/page-map.ts';
import { greyPicture, type Picture } from '../vision/picture.ts';
import { register } from '../vision/registration.ts';
import type { Reading } from './findings.ts';
import type { Reader, ReadOptions } from './reader.ts';
import { openPrint, type Template, type TemplateField, type TemplatePrint } from './template.ts';

/** What was read in one field. Boxes of digits are in the page's pixels. */
export interface FieldReading extends Omit<Reading, 'reason'> {
  readonly name: string;
  /** The field on the page, clockwise from its upper left corner, in the page's pixels. */
  readonly corners: readonly Point[];
  /** Why it was rejected; `outside`: the scan does not have all of it. */
  readonly reason?: Reading['reason'] | 'outside';
}

export interface FormReading {
  /** Whether the page is the template's; if not, nothing was read. What the fields are is said by each. */
  readonly status: 'accepted' | 'rejected';
  readonly reason?: 'another page';
  /** Correlation of the page's print and the template's, 0..1; 1 where the template has none. */
  readonly score: number;
  /** In the order of the template. */
  readonly fields: readonly FieldReading[];
}

export interface FormOptions {
  /** Accept only readings that are wrong with at most this probability, 0..1; 0.5 unless told. */
  readonly maxError?: number;
}

/** Pages whose print correlates less with the template's are other pages. */
const LEAST_SCORE = 0.7;

/** Sides of a page without print differ from the template's in proportion by at most this share. */
const SLACK = 0.02;

/** Around a field so much is seen, and so much of it may lie outside the page: shares of its height. */
const MARGIN = 0.05;
const MISSING = 0.1;

/**
 * Reads all fields of a form. Throws ShapeError for a page that is none, too small, or not of the shape of a template
 * without print, UsageError for options that make no sense.
 */
export function readForm(
  reader: Reader,
  page: Picture,
  template: Template,
  options: FormOptions = {},
): FormReading {
  const form = layForm(page, template, options);
  return form.complete(reader.readAll(form.pictures, form.options));
}

/** A page that was laid upon a template: what there is to read. Nothing of it on a page that is another. */
export interface LaidForm {
  /** Of the fields that the scan has, in the order of the template. */
  readonly pictures: readonly Picture[];
  /** For the picture at the same place. */
  readonly options: readonly ReadOptions[];
  /** The form's reading, of the readings of `pictures` in their order. */
  readonly complete: (readings: readonly Reading[]) => FormReading;
}

/**
 * `readForm` without a reader, for who reads the fields elsewhere: in other threads. The pictures are new, and may be
 * handed over. Throws as `readForm`; what is wrong with `maxError` is seen by the reader.
 */
export function layForm(page: Picture, template: Template, options: FormOptions = {}): LaidForm {
  checkKeys('form: options', options, ['maxError']);
  const grey = greyPicture(page);
  const { affine, score } = template.print
    ? layUpon(grey, template, template.print)
    : { affine: stretchTo(grey, template), score: 1 };
  if (score < LEAST_SCORE) {
    const other: FormReading = { status: 'rejected', reason: 'another page', score, fields: [] };
    return { pictures: [], options: [], complete: () => other };
  }
  const views = template.fields.map(({ box }) => viewOf(grey, affine, box));
  return {
    pictures: views.flatMap(({ picture }) => picture ?? []),
    options: template.fields.filter((_, n) => views[n].picture).map(({ field }) => ({ ...options, field })),
    complete: (readings) => ({ status: 'accepted', score, fields: placeOnPage(template, views, readings) }),
  };
}

function placeOnPage(
  { fields }: Template,
  views: readonly View[],
  readings: readonly Reading[],
): FieldReading[] {
  let next = 0;
  return fields.map(({ name }, n) => {
    const { picture, corners, affine } = views[n];
    if (!picture) return { ...OUTSIDE, name, corners };
    const reading = readings[next++];
    return { name, corners, ...reading, digits: digitsOnPage(reading, affine) };
  });
}

const OUTSIDE = {
  ...{ text: '', value: '', confidence: 0, alternatives: [], digits: [] },
  ...({ status: 'rejected', reason: 'outside' } as const),
};

/** The map from a template's pixels to a page's. */
function layUpon(grey: Picture, { width, height }: Template, print: TemplatePrint) {
  const side = print.side * Math.sqrt((grey.width * grey.height) / (width * height));
  if (side < 1) {
    const least = Math.ceil(width / print.side);
    throw new ShapeError(
      `form: a page of ${grey.width}x${grey.height}; too small to find the print of the template, expected ${least} ` +
        'columns or more. Scan it with more dots per inch.',
    );
  }
  const { affine, score } = register(openPrint(print), mapPage(grey, side));
  const [a, b, c, d, e, f] = affine;
  const ratio = side / print.side;
  return {
    score: Math.max(0, score),
    affine: [a * ratio, b * ratio, c * side, d * ratio, e * ratio, f * side] as const,
  };
}

/** The same where a page is the template's at another resolution. */
function stretchTo(grey: Picture, { width, height }: Template): Affine {
  const [across, down] = [grey.width / width, grey.height / height];
  if (Math.abs(across / down - 1) > SLACK) {
    throw new ShapeError(
      `form: a page of ${grey.width}x${grey.height}; expected the proportions of the template, ${width}x${height}. ` +
        'A template made by lenet5 template finds its page on any scan.',
    );
  }
  return [across, 0, 0, 0, down, 0];
}

interface View {
  /** Undefined where the page has not all of the field. */
  readonly picture: Picture | undefined;
  /** From the view's pixels to the page's. */
  readonly affine: Affine;
  readonly corners: readonly Point[];
}

/** A field and a margin around it. */
function viewOf(grey: Picture, affine: Affine, [left, top, width, height]: TemplateField['box']): View {
  const corners = cornersOf(affine, { left, top, width, height });
  const missing = MISSING * height * scaleOf(affine);
  const isInside = corners.every(
    ([x, y]) => x >= -missing && y >= -missing && x <= grey.width + missing && y <= grey.height + missing,
  );
  const [a, b, c, d, e, f] = affine;
  const [margin, unit] = [MARGIN * height, 1 / scaleOf(affine)];
  const [x, y] = [left - margin, top - margin];
  const own: Affine = [a * unit, b * unit, a * x + b * y + c, d * unit, e * unit, d * x + e * y + f];
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.round((side + 2 * margin) / unit)));
  return { picture: isInside ? viewThrough(grey, own, columns, rows) : undefined, affine: own, corners };
}

function digitsOnPage({ digits }: Reading, affine: Affine): Reading['digits'] {
  const onPage = (box: Box) => boxAround(cornersOf(affine, box));
  return digits.map((digit) => ({ ...digit, box: onPage(digit.box) }));
}
