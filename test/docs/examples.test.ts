// Every example in README.md and docs/ is run as it stands, in a folder that has lenet5 as a dependency. A fenced
// block says what it is behind its language:
//   js run, sh run   run, in the order of the document, all in one folder
//   json shape       lines of JSON like those that the block before prints: every key is there, of the same type
//   sh checkout      for a checkout; the npm scripts that it names must exist
//   js redis         a script, run where redis-server is installed, with its port and the project's folder for /data;
//   js redis background   the same, running until the document ends
//   text             no example
// A block that says nothing of this is a mistake.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const execute = promisify(execFile);

interface Example {
  readonly line: number;
  /** `js run` */
  readonly info: string;
  readonly code: string;
}

function extractExamples(text: string): Example[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    info: match[1],
    code: match[2],
  }));
}

/** A folder in which `import 'lenet5'` and the command `lenet5` are this package. */
function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-docs-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(root, join(modules, 'lenet5'), 'junction');
  const command = join(modules, '.bin', 'lenet5');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/lib/cli.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  return folder;
}

async function runExample(folder: string, { info, code, line }: Example): Promise<string> {
  const bin = join(folder, 'node_modules', '.bin');
  const env = { ...process.env, NO_COLOR: '1', PATH: `${bin}${delimiter}${process.env.PATH}` };
  if (info === 'sh run') return (await execute('sh', ['-ec', code], { cwd: folder, env })).stdout;
  const file = join(folder, `line-${line}.mjs`);
  writeFileSync(file, code);
  return (await execute(process.execPath, [file], { cwd: folder, env })).stdout;
}

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of its own for a document's examples, and what they start. */
class QueueExamples {
  private readonly folder: string;
  private readonly children: ChildProcess[] = [];
  private port = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async run({ info, code, line }: Example): Promise<string> {
    if (this.port === 0) await this.startRedis();
    const file = join(this.folder, `line-${line}.mjs`);
    writeFileSync(file, code.replaceAll('6379', String(this.port)).replaceAll('/data', this.folder));
    if (info === 'js redis') return (await execute(process.execPath, [file], { cwd: this.folder })).stdout;
    this.children.push(spawn(process.execPath, [file], { cwd: this.folder, stdio: 'ignore' }));
    return '';
  }

  stop(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }

  private async startRedis(): Promise<void> {
    const free = createServer();
    this.port = await new Promise((resolve) =>
      free.listen(0, '127.0.0.1', () => resolve((free.address() as { port: number }).port)),
    );
    await new Promise((resolve) => free.close(resolve));
    symlinkSync(join(root, 'node_modules/bullmq'), join(this.folder, 'node_modules/bullmq'), 'junction');
    const flags = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.children.push(spawn('redis-server', flags, { stdio: 'ignore' }));
  }
}

/** Keys and types of a JSON value; a list is like its first element. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [shapeOf(value[0])] : [];
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part)]));
}

function shapesOf(lines: string): Record<string, unknown>[] {
  return lines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => shapeOf(JSON.parse(line)) as Record<string, unknown>);
}

function checkScripts(code: string): void {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [, name] of code.matchAll(/\bnpm (?:run )?(?!ci\b|install\b|pack\b|run\b)(\w[\w:-]*)/g)) {
    expect(Object.keys(scripts)).toContain(name);
  }
}

const INFOS = [
  ...['js run', 'sh run', 'json shape', 'sh checkout', 'text'],
  ...['js redis', 'js redis background'],
];

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

for (const document of documents) {
  const examples = extractExamples(readFileSync(join(root, document), 'utf8'));
  if (examples.length === 0) continue;

  // Each in a folder of its own, and in the order in which they stand there.
  describe.concurrent(`the examples of ${document}`, () => {
    let folder: string;
    let printed = '';
    let queue: QueueExamples;
    beforeAll(() => {
      folder = makeProject();
      queue = new QueueExamples(folder);
    });
    afterAll(() => {
      queue.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    for (const example of examples) {
      const needsRedis = example.info.startsWith('js redis');
      const skip = needsRedis && !hasRedis;
      it.sequential(`line ${example.line}: ${example.info}`, { skip }, async () => {
        expect(INFOS).toContain(example.info);
        if (needsRedis) printed = await queue.run(example);
        else if (example.info.endsWith(' run')) printed = await runExample(folder, example);
        else if (example.info === 'sh checkout') checkScripts(example.code);
        else if (example.info === 'json shape') {
          const shapes = shapesOf(example.code);
          expect(shapes.length).toBeGreaterThan(0);
          for (const shape of shapes)
            expect(shapesOf(printed)).toContainEqual(expect.objectContaining(shape));
        }
      });
    }
  });
}

describe('the documents', () => {
  it('have the tables that the code makes', async () => {
    await execute(process.execPath, [join(root, 'tools/docs.mjs'), '--check']);
  });

  it('link to files that exist', () => {
    for (const document of documents) {
      const text = readFileSync(join(root, document), 'utf8');
      for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        expect(
          () => readFileOrFolder(join(root, dirname(document), target)),
          `${document}: ${target}`,
        ).not.toThrow();
      }
    }
  });

  it('name files that exist', () => {
    for (const document of documents) {
      const text = readFileSync(join(root, document), 'utf8');
      for (const [, path] of text.matchAll(/`((?:src|node|test|tools|examples|bench)\/[\w./-]*)`/g)) {
        expect(() => readFileOrFolder(join(root, path)), `${document}: ${path}`).not.toThrow();
      }
    }
  });
});

function readFileOrFolder(path: string): void {
  try {
    readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
  }
}
