// What the server does not take on: keys, origins, sizes, numbers at once, time.
import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';
import { encodePng } from 'lenet5/node';
import { openServer, type RecognizingServer, type ServerOptions } from 'lenet5/server';
import { afterEach, describe, expect, it } from 'vitest';
import { writeTiff } from '../node/tiff-writer.ts';
import { get, pictureOf, pngOf, post, postJson } from './requests.ts';

let server: RecognizingServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const open = async (options: ServerOptions) => {
  server = await openServer({ threads: 1, ...options });
  return async (request: Request, address?: string) => {
    const response = await server!.handle(request, { address });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
};

const recognize = (headers?: Record<string, string>) => post('/v1/recognize', 'image/png', pngOf(0), headers);

describe('access', () => {
  it('asks for a key, where keys are set, of all but health, page and documents', async () => {
    const ask = await open({ keys: ['correct horse', 'battery'] });
    const { status, headers, body } = await ask(recognize());
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(body.detail).toBe(
      'key: expected one that is known, in Authorization: Bearer KEY or in X-API-Key.',
    );
    expect((await ask(recognize({ 'X-API-Key': 'batterz' }))).status).toBe(401);
    expect((await ask(recognize({ Authorization: 'Bearer correct horse' }))).status).toBe(200);
    expect((await ask(recognize({ 'X-API-Key': 'battery' }))).status).toBe(200);
    expect((await server!.handle(get('/metrics'))).status).toBe(401);
    for (const path of ['/v2/health/live', '/v2/health/ready', '/openapi.json', '/docs', '/']) {
      expect((await server!.handle(get(path))).status, path).toBe(200);
    }
  });

  it('lets only pages of its own origin and of those allowed ask', async () => {
    const ask = await open({ origins: ['https://a.example'] });
    const foreign = await ask(recognize({ Origin: 'https://b.example' }));
    expect([foreign.status, foreign.body.detail]).toEqual([
      403,
      'origin: https://b.example is not allowed. --allow-origin names those that are.',
    ]);
    const allowed = await ask(recognize({ Origin: 'https://a.example' }));
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'https://a.example',
    ]);
    expect((await ask(recognize({ Origin: 'http://server.test' }))).status).toBe(200);
    const preflight = await server!.handle(
      new Request('http://server.test/v1/read', {
        method: 'OPTIONS',
        headers: { Origin: 'https://a.example' },
      }),
    );
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET, POST',
    });
  });
});

describe('sizes', () => {
  it('refuses a body that is too large before and while it is read', async () => {
    const ask = await open({ limits: { maxBody: 1000 } });
    const body = new Uint8Array(1001);
    const declared = await ask(post('/v1/recognize', 'image/png', body, { 'Content-Length': '1001' }));
    expect([declared.status, declared.body.detail]).toEqual([
      413,
      'body: too large; expected at most 1000 bytes, got 1001.',
    ]);
    const short = await ask(post('/v1/recognize', 'image/png', pngOf(0), { 'Content-Length': '999' }));
    expect([short.status, short.body.detail]).toEqual([
      400,
      `body: expected 999 bytes, as declared, got ${pngOf(0).length}.`,
    ]);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const request = new Request('http://server.test/v1/recognize', {
      ...{ method: 'POST', body: endless, duplex: 'half', headers: { 'Content-Type': 'image/png' } },
    } as RequestInit);
    expect((await ask(request)).body.detail).toBe('body: too large; expected at most 1000 bytes, got more.');
    expect(pulled).toBeLessThan(20);
  });

  it('refuses a picture of too many pixels by its header, and pixels that do not fit it', async () => {
    const ask = await open({ limits: { maxPixels: 10_000 } });
    const large = encodePng({ width: 101, height: 100, data: new Uint8Array(10_100) });
    const { status, body } = await ask(post('/v1/recognize', 'image/png', large));
    expect([status, body.detail]).toEqual([
      413,
      'body: too large; expected at most 10000 pixels, got 101x100. Make it smaller first.',
    ]);
    const bomb = Buffer.from(encodePng({ width: 100, height: 100, data: new Uint8Array(10_000) }));
    const packed = deflateSync(Buffer.alloc(50_000_000));
    const at = bomb.indexOf('IDAT') - 4;
    const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('IDAT'), packed, Buffer.alloc(4)]);
    chunk.writeUInt32BE(packed.length);
    const full = Buffer.concat([bomb.subarray(0, at), chunk, bomb.subarray(-12)]);
    const burst = await ask(post('/v1/recognize', 'image/png', full));
    expect(burst.status).toBe(422);
    expect(burst.body.detail).toMatch(/^body: a damaged PNG; its pixels do not inflate to 10100 bytes/);
  });

  it('answers for each page of a file, up to so many', async () => {
    const ask = await open({ limits: { maxPictures: 3 } });
    const { width, height, data } = pictureOf(0);
    const page = { tags: { 256: [width], 257: [height], 258: [8], 262: [1] }, segments: [data] };
    const three = await ask(post('/v1/recognize', 'image/tiff', writeTiff([page, page, page])));
    expect(three.body.results.map((own: { page: number; digit: number }) => [own.page, own.digit])).toEqual([
      [1, 7],
      [2, 7],
      [3, 7],
    ]);
    const four = await ask(post('/v1/recognize', 'image/tiff', writeTiff([page, page, page, page])));
    expect([four.status, four.body.detail]).toEqual([
      413,
      'body: too many pages; expected at most 3, got 4.',
    ]);
  });
});

describe('large pictures', () => {
  const SIDE = 512;
  /** A ring of ink: as large as large begins, so that `maxPixels` allows it. */
  const ring = encodePng({
    width: SIDE,
    height: SIDE,
    data: Uint8Array.from({ length: SIDE * SIDE }, (_, i) =>
      Math.abs(Math.hypot(Math.floor(i / SIDE) - 256, (i % SIDE) - 256) - 150) < 20 ? 0 : 255,
    ),
  });
  const many = (count: number) =>
    postJson('/v1/recognize', { images: Array(count).fill(Buffer.from(ring).toString('base64')) });

  it('leave a thread to small ones, which are answered first', async () => {
    const ask = await open({ threads: 2 });
    const order: string[] = [];
    const late = [1, 2, 3].map(async () => {
      expect((await ask(many(10))).body.results[9].digit).toBe(0);
      order.push('large');
    });
    await until(async () => (await waiting()) > 20);
    expect((await ask(recognize())).status).toBe(200);
    order.push('small');
    await Promise.all(late);
    expect(order).toEqual(['small', 'large', 'large', 'large']);
  });

  it('are refused while many wait; small ones are not', async () => {
    const ask = await open({ limits: { maxPixels: SIDE * SIDE } });
    const first = ask(many(30));
    await until(async () => (await waiting()) > 10);
    const refused = await ask(post('/v1/recognize', 'image/png', ring));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(refused.body.detail).toBe('server: busy; many large pictures wait. Try again a little later.');
    expect((await ask(recognize())).status).toBe(200);
    expect((await first).status).toBe(200);
    expect((await ask(post('/v1/recognize', 'image/png', ring))).status).toBe(200);
  });
});

const waiting = async (): Promise<number> => {
  const text = await (await server!.handle(get('/metrics'))).text();
  return Number(/^lenet5_queue_waiting (\d+)$/m.exec(text)![1]);
};

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A body that comes when it is told to. */
function slowBody(): { request: Request; finish: () => void } {
  let finish = () => {};
  const body = new ReadableStream({
    start(controller) {
      finish = () => {
        controller.enqueue(pngOf(0));
        controller.close();
      };
    },
  });
  const init = { method: 'POST', body, duplex: 'half', headers: { 'Content-Type': 'image/png' } };
  return { request: new Request('http://server.test/v1/recognize', init as RequestInit), finish };
}

describe('at once', () => {
  it('so many requests of one client, so many in all; then Retry-After', async () => {
    const ask = await open({ limits: { maxRequests: 3, maxClientRequests: 2 } });
    const slow = [slowBody(), slowBody(), slowBody()];
    const pending = slow.map(({ request }, n) => ask(request, n < 2 ? 'a' : 'b'));
    const second = await ask(recognize(), 'a');
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
    expect(second.body.detail).toBe('client: too many requests at once; expected at most 2.');
    const other = await ask(recognize(), 'c');
    expect([other.status, other.headers.get('retry-after')]).toEqual([503, '2']);
    for (const { finish } of slow) finish();
    expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ask(recognize(), 'a')).status).toBe(200);
  });
});

describe('time', () => {
  it('a picture that takes too long is given up, its thread replaced; others are answered', async () => {
    const ask = await open({ limits: { seconds: 2 } });
    const { width, height, data } = pictureOf(0);
    const page = { tags: { 256: [width], 257: [height], 258: [8], 262: [1] }, segments: [data] };
    // Each page takes milliseconds, all of them many seconds.
    const tiff = writeTiff(Array.from({ length: 3000 }, () => page));
    const late = await ask(post('/v1/read', 'image/tiff', tiff));
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '2']);
    expect(late.body.detail).toMatch(/longer than [12] s/);
    let after = await ask(recognize());
    for (let n = 0; n < 100 && after.status === 503; n++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      after = await ask(recognize());
    }
    expect(after.status).toBe(200);
  });
});
