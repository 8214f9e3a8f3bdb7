// The shapes of requests and answers in the OpenAPI document.
const share = { type: 'number', minimum: 0, maximum: 1 };
const nullable = (type: string) => ({ type: [type, 'null'] });
const object = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  ...{ type: 'object', required, properties },
});
const list = (items: object) => ({ type: 'array', items });

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const box = object(['left', 'top', 'width', 'height'], {
  ...{
    left: { type: 'number' },
    top: { type: 'number' },
    width: { type: 'number' },
    height: { type: 'number' },
  },
});

const reading = {
  text: { type: 'string', description: 'What stands there, with its marks.' },
  value: { type: 'string', description: 'The digits that it means.' },
  confidence: { ...share, description: 'Probability that the value is right.' },
  status: { enum: ['accepted', 'rejected'] },
  reason: { enum: ['blank', 'unreadable', 'struck out', 'several lines', 'uncertain', 'outside', null] },
  alternatives: list(
    object(['text', 'value', 'confidence'], {
      ...{ text: { type: 'string' }, value: { type: 'string' }, confidence: share },
    }),
  ),
  digits: list(
    object(['digit', 'confidence', 'box'], {
      digit: { type: 'integer' },
      confidence: { ...share, description: 'How likely this digit is here.' },
      box,
    }),
  ),
};

const named = {
  name: { type: 'string', description: "The file's, or where it stood in the request." },
  page: { type: 'integer', minimum: 1, description: 'Of a file with several.' },
};

const ink = {
  type: 'array',
  description: 'A digit as in MNIST: 784 numbers or 28 rows of 28, 0 paper to 255 ink. Only for recognize.',
  items: {
    anyOf: [{ type: 'number', minimum: 0, maximum: 255 }, list({ type: 'number', minimum: 0, maximum: 255 })],
  },
};

const base64 = { type: 'string', contentEncoding: 'base64', description: 'A picture file.' };

export const schemas = {
  Picture: {
    anyOf: [base64, ink, object(['data'], { name: { type: 'string' }, data: { anyOf: [base64, ink] } })],
  },
  Recognition: object(['name', 'digit', 'confidence', 'status', 'reason', 'alternatives'], {
    ...named,
    digit: { ...nullable('integer'), minimum: 0, maximum: 9 },
    confidence: share,
    status: { enum: ['accepted', 'rejected'] },
    reason: { enum: ['blank', 'not a digit', 'several characters', 'uncertain', null] },
    alternatives: list(object(['digit', 'confidence'], { digit: { type: 'integer' }, confidence: share })),
  }),
  Reading: object(['name', ...Object.keys(reading)], { ...named, ...reading }),
  FormReading: object(['name', 'status', 'reason', 'score', 'fields'], {
    ...named,
    status: { enum: ['accepted', 'rejected'] },
    reason: { enum: ['another page', null] },
    score: { type: 'number' },
    fields: list(
      object(['name', 'corners', ...Object.keys(reading)], {
        ...reading,
        name: { type: 'string' },
        corners: list(list({ type: 'number' })),
      }),
    ),
  }),
  Failure: object(['name', 'status', 'error'], {
    ...named,
    status: { const: 'failed' },
    error: { type: 'string' },
  }),
  Field: {
    anyOf: [
      {
        type: 'string',
        description: 'digits, amount, zip, date, phone, a number of digits (5, 3..6), or a pattern',
      },
      { type: 'integer', minimum: 1, maximum: 100, description: 'How many digits.' },
      { type: 'object', description: 'Rules, as in the README.' },
    ],
  },
  Problem: object(['type', 'title', 'status', 'detail', 'error', 'requestId'], {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'where: what; expected A, got B.' },
    error: { type: 'string', description: 'The same as detail.' },
    requestId: { type: 'string' },
  }),
  Tensor: object(['name', 'datatype', 'shape'], {
    name: { type: 'string' },
    datatype: { enum: ['UINT8', 'FP32', 'INT32'] },
    shape: list({ type: 'integer' }),
    data: { type: 'array' },
    parameters: { type: 'object', properties: { binary_data_size: { type: 'integer' } } },
  }),
  InferRequest: object(['inputs'], {
    id: { type: 'string' },
    inputs: { ...list(ref('Tensor')), minItems: 1, maxItems: 1 },
    outputs: list(
      object(['name'], { name: { enum: ['probabilities', 'digit'] }, parameters: { type: 'object' } }),
    ),
    parameters: { type: 'object', properties: { binary_data_output: { type: 'boolean' } } },
  }),
  InferResponse: object(['model_name', 'model_version', 'outputs'], {
    ...{ id: { type: 'string' }, model_name: { type: 'string' }, model_version: { type: 'string' } },
    outputs: list(ref('Tensor')),
  }),
  Model: object(['name', 'versions', 'platform', 'inputs', 'outputs'], {
    ...{ name: { type: 'string' }, versions: list({ type: 'string' }), platform: { type: 'string' } },
    ...{ inputs: list(ref('Tensor')), outputs: list(ref('Tensor')) },
  }),
};
