// `lenet5 serve`: recognizing and reading over HTTP until SIGTERM or Ctrl-C, which finish what was accepted.
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { addExamples } from '../options.ts';
import { logTo } from '../server/log.ts';
import { addServerFlags, type ServeFlags, serverOptionsOf } from '../server/options.ts';

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description('Recognize and read over HTTP, with the page to draw on at /; docs/server.md says how.');
  addServerFlags(command).action(serve);
  addExamples(command, [
    ['lenet5 serve', 'for this machine alone, at http://127.0.0.1:1998'],
    ['LENET5_API_KEY=... lenet5 serve --host 0.0.0.0', 'for others, who have the key'],
    ["curl -H 'Content-Type: image/png' --data-binary @7.png http://127.0.0.1:1998/v1/recognize", 'ask it'],
  ]);
}

/**
 * When the old space is marked, in percent of what it may grow by. By itself V8 marks as soon as that is less than the
 * young space, which in a small process that reads many bodies is nearly always.
 */
const MARKING = ['--incremental-marking-soft-trigger=80', '--incremental-marking-hard-trigger=90'];

async function serve(flags: ServeFlags): Promise<void> {
  for (const flag of MARKING) setFlagsFromString(flag);
  // Only this command needs the server's libraries.
  const { openServer } = await import('../server/server.ts');
  const write = logTo(process.stderr);
  const log: typeof write = (line) => {
    if (flags.log === 'all' || (flags.log === 'problems' && line.level !== 'info')) write(line);
  };
  const ended = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  const server = await openServer({ ...serverOptionsOf(flags), log });
  try {
    const { url } = await server.listen(flags.port, flags.host);
    process.stdout.write(`${url}\n`);
    log({ level: 'info', message: 'listening', url, pid: process.pid });
    log({ level: 'info', message: 'stopping; what was accepted is finished', signal: await ended });
  } finally {
    // Its threads would keep the process alive where the port cannot be had.
    await server.close();
  }
  log({ level: 'info', message: 'stopped' });
}
