// Serves the built page from 127.0.0.1: files of two folders, GET and HEAD, with the headers that isolate a page, so that
// it may share memory between threads.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { Lenet5Error } from '../src/index.ts';

/** Of files by the ends of their names. */
export const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Of every answer with a part of the page. */
export const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

const HOST = '127.0.0.1';

export interface PageServer {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `folder`, and below /models/ the folder `models`; `port` 0 takes any free one. Throws Lenet5Error if the port
 * cannot be had.
 */
export async function servePage(folder: string, models: string, port: number): Promise<PageServer> {
  const server = createServer((request, response) => {
    void answer(request.method ?? '', request.url ?? '', folder, models, response);
  });
  await listen(server, port);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explainPort(port, error)));
    server.listen(port, HOST, resolve);
  });
}

/** Why a port cannot be had. */
export function explainPort(port: number, { code, message }: NodeJS.ErrnoException): Lenet5Error {
  const hint = 'Give another with --port, or --port 0 for any free one.';
  if (code === 'EADDRINUSE') return new Lenet5Error(`port: ${port} is in use; expected a free one. ${hint}`);
  if (code === 'EACCES')
    return new Lenet5Error(`port: ${port} may not be used; expected one of your own. ${hint}`);
  return new Lenet5Error(`port: ${port} cannot be used: ${message}. ${hint}`);
}

async function answer(
  method: string,
  url: string,
  folder: string,
  models: string,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'expected GET');
  const path = findFile(url, folder, models);
  const found = path ? await stat(path).catch(() => undefined) : undefined;
  if (!path || !found?.isFile()) return refuse(response, 404, 'no such file');
  response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', found.size);
  if (method === 'HEAD') return void response.end();
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** The file that a path means; undefined for one that is no plain path of names. */
export function findFile(url: string, folder: string, models: string): string | undefined {
  const [path] = url.split('?');
  const names = path.split('/').slice(1);
  if (names.length === 1 && names[0] === '') return join(folder, 'index.html');
  if (!names.every((name) => /^[\w-][\w.-]*$/.test(name))) return undefined;
  return names[0] === 'models' ? join(models, ...names.slice(1)) : join(folder, ...names);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}
