// docs/Dockerfile and docs/lenet5.service: what they run and set exists. There is no Docker and no systemd here.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/lib/cli.js');
const help = execFileSync(process.execPath, [cli, 'serve', '--help'], { encoding: 'utf8' }).replace(
  /\s+/g,
  ' ',
);
const dockerfile = readFileSync(join(root, 'docs/Dockerfile'), 'utf8');
const unit = readFileSync(join(root, 'docs/lenet5.service'), 'utf8');

/** The words of `CMD [...]`, the one that stands alone or the one of HEALTHCHECK. */
const wordsOf = (start: string): string[] =>
  JSON.parse(new RegExp(`^${start}.*?(\\[.*\\])$`, 'm').exec(dockerfile)![1]);

describe('the Dockerfile', () => {
  it('starts the command of the package, with variables that it knows', () => {
    const [program, file, command] = wordsOf('CMD');
    expect([program, command]).toEqual(['node', 'serve']);
    expect(existsSync(file.replace('node_modules/lenet5', root))).toBe(true);
    const names = [...dockerfile.matchAll(/LENET5_[A-Z_]+/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(help).toContain(`env: ${name}`);
  });

  it('asks for health in a way that tells a server from none', async () => {
    const server = spawn(process.execPath, [cli, 'serve', '--port', '0', '--threads', '1', '--log', 'none']);
    const [line] = await once(server.stdout, 'data');
    const [, option, script] = wordsOf('HEALTHCHECK');
    const check = async () => {
      const own = script.replace('1998', new URL(String(line).trim()).port);
      const [code] = await once(spawn(process.execPath, [option, own]), 'exit');
      return code;
    };
    expect(await check()).toBe(0);
    server.kill('SIGTERM');
    await once(server, 'exit');
    expect(await check()).toBe(1);
  });
});

describe('the unit of systemd', () => {
  it('starts the command with flags that it knows, and waits as long as it may take to end', () => {
    const [, words] = /^ExecStart=\/usr\/bin\/env lenet5 (.*)$/m.exec(unit)!;
    const [command, ...flags] = words.split(' ');
    expect(command).toBe('serve');
    for (const flag of flags.filter((word) => word.startsWith('--'))) expect(help).toContain(flag);
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit)!;
    const [, timeout] = /--timeout <seconds>[^(]*\(default: (\d+)/.exec(help)!;
    expect(Number(seconds)).toBeGreaterThan(Number(timeout) + 10);
  });
});
