// `lenet5 serve` as a process: flags and environment, slow and broken clients, and an end that loses nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { pngOf } from './requests.ts';

const cli = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/lib/cli.js');
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

interface Running {
  readonly url: string;
  readonly port: number;
  /** Grows with every line. */
  readonly log: Record<string, unknown>[];
  readonly ended: Promise<number | null>;
}

async function start(words: readonly string[] = [], env: Record<string, string> = {}): Promise<Running> {
  child = spawn(process.execPath, [cli, 'serve', '--port', '0', ...words], {
    env: { ...process.env, ...env },
  });
  const log: Record<string, unknown>[] = [];
  createInterface(child.stderr!).on('line', (line) => log.push(JSON.parse(line)));
  const ended = once(child, 'close').then(([code]) => code);
  const [line] = await once(child.stdout!, 'data');
  const url = String(line).trim();
  return { url, port: Number(new URL(url).port), log, ended };
}

/** Of a server that does not start. */
async function fail(words: readonly string[], env: Record<string, string> = {}) {
  child = spawn(process.execPath, [cli, 'serve', ...words], { env: { ...process.env, ...env } });
  let stderr = '';
  child.stderr!.on('data', (piece) => {
    stderr += piece;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

/** What a socket gets until the other end closes it. */
async function converse(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const piece of socket) answer += piece;
  return answer;
}

const ask = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}v1/recognize`, {
    method: 'POST',
    body: pngOf(0),
    headers: { 'Content-Type': 'image/png', ...headers },
  });

describe('lenet5 serve', () => {
  it('prints where it listens, logs JSON, takes flags from the environment, and ends with Ctrl-C', async () => {
    const { url, log, ended } = await start([], { LENET5_API_KEY: 'correct-horse', LENET5_THREADS: '1' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await ask(url)).status).toBe(401);
    const answered = await ask(url, { Authorization: 'Bearer correct-horse', 'X-Request-Id': 'mine' });
    expect((await answered.json()).results[0].digit).toBe(7);
    child!.kill('SIGINT');
    expect(await ended).toBe(0);
    const line = log.find(({ id }) => id === 'mine');
    expect(line).toMatchObject({ level: 'info', method: 'POST', path: '/v1/recognize', status: 200 });
    expect(new Date(String(line?.time)).getTime()).toBeGreaterThan(0);
    expect(log.map(({ message }) => message)).toEqual([
      'listening',
      'request',
      'request',
      'stopping; what was accepted is finished',
      'stopped',
    ]);
  });

  it('takes pictures in pieces, of a length that nobody declared, and answers those that grow too long', async () => {
    const { url } = await start(['--log', 'none', '--max-body', '1']);
    const send = async (pieces: readonly Uint8Array[], type: string) => {
      const body = new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(piece);
          controller.close();
        },
      });
      const headers = { 'Content-Type': type };
      const init = { method: 'POST', body, headers, duplex: 'half' as const };
      const response = await fetch(`${url}v1/recognize`, init);
      return { status: response.status, ...(await response.json()) };
    };
    const png = pngOf(0);
    const halves = [png.subarray(0, 100), png.subarray(100)];
    expect((await send(halves, 'image/png')).results[0].digit).toBe(7);
    // Small pieces of a larger buffer, here and where base64 is decoded.
    const json = Buffer.from(JSON.stringify({ images: Array(3).fill(Buffer.from(png).toString('base64')) }));
    const { results } = await send([json.subarray(0, 50), json.subarray(50)], 'application/json');
    expect(results.map(({ digit }: { digit: number }) => digit)).toEqual([7, 7, 7]);
    const long = await send(Array(40).fill(new Uint8Array(2 ** 15)), 'image/png');
    expect([long.status, long.detail]).toEqual([
      413,
      'body: too large; expected at most 1048576 bytes, got more.',
    ]);
  });

  it.each([
    [['--max-body', '0'], {}, '--max-body: expected a whole number in 1..1024, got 0.'],
    [['--api-key', 'short'], {}, '--api-key: expected at least 8 visible ASCII characters'],
    [['--allow-origin', 'example.org'], {}, '--allow-origin: expected origins such as https://example.org'],
    [['--host', ''], {}, '--host: expected an address or a name such as 127.0.0.1, got nothing.'],
    [[], { LENET5_TIMEOUT: 'soon' }, ': LENET5_TIMEOUT: expected a whole number in 1..3600, got soon.'],
    [[], { LENET5_PORT: 'abc' }, ': LENET5_PORT: expected a whole number in 0..65535, got abc.'],
    [[], { LENET5_HOST: '' }, ': LENET5_HOST: expected an address or a name'],
    [['--port', 'x'], { LENET5_PORT: 'x' }, ': --port: expected a whole number in 0..65535, got x.'],
    [[], { LENET5_API_KEY: 'short' }, ': LENET5_API_KEY: expected at least 8 visible ASCII characters'],
    [[], { LENET5_LOG: 'some' }, "value 'some' from env 'LENET5_LOG' is invalid"],
  ])('refuses %j %j', async (words, env, text) => {
    const { code, stderr } = await fail(words, env);
    expect(stderr).toContain(text);
    expect(code).toBe(2);
  });

  it('ends, and says why, where its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await fail(['--port', String(port), '--threads', '2']);
    other.close();
    expect(stderr).toBe(
      `lenet5: port: ${port} is in use; expected a free one. Give another with --port, or --port 0 for any free one.\n`,
    );
    expect(code).toBe(1);
  });

  it('ends, and names the host, where that is no address of this machine', async () => {
    // An address for documentation: nobody has it.
    const { code, stderr } = await fail(['--host', '192.0.2.1', '--port', '0', '--threads', '1']);
    expect(stderr).toMatch(
      /^lenet5: host: 192\.0\.2\.1 is not this machine: .* Give another with --host\.\n$/,
    );
    expect(code).toBe(2);
  });

  it('answers what is no request, and what comes too slowly, with problems, and lives on', async () => {
    const { url, port } = await start(['--timeout', '1', '--threads', '1']);
    const head = `POST /v1/recognize HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n`;
    const answers = await Promise.all([
      converse(port, 'rubbish\r\n\r\n'),
      converse(port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
      converse(port, 'POST /v1/rec'),
      converse(port, `${head}\r\nfirst bytes`),
    ]);
    expect(answers.map((answer) => answer.split(' ')[1])).toEqual(['400', '431', '408', '408']);
    for (const answer of answers) {
      const problem = JSON.parse(answer.split('\r\n\r\n')[1]);
      expect(problem.detail).toMatch(/^(request|header): /);
      expect(answer).toContain('Content-Type: application/problem+json');
    }
    const cut = connect(port, '127.0.0.1');
    cut.write(`${head}\r\nfirst bytes`);
    await once(cut, 'connect');
    cut.destroy();
    expect((await ask(url)).status).toBe(200);
  });
});

interface Load {
  /** Ids of requests that got their answer, and those that got none. */
  readonly answered: Set<string>;
  readonly lost: Set<string>;
}

/** `clients` that ask one after the other until nobody listens any more. */
async function loadUntilEnd(port: number, clients: number, keepAlive: boolean): Promise<Load> {
  const load: Load = { answered: new Set(), lost: new Set() };
  const body = pngOf(0);
  const askOnce = (agent: Agent, id: string) =>
    new Promise<void>((resolve, reject) => {
      const headers = { 'Content-Type': 'image/png', 'Content-Length': body.length, 'X-Request-Id': id };
      const sent = httpRequest(
        { port, agent, method: 'POST', path: '/v1/recognize', headers },
        (response) => {
          let text = '';
          response.on('data', (piece) => {
            text += piece;
          });
          response.on('error', reject);
          response.on('end', () => {
            if (response.statusCode === 200 && JSON.parse(text).results[0].digit === 7) resolve();
            else reject(new Error(text));
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const agent = new Agent({ keepAlive });
      for (let n = 0; ; n++) {
        const id = `${keepAlive}-${client}-${n}`;
        try {
          await askOnce(agent, id);
          load.answered.add(id);
        } catch (error) {
          load.lost.add(id);
          if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') break;
        }
      }
      agent.destroy();
    }),
  );
  return load;
}

describe('kill -TERM under load', () => {
  it('answers every request that it took, then ends', async () => {
    const { port, log, ended } = await start(['--threads', '2']);
    const loads = [loadUntilEnd(port, 16, true), loadUntilEnd(port, 8, false)];
    while (log.length < 500) await new Promise((resolve) => setTimeout(resolve, 10));
    child!.kill('SIGTERM');
    const [kept, single] = await Promise.all(loads);
    expect(await ended).toBe(0);
    const taken = log.filter(({ message }) => message === 'request').map(({ id }) => String(id));
    const answered = new Set([...kept.answered, ...single.answered]);
    expect(taken.length).toBeGreaterThan(500);
    expect(taken.filter((id) => !answered.has(id))).toEqual([]);
    expect(answered.size).toBe(taken.length);
    // Who found the door closed was never inside.
    expect(taken.filter((id) => kept.lost.has(id) || single.lost.has(id))).toEqual([]);
    expect(log.at(-1)).toMatchObject({ message: 'stopped' });
  });
});
