// What the server understands, as OpenAPI 3.1: plain data, which /openapi.json serves, /docs shows, and the tests hold
// the answers against.
import { ref, schemas } from './openapi-schemas.ts';

const REFUSALS: Readonly<Record<string, string>> = {
  400: 'What was sent makes no sense.',
  401: 'A key is needed.',
  413: 'Too large: the body, a picture, or the number of pictures.',
  415: 'Content-Type or Content-Encoding is not read.',
  422: 'The one picture that was sent cannot be read.',
  429: 'This client has too many requests at once. Retry-After says when to try again.',
  503: 'Busy, going down, or too slow. Retry-After says when to try again.',
};

const problem = { 'application/problem+json': { schema: ref('Problem') } };
const refusals = Object.fromEntries(
  Object.entries(REFUSALS).map(([status, description]) => [status, { description, content: problem }]),
);
const json = (schema: object) => ({ 'application/json': { schema } });
const answer = (description: string, schema: object) => ({ 200: { description, content: json(schema) } });
const query = (name: string, description: string, schema: object) => ({
  ...{ name, in: 'query', description, schema },
});
const path = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const share = { type: 'number', minimum: 0, maximum: 1 };

const MIN_CONFIDENCE = 'Answers below are rejected; 0.5 unless told.';
const MAX_ERROR = 'Readings that are wrong with a greater probability are rejected; 0.5 unless told.';
const TEMPLATE = 'Of a form, as lenet5 template makes it: its fields are read instead of one number.';

/** One picture as it is, several in a form, or JSON; the answer one list, or lines. */
function pictures(summary: string, answers: readonly string[], parameters: Record<string, [string, object]>) {
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  const own = Object.fromEntries(
    Object.entries(parameters).map(([name, [description, schema]]) => [name, { ...schema, description }]),
  );
  const results = { type: 'array', items: { anyOf: [...answers, 'Failure'].map(ref) } };
  const content = {
    ...json({ type: 'object', required: ['results'], properties: { results } }),
    'application/x-ndjson': { schema: { anyOf: [...answers, 'Failure'].map(ref) } },
  };
  const body = {
    image: ref('Picture'),
    images: { type: 'array', items: ref('Picture'), minItems: 1 },
    ...own,
  };
  return {
    summary,
    description: 'With Accept: application/x-ndjson a line for each picture, as they come.',
    parameters: Object.entries(parameters)
      .filter(([name]) => name !== 'template')
      .map(([name, [description, schema]]) => query(name, description, schema)),
    requestBody: {
      required: true,
      content: {
        'image/*': {},
        'application/octet-stream': {},
        'multipart/form-data': {
          schema: { type: 'object', properties: { images: { type: 'array', items: file }, ...own } },
        },
        ...json({ type: 'object', properties: body }),
      },
    },
    responses: { 200: { description: 'An answer for each picture, in their order.', content }, ...refusals },
  };
}

const infer = {
  summary: 'Digits of ink through a network',
  description:
    'Input images, UINT8 [-1, 28, 28], 0 paper to 255 ink, or FP32, 0 to 1; in JSON or as bytes behind it.',
  parameters: [path('model')],
  requestBody: {
    required: true,
    content: { ...json(ref('InferRequest')), 'application/octet-stream': {} },
  },
  responses: { ...answer('Probabilities, and the likeliest digit.', ref('InferResponse')), ...refusals },
};

const state = (name: string) => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'boolean' } },
});

export function openApi(version: string) {
  const get = (summary: string, description: string, schema: object, parameters: object[] = []) => ({
    get: { summary, parameters, responses: answer(description, schema) },
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'lenet5',
      version,
      description: 'Handwritten digits and numbers in pictures.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{}, { bearer: [] }, { key: [] }],
    paths: {
      '/v1/recognize': {
        post: pictures('One digit in each picture', ['Recognition'], {
          minConfidence: [MIN_CONFIDENCE, share],
        }),
      },
      '/v1/read': {
        post: pictures('A number, or the fields of a form, in each picture', ['Reading', 'FormReading'], {
          field: ['What is written there.', ref('Field')],
          maxError: [MAX_ERROR, share],
          template: [TEMPLATE, { type: 'object' }],
        }),
      },
      '/v2': get('The server', 'Its name and extensions.', { type: 'object' }),
      '/v2/health/live': get('Does it live?', 'It does.', state('live')),
      '/v2/health/ready': get('Does it take work?', 'It does; 503 if it does not.', state('ready')),
      '/v2/models/{model}': get('A model', 'What it takes and gives.', ref('Model'), [path('model')]),
      '/v2/models/{model}/ready': get('Is it ready?', 'It is; 503 if it is not.', state('ready'), [
        path('model'),
      ]),
      '/v2/models/{model}/infer': { post: infer },
      '/metrics': {
        get: { summary: 'Numbers for Prometheus', responses: { 200: { description: 'Text.' } } },
      },
    },
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}
