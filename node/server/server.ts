// The public face of `lenet5/server`: the threads with their models and the handler in front of them. The handler works
// in any program that speaks Request and Response; `listen` puts it behind a port.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planNetwork, Recognizer, sizeOf } from '../../src/index.ts';
import { defaultThreads } from '../crew.ts';
import { findMnistFiles } from '../datasets.ts';
import { findModel, loadModel, packagedModel, recognizingModelPaths } from '../models.ts';
import { packageRoot, packageVersion } from '../package.ts';
import { createHandler, type Handler } from './handler.ts';
import type { ServedModel } from './inference.ts';
import { LIMITS, type Limits } from './limits.ts';
import { type Listening, listen } from './listen.ts';
import type { Log, LogLine } from './log.ts';
import { Pool } from './pool.ts';

export type { Limits, Listening, Log, LogLine };

export interface ServerOptions {
  /** One for each core, up to 8, unless told. */
  readonly threads?: number;
  /** A model's file to recognize digits with; the packaged one unless told. */
  readonly model?: string;
  /** Keys of which a request must have one; none, for anybody, unless told. */
  readonly keys?: readonly string[];
  /** Of pages that may ask, beside the server's own; `*` for all. */
  readonly origins?: readonly string[];
  /** Those that are not told are the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Nothing is logged unless told. */
  readonly log?: Log;
}

export interface RecognizingServer {
  /** `address`: of the client, for counting what it has under way. */
  handle(request: Request, connection?: { readonly address?: string }): Promise<Response>;
  /**
   * Behind a port, 0 for any free one. Throws UsageError for a host that is none of this machine's, Lenet5Error if the
   * port cannot be had; then another may be tried.
   */
  listen(port: number, host?: string): Promise<Listening>;
  /** Closes the port, answers what was accepted, and ends the threads. */
  close(): Promise<void>;
}

/** Packaged networks of 28x28 pictures that `/v2/models` has, beside the one that recognizes. */
const NETWORKS = ['lenet5', 'lenet5-best', 'lenet5-modern', 'lenet5-keras'];

/** Threads and models made ready. Throws as loadModel, ShapeError for a model of no digits. */
export async function openServer(options: ServerOptions = {}): Promise<RecognizingServer> {
  const { threads = defaultThreads(), keys = [], origins = [], log = () => undefined } = options;
  const limits = { ...LIMITS, ...options.limits };
  const models = await findModels(options.model);
  const { maxPixels, maxPictures: maxPages } = limits;
  // Half: whoever was in a batch with what takes too long has the other half.
  const seconds = limits.seconds / 2;
  const maxQueue = limits.maxRequests * MOST_WAITING;
  const root = join(packageRoot, 'dist/web');
  const page = existsSync(join(root, 'index.html'))
    ? { page: root, models: join(packageRoot, 'models'), digits: await findMnistFiles() }
    : undefined;
  const version = packageVersion();
  // Last: whatever is thrown before leaves no threads behind.
  const pool = await Pool.open({ models, threads, maxPixels, maxPages, seconds, maxQueue });
  const handler = createHandler({ pool, limits, models, version, keys, origins, log, page });
  return serverOf(handler, limits, pool);
}

/** Works for each request that may be under way. */
const MOST_WAITING = 64;

function serverOf(handler: Handler, limits: Limits, pool: Pool): RecognizingServer {
  const open: Listening[] = [];
  return {
    handle: handler.handle,
    async listen(port, host = '127.0.0.1') {
      const listening = await listen(handler, limits, { host, port });
      open.push(listening);
      return listening;
    },
    async close() {
      await Promise.all(open.splice(0).map((listening) => listening.close()));
      await pool.close();
    },
  };
}

/** The one that recognizes first. */
async function findModels(file?: string): Promise<ServedModel[]> {
  const path = file ?? findModel(recognizingModelPaths());
  const first = await loadModel(path);
  await Recognizer.open(first);
  const name = file === undefined && path.includes('characters') ? 'characters' : first.definition.name;
  const served = [{ name, path, classes: sizeOf(planNetwork(first.definition).output) }];
  for (const network of NETWORKS) {
    const packaged = packagedModel(network);
    if (network === name || !existsSync(packaged)) continue;
    const { definition } = await loadModel(packaged);
    served.push({ name: network, path: packaged, classes: sizeOf(planNetwork(definition).output) });
  }
  return served;
}
