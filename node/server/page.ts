// The playground's files as web-standard responses: the same files under the same headers as `lenet5 play` serves them.
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { findFile, HEADERS, TYPES } from '../page-server.ts';

export interface PageFolders {
  readonly page: string;
  readonly models: string;
}

/** Undefined where there is no such file. */
export async function pageResponse(
  path: string,
  { page, models }: PageFolders,
): Promise<Response | undefined> {
  const file = findFile(path, page, models);
  const status = file ? await stat(file).catch(() => undefined) : undefined;
  if (!file || !status?.isFile()) return undefined;
  return new Response(await readFile(file), {
    headers: { ...HEADERS, 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' },
  });
}
