// `lenet5 play`: the page to draw on, served from this machine to this machine until Ctrl-C.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Lenet5Error } from '../../src/index.ts';
import { findMnistFiles } from '../datasets.ts';
import { addExamples, addFlags } from '../options.ts';
import { packageRoot } from '../package.ts';
import { servePage } from '../page-server.ts';

interface PlayFlags {
  readonly port: number;
  readonly open: boolean;
}

export function addPlay(program: Command): void {
  const command = program
    .command('play')
    .description('Draw digits in a browser and see every layer; the page is served to this machine alone.');
  addFlags(command, ['port', 'noOpen']).action(play);
  addExamples(command, [
    ['lenet5 play', 'serve the page and open it; Ctrl-C ends'],
    ['lenet5 play --port 0 --no-open', 'at any free port, and only print the address'],
  ]);
}

async function play({ port, open }: PlayFlags): Promise<void> {
  const page = join(packageRoot, 'dist/web');
  if (!existsSync(join(page, 'index.html'))) {
    throw new Lenet5Error(`${page}: the page is not built; expected index.html. Run npm run build.`);
  }
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  const server = await servePage(page, join(packageRoot, 'models'), port, await findMnistFiles());
  process.stdout.write(`${server.url}\n`);
  process.stderr.write('Ctrl-C ends.\n');
  if (open && process.stdout.isTTY) openBrowser(server.url);
  await ended;
  await server.close();
}

/** Whether there is a browser is the desktop's business: the address has been printed. */
function openBrowser(url: string): void {
  const [program, ...words] = { darwin: ['open'], win32: ['cmd', '/c', 'start', '""'] }[
    process.platform as string
  ] ?? ['xdg-open'];
  spawn(program, [...words, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
