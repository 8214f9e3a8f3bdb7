// Pictures and requests for the server's tests.
import { encodePng, loadMnist, type Picture } from 'lenet5/node';

export const { images, labels } = await loadMnist('test');

/** Ink of a test digit, as MNIST has it. */
export const inkOf = (n: number): Uint8Array => images.slice(n * 784, (n + 1) * 784);

/** A test digit on paper, at twice its size. */
export function pictureOf(n: number): Picture & { readonly data: Uint8Array } {
  const ink = inkOf(n);
  const data = new Uint8Array(56 * 56);
  for (let i = 0; i < data.length; i++)
    data[i] = 240 - 0.8 * ink[28 * (Math.floor(i / 56) >> 1) + ((i % 56) >> 1)];
  return { width: 56, height: 56, data };
}

export const pngOf = (n: number): Uint8Array<ArrayBuffer> => new Uint8Array(encodePng(pictureOf(n)));

const ROOT = 'http://server.test';

export function post(
  path: string,
  type: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Request {
  return new Request(ROOT + path, {
    method: 'POST',
    body: body as string | Uint8Array<ArrayBuffer>,
    headers: { 'Content-Type': type, ...headers },
  });
}

export const postJson = (path: string, value: unknown, headers?: Record<string, string>): Request =>
  post(path, 'application/json', JSON.stringify(value), headers);

export function postForm(
  path: string,
  parts: Record<string, string>,
  files: Record<string, Uint8Array>,
): Request {
  const form = new FormData();
  for (const [name, text] of Object.entries(parts)) form.append(name, text);
  for (const [name, bytes] of Object.entries(files))
    form.append('images', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  return new Request(ROOT + path, { method: 'POST', body: form });
}

export const get = (path: string, headers: Record<string, string> = {}): Request =>
  new Request(ROOT + path, { headers });
