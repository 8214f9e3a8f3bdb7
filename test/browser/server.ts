// A plain static file server for the tests: one folder, below a sub-path, no headers but the content's type. In
// particular none that isolate the page, so that there is no shared memory.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticServer {
  /** `http://127.0.0.1:PORT/SUB-PATH/` */
  readonly url: string;
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** Serves `folder` below `subPath` on a free port of 127.0.0.1. */
export async function serveFolder(folder: string, subPath: string): Promise<StaticServer> {
  const prefix = `/${subPath}/`;
  const missing: string[] = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const inside = path.startsWith(prefix) ? path.slice(prefix.length) || 'index.html' : undefined;
    if (path === '/favicon.ico') {
      // Browsers ask for it of their own accord.
      response.statusCode = 204;
      response.end();
      return;
    }
    try {
      if (inside === undefined) throw new Error('outside');
      const bytes = await readFile(join(folder, normalize(`/${decodeURIComponent(inside)}`)));
      response.setHeader('Content-Type', TYPES[extname(inside)] ?? 'application/octet-stream');
      response.setHeader('Content-Length', bytes.length);
      response.end(request.method === 'HEAD' ? undefined : bytes);
    } catch {
      missing.push(path);
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    missing,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
