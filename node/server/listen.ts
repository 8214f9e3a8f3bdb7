// The handler behind a port: slow clients are cut off, and stopping finishes what was accepted.
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay, setImmediate as nextCheck } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Lenet5Error, UsageError } from '../../src/index.ts';
import { explainPort } from '../page-server.ts';
import type { Handler } from './handler.ts';
import type { Limits } from './limits.ts';
import { Problem } from './problem.ts';

export interface Listening {
  /** `http://HOST:PORT/` */
  readonly url: string;
  /** Takes nothing new, and resolves when all that was accepted is answered. */
  close(): Promise<void>;
}

/** For the header of a request. */
const HEADER_SECONDS = 10;

/** Longer than load balancers keep a connection that nobody uses: it is they who close it. */
const IDLE_SECONDS = 65;

/** What the system has accepted for us is taken, and readiness is seen to be gone, before the port is closed. */
const DRAIN_MILLISECONDS = 300;

/** Beyond the time for an answer: for it to go out. */
const GRACE_SECONDS = 10;

const CONNECTIONS = 16;

/** Throws UsageError for a host that is none of this machine's, Lenet5Error if the port cannot be had. */
export async function listen(
  handler: Handler,
  limits: Limits,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const state = { isDraining: false };
  const answer = getRequestListener((request, { incoming }) =>
    handler.handle(request, {
      address: incoming.socket.remoteAddress,
      // What is refused is answered before the connection ends.
      body: () => incoming.iterator({ destroyOnReturn: false }),
    }),
  );
  const server = createServer(
    {
      headersTimeout: 1000 * Math.min(HEADER_SECONDS, limits.seconds),
      requestTimeout: 1000 * limits.seconds,
      keepAliveTimeout: 1000 * IDLE_SECONDS,
      connectionsCheckingInterval: 1000,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      if (state.isDraining) response.setHeader('Connection', 'close');
      void answer(request, response);
    },
  );
  server.maxConnections = CONNECTIONS * limits.maxRequests;
  // Who takes the answer too slowly, or sends nothing.
  server.timeout = 1000 * (limits.seconds + GRACE_SECONDS);
  server.on('clientError', refuse);
  await open(server, host, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/`,
    async close() {
      handler.drain();
      state.isDraining = true;
      await stop(server, limits.seconds + GRACE_SECONDS);
    },
  };
}

/** Takes nothing new, waits for what was accepted, at most so long, and cuts off the rest. */
async function stop(server: Server, seconds: number): Promise<void> {
  await delay(DRAIN_MILLISECONDS);
  // Right after the loop has taken what waited at the port.
  await nextCheck();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const late = setTimeout(() => server.closeAllConnections(), 1000 * seconds);
  await closed;
  clearTimeout(late);
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(explainHost(host, error) ?? explainPort(port, error)),
    );
    server.listen(port, host, resolve);
  });
}

/** Not to be had on any port. */
const FOREIGN = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

/** Why a host cannot be listened at; undefined where it is not to blame. */
function explainHost(
  host: string,
  { code = '', syscall, message }: NodeJS.ErrnoException,
): Lenet5Error | undefined {
  const hint =
    'expected one of its addresses or names, or 0.0.0.0 or :: for all networks. Give another with --host.';
  if (code === 'EAI_AGAIN')
    return new Lenet5Error(`host: ${host} cannot be looked up now: ${message}; ${hint}`);
  if (syscall !== 'getaddrinfo' && !FOREIGN.includes(code)) return undefined;
  return new UsageError(`host: ${host} is not this machine: ${message}; ${hint}`);
}

/** What is no request, or came too slowly. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const problem = problemFor(error);
  void problem
    .toResponse('')
    .text()
    .then((body) => {
      socket.end(
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nConnection: close\r\n` +
          `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
}

function problemFor({ code, message }: NodeJS.ErrnoException): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem(408, 'request: it came too slowly; expected all of it sooner.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem(431, 'header: too long; expected at most 16 KiB.');
  return new Problem(400, `request: no HTTP/1.1: ${message}.`);
}
