import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readBytes, writeFileAtomically } from '../../node/files.ts';
import { FormatError, Lenet5Error, UsageError } from '../../src/index.ts';

/** An error code for the next file opened under a temporary name, when it is written. */
const fault = vi.hoisted(() => ({ open: '', write: '' }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const fail = (code: string) => Promise.reject(Object.assign(new Error(`${code}: raw text`), { code }));
  const open: typeof real.open = async (path, ...rest) => {
    if (fault.open) return fail(fault.open);
    const handle = await real.open(path, ...rest);
    if (fault.write) handle.writeFile = () => fail(fault.write);
    return handle;
  };
  return { ...real, open };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lenet5-files-'));
});
afterEach(async () => {
  Object.assign(fault, { open: '', write: '' });
  await rm(folder, { recursive: true });
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const at = (name: string) => join(folder, name);

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );
}

async function expectFailure(
  promise: Promise<unknown>,
  kind: typeof Lenet5Error,
  message: string,
): Promise<void> {
  const error = await failure(promise);
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toBe(message);
}

describe('writeFileAtomically', () => {
  it('writes, replaces, makes folders and leaves nothing else behind', async () => {
    await writeFileAtomically(at('a/b/model'), Buffer.from('one'));
    await writeFileAtomically(at('a/b/model'), Buffer.from('two'));
    expect(await readFile(at('a/b/model'), 'utf8')).toBe('two');
    expect(await readdir(at('a/b'))).toEqual(['model']);
  });

  it.skipIf(process.platform !== 'linux')(
    'fails where no folder can be made, and does not hang',
    async () => {
      await expectFailure(
        writeFileAtomically('/proc/lenet5/a/model', Buffer.from('one')),
        Lenet5Error,
        '/proc/lenet5/a/model: cannot be written: no such file. Nothing was written.',
      );
    },
  );

  it('writes through a link', async () => {
    await writeFile(at('real'), 'one');
    await symlink('real', at('link'));
    await writeFileAtomically(at('link'), Buffer.from('two'));
    expect(await readlink(at('link'))).toBe('real');
    expect(await readFile(at('real'), 'utf8')).toBe('two');
  });

  it.each([
    ['ENOSPC', 'no space left on the disk'],
    ['EDQUOT', 'no space left in the quota'],
    ['EIO', 'EIO: raw text'],
  ])('keeps the previous file when writing fails with %s', async (code, reason) => {
    await writeFile(at('model'), 'one');
    fault.write = code;
    const message = `${at('model')}: cannot be written: ${reason}. The previous model is untouched.`;
    await expectFailure(writeFileAtomically(at('model'), Buffer.from('two')), Lenet5Error, message);
    expect(await readFile(at('model'), 'utf8')).toBe('one');
    expect(await readdir(folder)).toEqual(['model']);
  });

  it.each([
    ['EACCES', 'no permission'],
    ['EROFS', 'the disk is read-only'],
  ])('says so when opening fails with %s', async (code, reason) => {
    fault.open = code;
    const message = `${at('model')}: cannot be written: ${reason}. Nothing was written.`;
    await expectFailure(writeFileAtomically(at('model'), Buffer.from('two')), Lenet5Error, message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a folder, a device, and a path through a file', async () => {
    const bytes = Buffer.from('x');
    await expectFailure(
      writeFileAtomically(folder, bytes),
      UsageError,
      `${folder}: cannot be written: it is a folder; expected a file.`,
    );
    if (process.platform !== 'win32') {
      await expectFailure(
        writeFileAtomically('/dev/null', bytes),
        UsageError,
        '/dev/null: cannot be written: not a regular file.',
      );
    }
    await writeFile(at('file'), '');
    const error = await failure(writeFileAtomically(at('file/model'), bytes));
    expect(error.message).toContain('a part of the path is a file, not a folder. Nothing was written.');
  });
});

describe('readBytes', () => {
  it('reads a file, into shared memory if asked', async () => {
    await writeFile(at('file'), 'content');
    expect(text(await readBytes(at('file')))).toBe('content');
    const shared = await readBytes(at('file'), { shared: true });
    expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(text(shared)).toBe('content');
    await writeFile(at('empty'), '');
    expect((await readBytes(at('empty'))).length).toBe(0);
  });

  it('unpacks gzip, whatever its name', async () => {
    await writeFile(at('file'), gzipSync('content'));
    expect(text(await readBytes(at('file')))).toBe('content');
    const shared = await readBytes(at('file'), { shared: true });
    expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(text(shared)).toBe('content');
  });

  it('hands over every byte once and in order, packed or not', async () => {
    const content = Buffer.alloc(9 * 2 ** 20 + 5, 'lenet5 ');
    for (const bytes of [content, gzipSync(content)]) {
      await writeFile(at('large'), bytes);
      const pieces: Buffer[] = [];
      const got = await readBytes(at('large'), { onPiece: (piece) => pieces.push(Buffer.from(piece)) });
      expect(content.equals(got)).toBe(true);
      expect(content.equals(Buffer.concat(pieces))).toBe(true);
    }
  });

  it('refuses what is not there, not a file, or not to be read', async () => {
    await expectFailure(readBytes(at('none')), UsageError, `${at('none')}: cannot be read: no such file.`);
    await expectFailure(
      readBytes(folder),
      UsageError,
      `${folder}: cannot be read: it is a folder; expected a file.`,
    );
    if (process.platform !== 'win32') {
      await expectFailure(
        readBytes('/dev/null'),
        UsageError,
        '/dev/null: cannot be read: not a regular file.',
      );
    }
    await writeFile(at('secret'), 'x');
    fault.open = 'EACCES';
    await expectFailure(
      readBytes(at('secret')),
      UsageError,
      `${at('secret')}: cannot be read: no permission.`,
    );
  });

  it('refuses what is too large, before and after unpacking', async () => {
    await mkdir(at('d'));
    await writeFile(at('d/big'), Buffer.alloc(101));
    await expectFailure(
      readBytes(at('d/big'), { maxBytes: 100 }),
      FormatError,
      `${at('d/big')}: too large; expected at most 100 bytes, got 101.`,
    );
    await writeFile(at('bomb'), gzipSync(Buffer.alloc(2 ** 20)));
    await expectFailure(
      readBytes(at('bomb'), { maxBytes: 2000 }),
      FormatError,
      `${at('bomb')}: too large; expected at most 2000 bytes, got more once unpacked.`,
    );
    expect((await readBytes(at('bomb'), { maxBytes: 2 ** 20 })).length).toBe(2 ** 20);
  });

  it('refuses damaged gzip', async () => {
    const packed = gzipSync(Buffer.alloc(5000, 'abcdefg'));
    await writeFile(at('short'), packed.subarray(0, -9));
    await expectFailure(
      readBytes(at('short')),
      FormatError,
      `${at('short')}: truncated gzip file; it ends too early. Copy or download it again.`,
    );
    packed[15] ^= 0xff;
    await writeFile(at('bad'), packed);
    await expectFailure(
      readBytes(at('bad')),
      FormatError,
      `${at('bad')}: damaged gzip file. Copy or download it again.`,
    );
  });
});
