// The server as a web-standard handler, (Request) => Promise<Response>: routes, and around each of them its number, its
// log line, its time limit, who may ask and how many. It opens no port; listen.ts does.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type Context, Hono } from 'hono';
import { Access, PREFLIGHT } from './access.ts';
import { Admission } from './admission.ts';
import { answerPictures } from './answering.ts';
import { docsPage } from './docs-page.ts';
import { findServed, infer, modelMetadata, type ServedModel } from './inference.ts';
import type { Limits } from './limits.ts';
import type { Log, LogLine } from './log.ts';
import { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { type PageFolders, pageResponse } from './page.ts';
import type { Pool } from './pool.ts';
import { Problem } from './problem.ts';
import { Visit } from './visit.ts';

export interface HandlerOptions {
  readonly pool: Pool;
  readonly limits: Limits;
  readonly models: readonly ServedModel[];
  readonly version: string;
  /** Keys of which a request must have one; none for anybody. */
  readonly keys: readonly string[];
  readonly origins: readonly string[];
  readonly log: Log;
  /** The playground; without it there is none at /. */
  readonly page?: PageFolders;
}

/** What the port knows of a request. */
export interface Connection {
  readonly address?: string;
  /** The body's pieces, in place of the request's own, which copies them twice. */
  readonly body?: () => AsyncIterable<Uint8Array>;
}

export interface Handler {
  readonly handle: (request: Request, connection?: Connection) => Promise<Response>;
  /** From now on the server says that it is not ready; requests are answered all the same. */
  readonly drain: () => void;
  /** Requests that are being worked on. */
  readonly inside: () => number;
}

interface Env {
  Bindings: Connection & { readonly visit: Visit };
  Variables: { client: string };
}

const ID = /^[\w.:-]{1,128}$/;
const GUARDED = ['/v1/*', '/v2', '/v2/*', '/metrics'];
const OPEN = ['/v2/health/live', '/v2/health/ready'];

export function createHandler(options: HandlerOptions): Handler {
  const { pool, limits, log } = options;
  const admission = new Admission(limits);
  const metrics = new Metrics({
    waiting: () => pool.waiting,
    working: () => pool.working,
    inside: () => admission.inside,
  });
  const state = { isDraining: false };
  const app = new Hono<Env>();
  app.onError((error, { env }) => asProblem(error, log, env.visit.id).toResponse(env.visit.id));
  addGuards(app, new Access(options.keys, options.origins), admission);
  addRoutes(app, options, metrics, () => pool.isReady && !state.isDraining);
  app.notFound(async ({ req, env }) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    const found = isRead && options.page ? await pageResponse(req.path, options.page) : undefined;
    return found ?? missing(app, req.method, req.path).toResponse(env.visit.id);
  });
  return {
    async handle(request, { address, body } = {}) {
      const started = performance.now();
      const visit = openVisit(request, limits.seconds, admission, body);
      try {
        const response = await app.fetch(request, { address, visit });
        response.headers.set('X-Request-Id', visit.id);
        const seconds = (performance.now() - started) / 1000;
        metrics.countRequest(routeOf(request), response.status, seconds);
        log(lineOf(request, response, visit.id, seconds));
        return response;
      } finally {
        if (!visit.isStreaming) visit.close();
      }
    },
    drain() {
      state.isDraining = true;
    },
    inside: () => admission.inside,
  };
}

/** Before the routes of the interface: the page's origin, the key, the number of requests at once. */
function addGuards(app: Hono<Env>, access: Access, admission: Admission): void {
  for (const path of GUARDED) {
    app.use(path, async (context, next) => {
      const allowed = access.checkOrigin(context.req.raw);
      if (context.req.method === 'OPTIONS') return context.body(null, 204, { ...PREFLIGHT, ...allowed });
      await next();
      for (const [name, value] of Object.entries(allowed)) context.res.headers.set(name, value);
    });
    app.use(path, async ({ req, env }, next) => {
      const client = OPEN.includes(req.path) ? undefined : access.checkKey(req.raw);
      if (req.method === 'POST') env.visit.hold(admission.enter(client ?? env.address ?? ''));
      await next();
    });
  }
}

function addRoutes(app: Hono<Env>, options: HandlerOptions, metrics: Metrics, isReady: () => boolean): void {
  const { pool, limits, models, version } = options;
  const answering = { pool, limits, metrics };
  for (const kind of ['recognize', 'read'] as const) {
    app.post(`/v1/${kind}`, ({ req, env }) => answerPictures(kind, req.raw, env.visit, answering));
  }
  const statusOf = () => (isReady() ? 200 : 503);
  app.get('/v2/health/live', (context) => context.json({ live: true }));
  app.get('/v2/health/ready', (context) => context.json({ ready: isReady() }, statusOf()));
  app.get('/v2', (context) => context.json({ name: 'lenet5', version, extensions: ['binary_tensor_data'] }));
  for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
    const served = ({ req }: Context<Env>) => findServed(models, req.param('model')!, req.param('version'));
    app.get(path, (context) => context.json(modelMetadata(served(context))));
    app.get(`${path}/ready`, (context) =>
      context.json({ name: served(context).name, ready: isReady() }, statusOf()),
    );
    app.post(`${path}/infer`, (context) =>
      infer(served(context), context.req.raw, context.env.visit, answering),
    );
  }
  app.get('/metrics', () => metrics.toResponse());
  app.get('/openapi.json', (context) => context.json(openApi(version)));
  app.get('/docs', () => docsPage(openApi(version)));
}

/** Its time is up after so many seconds, or when the client goes. */
function openVisit(request: Request, seconds: number, admission: Admission, body: Connection['body']): Visit {
  const control = new AbortController();
  // Each picture of a request listens.
  setMaxListeners(0, control.signal);
  const timer = setTimeout(() => {
    control.abort(new Problem(503, `server: the answer took longer than ${seconds} s.`));
  }, 1000 * seconds);
  request.signal.addEventListener('abort', () => control.abort(new Problem(499, 'client: it has gone.')), {
    once: true,
  });
  const own = request.headers.get('x-request-id') ?? '';
  const visit = new Visit(ID.test(own) ? own : randomUUID(), control.signal, admission, body);
  visit.hold(() => clearTimeout(timer));
  return visit;
}

function asProblem(error: unknown, log: Log, id: string): Problem {
  if (error instanceof Problem) return error;
  const { message, stack } = error as Error;
  log({ level: 'error', message: `unexpected: ${message}`, id, stack });
  return new Problem(500, 'server: an unexpected error; the log has it under this request id.');
}

/** No such path, or not by this method. */
function missing(app: Hono<Env>, method: string, path: string): Problem {
  const methods = app.routes
    .filter(({ method: own }) => own !== 'ALL')
    .filter((route) => new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path))
    .map((route) => route.method);
  if (methods.length === 0)
    return new Problem(404, 'path: there is nothing here; /docs lists what there is.');
  const allowed = [...new Set(methods)].join(', ');
  return new Problem(405, `method: expected ${allowed}, got ${method}.`, { Allow: allowed });
}

/** Few names, whatever is asked for. */
function routeOf({ url }: Request): string {
  return (
    /^\/(v1\/recognize|v1\/read|v2\/health|v2\/models|metrics)\b/.exec(new URL(url).pathname)?.[0] ?? 'other'
  );
}

function lineOf(request: Request, { status }: Response, id: string, seconds: number): LogLine {
  const { pathname } = new URL(request.url);
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
  const milliseconds = Math.round(1e6 * seconds) / 1000;
  return { level, message: 'request', id, method: request.method, path: pathname, status, milliseconds };
}
