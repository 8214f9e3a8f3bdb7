// The server in process, by its handler: the answers are the library's, every refusal says what was expected.
import { Buffer } from 'node:buffer';
import {
  Classifier,
  createTemplate,
  encodePng,
  loadModel,
  openReader,
  Recognizer,
  readForm,
} from 'lenet5/node';
import { type LogLine, openServer, type RecognizingServer } from 'lenet5/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, images, inkOf, labels, pictureOf, pngOf, post, postForm, postJson } from './requests.ts';

let server: RecognizingServer;
let recognizer: Recognizer;
const lines: LogLine[] = [];

beforeAll(async () => {
  server = await openServer({ threads: 2, log: (line) => lines.push(line), limits: { maxPictures: 300 } });
  recognizer = await Recognizer.open(await loadModel('models/characters.safetensors'));
});
afterAll(() => server.close());

async function ask(request: Request) {
  const response = await server.handle(request);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const recognized = (n: number) => ({ reason: null, ...recognizer.recognize(pictureOf(n)) });

describe('POST /v1/recognize', () => {
  it('takes the bytes of a file', async () => {
    const { status, body } = await ask(post('/v1/recognize', 'image/png', pngOf(0)));
    expect(status).toBe(200);
    expect(body).toEqual({ results: [{ name: 'body', ...recognized(0) }] });
  });

  it('takes several files of a form; one that is no picture does not spoil the others', async () => {
    const files = { '1.png': pngOf(1), 'no.txt': new TextEncoder().encode('no picture'), '2.png': pngOf(2) };
    const { status, body } = await ask(postForm('/v1/recognize', { minConfidence: '0' }, files));
    expect(status).toBe(200);
    expect(body.results).toEqual([
      { name: '1.png', ...recognized(1) },
      {
        name: 'no.txt',
        status: 'failed',
        error: expect.stringMatching(/^no\.txt: not a picture that is read;/),
      },
      { name: '2.png', ...recognized(2) },
    ]);
  });

  it('takes JSON: files in base64, digits as numbers, with parameters of their own', async () => {
    const base64 = Buffer.from(pngOf(3)).toString('base64');
    const rows = Array.from({ length: 28 }, (_, r) => Array.from(inkOf(4).subarray(28 * r, 28 * r + 28)));
    const list = [
      base64,
      `data:image/png;base64,${base64}`,
      rows,
      { name: 'five', data: Array.from(inkOf(5)), minConfidence: 1 },
    ];
    const { body } = await ask(postJson('/v1/recognize', { images: list }));
    const ink = (n: number) => ({ reason: null, ...recognizer.recognizeInk(inkOf(n), 28, 28) });
    expect(body.results).toEqual([
      { name: 'images[0]', ...recognized(3) },
      { name: 'images[1]', ...recognized(3) },
      { name: 'images[2]', ...ink(4) },
      { name: 'five', ...ink(5), status: 'rejected', reason: 'uncertain' },
    ]);
  });

  it('rejects what is below minConfidence, with the reason that the library gives', async () => {
    const strict = await Recognizer.open(await loadModel('models/characters.safetensors'), {
      minConfidence: 0.99,
    });
    const list = Array.from({ length: 300 }, (_, n) => Array.from(inkOf(n)));
    const { body } = await ask(postJson('/v1/recognize?minConfidence=0.99', { images: list }));
    const expected = list.map((ink, n) => ({
      ...{ name: `images[${n}]`, reason: null },
      ...strict.recognizeInk(ink, 28, 28),
    }));
    expect(body.results).toEqual(expected);
    expect(new Set(expected.map(({ status }) => status))).toEqual(new Set(['accepted', 'rejected']));
  });

  it('rejects ink that is all alike as blank, as it does the same picture in a file', async () => {
    const blanks = [0, 255, 7].map((level) => Array(784).fill(level));
    const white = Buffer.from(encodePng({ width: 28, height: 28, data: new Uint8Array(784).fill(255) }));
    const images = [...blanks, white.toString('base64'), Array.from(inkOf(0))];
    const { body } = await ask(postJson('/v1/recognize?minConfidence=0', { images }));
    const blank = { digit: null, confidence: 0, status: 'rejected', reason: 'blank', alternatives: [] };
    expect(body.results.slice(0, 4)).toEqual(
      Array.from({ length: 4 }, (_, n) => ({ name: `images[${n}]`, ...blank })),
    );
    expect(body.results[4]).toMatchObject({ digit: 7, status: 'accepted' });
  });

  it('streams lines, in the order of the pictures', async () => {
    const list = Array.from({ length: 200 }, (_, n) => Array.from(inkOf(n)));
    const response = await server.handle(
      postJson('/v1/recognize', { images: list }, { Accept: 'application/x-ndjson' }),
    );
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const answers = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ name }) => name)).toEqual(list.map((_, n) => `images[${n}]`));
    const right = answers.filter(({ digit }, n) => digit === labels[n]).length;
    expect(right).toBeGreaterThanOrEqual(198);
  });
});

describe('POST /v1/read', () => {
  it('reads a field as the library does', async () => {
    const reader = await openReader();
    const { body } = await ask(post('/v1/read?field=1&maxError=0.2', 'image/png', pngOf(0)));
    const { evidence: _, ...expected } = reader.read(pictureOf(0), { field: { length: 1 }, maxError: 0.2 });
    expect(body.results).toEqual([{ name: 'body', reason: null, ...expected }]);
  });

  it('takes a field as a name, a pattern, a number or rules', async () => {
    const image = Buffer.from(pngOf(0)).toString('base64');
    // So many values come as a list of texts; so many numbers would come as bytes.
    const values = Array.from({ length: 40 }, (_, n) => String(n));
    for (const field of [1, '1', '#', '[789]', 'digits', { length: 1 }, { values }]) {
      const { body } = await ask(postJson('/v1/read', { image, field, maxError: 1 }));
      expect(body.results).toMatchObject([{ text: '7', status: 'accepted' }]);
    }
  });

  const anything = /^field: expected a name, a pattern, a number of digits or an object of rules, got /;
  it.each<[Record<string, unknown>, RegExp]>([
    [{ field: [1] }, anything],
    [{ field: Array(40).fill(1) }, anything],
    [{ field: null }, anything],
    [{ field: true }, anything],
    [{ field: -1 }, /^field: length: expected a whole number in 1\.\.100, got -1\.$/],
    [{ field: 1.5 }, /^field: length: expected a whole number in 1\.\.100, got 1\.5\.$/],
    [{ field: '-1' }, /^field: expected how many digits/],
    [{ field: '' }, /^field: pattern: empty/],
    [{ field: '##x' }, /^field: pattern: '##x'; expected #/],
    [{ field: { length: null } }, /^field: length: .*got null\.$/],
    [{ field: { pattern: [1] } }, /^field: pattern: expected text such as "##\/##", got \[1\]\.$/],
    [
      { field: { values: [10, 20] } },
      /^field: values: expected texts of .* such as \["10", "20"\], got 10\.$/,
    ],
    [{ field: { values: Array(40).fill(10) } }, /^field: values: expected texts of .*, got 10\.$/],
    [{ field: { values: '10' } }, /^field: values: expected a list of texts of .*, got "10"\.$/],
    [{ template: 'x' }, /^template: expected JSON as lenet5 template writes it, got none: /],
    [{ template: '5' }, /^template: expected an object with width, height, print, fields, got 5\.$/],
    [{ template: 5 }, /^template: expected a template's JSON, got 5\.$/],
    [{ template: [] }, /^template: expected a template's JSON, got an empty list\.$/],
    [{ template: null }, /^template: expected a template's JSON, got null\.$/],
    [{ maxError: [0.5] }, /^maxError: expected a number in 0\.\.1, got a list\.$/],
    [{ maxError: true }, /^maxError: expected a number in 0\.\.1, got true\.$/],
    [{ maxError: null }, /^maxError: expected a number in 0\.\.1, got null\.$/],
    [{ maxError: Array(40).fill(1) }, /^maxError: expected a number in 0\.\.1, got a list of numbers\.$/],
  ])('refuses %j', async (parameters, text) => {
    const image = Buffer.from(pngOf(0)).toString('base64');
    for (const request of [{ image, ...parameters }, { image: { data: image, ...parameters } }]) {
      const { status, body } = await ask(postJson('/v1/read', request));
      expect([status, body.detail]).toEqual([400, expect.stringMatching(text)]);
    }
  });

  it('reads the fields of a template', async () => {
    const page = { width: 600, height: 260, data: new Uint8Array(600 * 260).fill(255) };
    const draw = (left: number, top: number, width: number, height: number) => {
      for (let row = top; row < top + height; row++)
        page.data.fill(0, row * 600 + left, row * 600 + left + width);
    };
    for (const left of [50, 350]) {
      for (const top of [50, 210]) draw(left, top, 163, 3);
      for (const side of [left, left + 160]) draw(side, 50, 3, 160);
    }
    const list = { fields: [{ name: 'one', box: [50, 50, 163, 163], field: { length: 1 } }] };
    const template = createTemplate(page, list, 'form');
    const { data } = pictureOf(0);
    for (let i = 0; i < data.length; i++)
      page.data[600 * (100 + Math.floor(i / 56)) + 100 + (i % 56)] = data[i];
    const pgm = Buffer.concat([Buffer.from('P5 600 260 255\n'), page.data]);
    const json = { image: pgm.toString('base64'), template };
    const { body } = await ask(postJson('/v1/read', json));
    const { fields } = readForm(await openReader(), page, template);
    expect(body.results[0]).toMatchObject({ name: 'image', status: 'accepted', reason: null });
    expect(body.results[0].fields).toMatchObject(
      fields.map(({ name, value, status }) => ({ name, value, status })),
    );
    const form = await ask(postForm('/v1/read', { template: JSON.stringify(template) }, { 'a.pgm': pgm }));
    expect(form.body.results).toEqual([{ ...body.results[0], name: 'a.pgm' }]);
  });
});

describe('the inference protocol', () => {
  const path = '/v2/models/lenet5/infer';
  const tensor = { name: 'images', datatype: 'UINT8', shape: [3, 28, 28] };
  let expected: Float32Array;
  beforeAll(async () => {
    const classifier = await Classifier.open(await loadModel('models/lenet5.safetensors'));
    expected = classifier.probabilities(images, 3, 28, 28);
  });

  it('lives, is ready, and describes its models', async () => {
    expect((await ask(get('/v2/health/live'))).status).toBe(200);
    expect((await ask(get('/v2/health/ready'))).body).toEqual({ ready: true });
    expect((await ask(get('/v2'))).body).toMatchObject({
      name: 'lenet5',
      extensions: ['binary_tensor_data'],
    });
    for (const own of ['', '/versions/1']) {
      expect((await ask(get(`/v2/models/characters${own}`))).body).toMatchObject({
        inputs: [tensor].map((input) => ({ ...input, shape: [-1, 28, 28] })),
        outputs: [{ name: 'probabilities', shape: [-1, 12] }, { name: 'digit' }],
      });
      expect((await ask(get(`/v2/models/lenet5${own}/ready`))).body).toEqual({ name: 'lenet5', ready: true });
    }
  });

  it('infers from JSON, whole numbers or shares, nested or flat', async () => {
    const bytes = Array.from(images.subarray(0, 3 * 784));
    const { body } = await ask(postJson(path, { id: 'a', inputs: [{ ...tensor, data: bytes }] }));
    expect(body).toEqual({
      ...{ model_name: 'lenet5', model_version: '1', id: 'a' },
      outputs: [
        { name: 'probabilities', datatype: 'FP32', shape: [3, 10], data: Array.from(expected) },
        { name: 'digit', datatype: 'INT32', shape: [3], data: [7, 2, 1] },
      ],
    });
    const nested = [0, 1, 2].map((n) => [
      Array.from({ length: 28 }, (_, r) =>
        Array.from(inkOf(n).subarray(28 * r, 28 * r + 28), (value) => value / 255),
      ),
    ]);
    const floats = { ...tensor, datatype: 'FP32', shape: [3, 1, 28, 28], data: nested };
    const outputs = [{ name: 'digit' }];
    const other = await ask(postJson(path, { inputs: [floats], outputs }));
    expect(other.body.outputs).toEqual([{ name: 'digit', datatype: 'INT32', shape: [3], data: [7, 2, 1] }]);
  });

  it('infers from bytes behind the JSON, and answers so', async () => {
    const pixels = images.subarray(0, 3 * 784);
    const input = { ...tensor, parameters: { binary_data_size: pixels.length } };
    const head = Buffer.from(
      JSON.stringify({
        inputs: [input],
        outputs: [{ name: 'probabilities', parameters: { binary_data: true } }, { name: 'digit' }],
      }),
    );
    const headers = { 'Inference-Header-Content-Length': String(head.length) };
    const response = await server.handle(
      post(path, 'application/octet-stream', Buffer.concat([head, pixels]), headers),
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get('inference-header-content-length'));
    expect(JSON.parse(bytes.toString('utf8', 0, length)).outputs).toEqual([
      { name: 'probabilities', datatype: 'FP32', shape: [3, 10], parameters: { binary_data_size: 120 } },
      { name: 'digit', datatype: 'INT32', shape: [3], data: [7, 2, 1] },
    ]);
    expect(new Float32Array(new Uint8Array(bytes.subarray(length)).buffer)).toEqual(expected);
  });

  it.each([
    [{}, 400, 'inputs: expected a list of one tensor.'],
    [{ inputs: [{ ...tensor, data: [1] }] }, 400, 'inputs[0]: expected 2352 values for [3,28,28], got 1.'],
    [
      { inputs: [{ ...tensor, datatype: 'BYTES', data: [] }] },
      400,
      'inputs[0].datatype: expected UINT8 or FP32, got "BYTES".',
    ],
    [
      { inputs: [{ ...tensor, shape: [3, 32, 32], data: [] }] },
      400,
      'inputs[0]: expected images of shape [-1, 28, 28], got images of [3,32,32].',
    ],
    [
      { inputs: [{ ...tensor, shape: [1e9, 28, 28], data: [] }] },
      413,
      'inputs[0]: expected at most 300 pictures, got 1000000000.',
    ],
    [{ inputs: [{ ...tensor, data: [-1] }] }, 400, 'inputs[0].data: expected numbers in 0..255, got -1.'],
    [
      { inputs: [{ ...tensor, parameters: { binary_data_size: 5 } }] },
      400,
      'inputs[0]: expected 5 bytes behind the JSON, got 0.',
    ],
    [{ inputs: [tensor], outputs: 5 }, 400, 'inputs[0].data: expected a list of numbers.'],
  ])('refuses %j', async (request, status, error) => {
    const { body, ...answer } = await ask(postJson(path, request));
    expect([answer.status, body.error]).toEqual([status, error]);
  });
});

describe('a request that makes no sense', () => {
  const png = pngOf(0);
  it.each<[Request, number, RegExp]>([
    [get('/nothing'), 404, /^path: there is nothing here/],
    [get('/..%2f..%2fetc/passwd'), 404, /^path: there is nothing here/],
    [get('/models/..%2fpackage.json'), 404, /^path: there is nothing here/],
    [get('/v1/read'), 405, /^method: expected POST, got GET\./],
    [get('/v2/models/none'), 404, /^model: expected characters, lenet5, .*; got none, version 1\./],
    [post('/v1/recognize', 'text/plain', 'x'), 415, /^Content-Type: expected image\/\*.*, got text\/plain\./],
    [
      post('/v1/recognize', 'image/png', png, { 'Content-Encoding': 'gzip' }),
      415,
      /^body: expected no Content-Encoding/,
    ],
    [post('/v1/recognize', 'image/png', ''), 400, /^body: expected a picture file, got 0 bytes/],
    [post('/v1/recognize', 'image/png', png.slice(0, 90)), 422, /^body: a truncated PNG/],
    [post('/v1/recognize', 'multipart/form-data; boundary=x', 'x'), 400, /^body: no multipart\/form-data/],
    [postForm('/v1/recognize', { a: 'b' }, {}), 400, /^body: expected at least one file/],
    [post('/v1/recognize', 'application/json', '{'), 400, /^body: no JSON/],
    [postJson('/v1/recognize', [1]), 400, /^body: expected \{"image"/],
    [postJson('/v1/recognize', { image: 1, images: [] }), 400, /^body: expected either/],
    [postJson('/v1/recognize', { images: [] }), 400, /^images: expected a list .*, got an empty list\./],
    [
      postJson('/v1/recognize', { images: Array(784).fill(0) }),
      400,
      /^images: expected a list of at least one picture, got a list of numbers\./,
    ],
    [postJson('/v1/recognize', { image: 5 }), 400, /^image: expected base64 text, .*, got 5\./],
    [postJson('/v1/recognize', { image: {} }), 400, /^image\.data: expected base64 text .*, got nothing\./],
    [postJson('/v1/recognize', { image: { name: 5 } }), 400, /^image\.name: expected text, got 5\./],
    [postJson('/v1/recognize', { image: '$$$' }), 400, /^image: expected a picture file in base64/],
    [
      postJson('/v1/recognize', { image: [1, 2] }),
      400,
      /^image: expected 784 numbers or 28 rows of 28, got 2\./,
    ],
    [
      postJson('/v1/recognize', { image: Array(784).fill('x') }),
      400,
      /^image: expected numbers in 0\.\.255, got "x"/,
    ],
    [
      postJson('/v1/recognize', { images: Array(301).fill('aaaa') }),
      413,
      /^images: too many; expected at most 300, got 301/,
    ],
    [
      post('/v1/recognize?minConfidence=2', 'image/png', png),
      400,
      /^minConfidence: expected a number in 0\.\.1, got "2"/,
    ],
    [
      post('/v1/recognize?field=5', 'image/png', png),
      400,
      /^field: no such parameter; expected minConfidence/,
    ],
    [post('/v1/read?field=colour', 'image/png', png), 400, /^field: .*colour/],
    [post('/v1/read?field=%7B', 'image/png', png), 400, /^field: expected JSON such as/],
    [postJson('/v1/read', { image: Buffer.from(png).toString('base64'), template: {} }), 400, /^template: /],
    [postJson('/v1/read', { image: [1], field: '5' }), 400, /^image: expected 784 numbers/],
    [postJson('/v1/read', { image: Array(784).fill(0) }), 400, /^image: expected a picture file to read/],
  ])('%#: a problem that says what was expected', async (request, status, text) => {
    const { body, headers, ...answer } = await ask(request);
    expect(answer.status).toBe(status);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status, detail: expect.stringMatching(text), error: body.detail });
    expect(body.requestId).toBe(headers.get('x-request-id'));
    expect(lines.some(({ id, status: logged }) => id === body.requestId && logged === status)).toBe(true);
  });
});

describe('what goes around a request', () => {
  it('keeps the number that it came with, if it is a plain one', async () => {
    const { headers } = await ask(get('/v2', { 'X-Request-Id': 'a-1' }));
    expect(headers.get('x-request-id')).toBe('a-1');
    const other = await ask(get('/v2', { 'X-Request-Id': '<script>' }));
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is counted', async () => {
    const text = await (await server.handle(get('/metrics'))).text();
    expect(text).toMatch(/^lenet5_requests_total\{route="\/v1\/read",status="200"\} \d+$/m);
    expect(text).toMatch(
      /^lenet5_request_duration_seconds_bucket\{le="0\.025",route="\/v1\/recognize"\} \d+$/m,
    );
    expect(text).toMatch(/^lenet5_pictures_total\{kind="recognize",status="failed"\} 1$/m);
    expect(text).toMatch(/^lenet5_refusals_total\{status="413"\} \d+$/m);
    expect(text).toMatch(/^lenet5_queue_waiting 0$/m);
  });

  it('has the page at /, with its models', async () => {
    const page = await server.handle(get('/'));
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(await page.text()).toContain('<title>lenet5');
    const model = await server.handle(get('/models/lenet5.safetensors'));
    expect((await model.arrayBuffer()).byteLength).toBeGreaterThan(200_000);
  });
});
