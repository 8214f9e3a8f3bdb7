// Answers as programs get them, on the command line, over HTTP and in files of answers alike: no key is ever absent.
import type { FieldReading, FormReading, Reading, Recognition } from '../../src/index.ts';

export function recognitionJson({ digit, confidence, status, reason, alternatives }: Recognition) {
  return { digit, confidence, status, reason: reason ?? null, alternatives };
}

export function readingJson(reading: Reading | FieldReading) {
  const { text, value, confidence, status, reason, alternatives, digits } = reading;
  return { text, value, confidence, status, reason: reason ?? null, alternatives, digits };
}

export function formJson({ status, reason, score, fields }: FormReading) {
  const each = fields.map((field) => ({
    name: field.name,
    ...readingJson(field),
    corners: field.corners,
  }));
  return { status, reason: reason ?? null, score, fields: each };
}
