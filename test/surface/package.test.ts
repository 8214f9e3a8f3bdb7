// package.json and its lock: what is promised exists, and nothing that users install runs code of its own.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readJson = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const manifest = readJson('package.json');

interface LockedPackage {
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly gypfile?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const locked: Record<string, LockedPackage> = readJson('package-lock.json').packages;

describe('package.json', () => {
  it('exports files that exist', () => {
    const targets = Object.values<string | Record<string, string>>(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    expect(targets.length).toBeGreaterThan(4);
    for (const target of targets) expect(existsSync(join(root, target.replace('/*', ''))), target).toBe(true);
  });

  it('resolves by its own name', () => {
    for (const name of ['lenet5', 'lenet5/exchange', 'lenet5/node', 'lenet5/package.json']) {
      expect(existsSync(fileURLToPath(import.meta.resolve(name))), name).toBe(true);
    }
  });

  it('has a command that Node can run', () => {
    for (const path of Object.values<string>(manifest.bin)) {
      expect(readFileSync(join(root, path), 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
      if (process.platform !== 'win32') expect(statSync(join(root, path)).mode & 0o111).toBe(0o111);
    }
  });

  it('has every thread that Node starts beside whoever starts it', () => {
    const folder = join(root, 'dist/lib');
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const threads = texts.flatMap((text) => [...text.matchAll(/new URL\(["']\.\/([^"']+)["']/g)]);
    expect(threads.length).toBeGreaterThan(4);
    for (const [, name] of threads) expect(existsSync(join(folder, name)), name).toBe(true);
  });

  it('has peers that are installed only by who wants them', () => {
    const peers = Object.keys(manifest.peerDependencies);
    expect(peers).toContain('bullmq');
    for (const peer of peers) {
      expect(manifest.peerDependenciesMeta[peer], peer).toEqual({ optional: true });
      expect(manifest.dependencies).not.toHaveProperty(peer);
    }
  });

  it('is open: a license, no private flag, no script that runs when it is installed', () => {
    expect(manifest.license).toBe('MIT');
    expect(manifest.private).toBeUndefined();
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      expect(manifest.scripts).not.toHaveProperty(script);
    }
  });
});

describe('package-lock.json', () => {
  it('is of this package and version', () => {
    const { name, version, dependencies = {}, devDependencies = {} } = manifest;
    expect(locked['']).toMatchObject({ name, version, dependencies, devDependencies });
  });

  it('runs no install script, but for development parts that only some systems take', () => {
    const scripted = Object.entries(locked).filter(([, entry]) => entry.hasInstallScript);
    for (const [path, entry] of scripted) {
      expect([path, entry.dev, entry.optional]).toEqual([path, true, true]);
    }
  });

  it('gives users nothing that is built for one system', () => {
    const installed = Object.entries(locked).filter(([path, entry]) => path && !entry.dev);
    expect(installed.length).toBeGreaterThan(0);
    for (const [path, { os, cpu, gypfile }] of installed) {
      expect({ path, os, cpu, gypfile }).toEqual({ path });
    }
  });
});
