// The OpenAPI document: valid, complete, and true: what the server answers has the shapes that it promises.
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openServer, type RecognizingServer } from 'lenet5/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, inkOf, pngOf, post, postForm, postJson } from './requests.ts';

type Json = Record<string, unknown>;

let server: RecognizingServer;
let document: {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
  >;
  readonly components: Json;
};
const ajv = new Ajv2020({ strict: false });

beforeAll(async () => {
  server = await openServer({ threads: 1 });
  document = (await (await server.handle(get('/openapi.json'))).json()) as typeof document;
  ajv.addSchema({ $id: 'api', ...document });
});
afterAll(() => server.close());

/** What the document says of an answer. */
function validatorFor(path: string, method: string, status: string, type: string) {
  const { schema } = document.paths[path][method].responses[status].content[type];
  const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
  return ajv.compile(JSON.parse(text));
}

const tensor = { name: 'images', datatype: 'UINT8', shape: [1, 28, 28], data: Array.from(inkOf(0)) };

describe('the OpenAPI document', () => {
  it('is a valid one', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it.each<[Request, string, string, string, string?]>([
    [post('/v1/recognize', 'image/png', pngOf(0)), '/v1/recognize', 'post', '200'],
    [postForm('/v1/recognize', {}, { a: new Uint8Array([1]) }), '/v1/recognize', 'post', '200'],
    [postJson('/v1/recognize', { image: Array(784).fill(0) }), '/v1/recognize', 'post', '200'],
    [post('/v1/read?field=1', 'image/png', pngOf(0)), '/v1/read', 'post', '200'],
    [post('/v1/read?field=zip', 'image/png', pngOf(0)), '/v1/read', 'post', '200'],
    [post('/v1/read', 'image/png', 'x'), '/v1/read', 'post', '422', 'application/problem+json'],
    [get('/v2/health/live'), '/v2/health/live', 'get', '200'],
    [get('/v2/health/ready'), '/v2/health/ready', 'get', '200'],
    [get('/v2'), '/v2', 'get', '200'],
    [get('/v2/models/lenet5'), '/v2/models/{model}', 'get', '200'],
    [get('/v2/models/lenet5/ready'), '/v2/models/{model}/ready', 'get', '200'],
    [postJson('/v2/models/lenet5/infer', { inputs: [tensor] }), '/v2/models/{model}/infer', 'post', '200'],
  ])(
    '%#: the answer has the shape that it promises',
    async (request, path, method, status, type = 'application/json') => {
      const response = await server.handle(request);
      expect(String(response.status)).toBe(status);
      const validate = validatorFor(path, method, status, type);
      const body = await response.json();
      validate(body);
      expect(validate.errors).toBeNull();
      // A shape that takes anything would be no promise.
      if (path !== '/v2') expect(validate({ other: [body] })).toBe(false);
    },
  );

  it('has a page that shows all of it, without scripts and without the network', async () => {
    const response = await server.handle(get('/docs'));
    const html = await response.text();
    for (const path of Object.keys(document.paths)) expect(html).toContain(path);
    expect(html).not.toMatch(/<script|src=|@import|url\(/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
