// What stands around answering for many pictures: which files are meant, records and tables, a file of answers that
// goes on after a torn end, the bar.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AnswerFile } from '../../node/answers/answer-file.ts';
import { type AnswerFormat, csvTable, FAILED, jsonLines } from '../../node/answers/answer-format.ts';
import { FileProgress } from '../../node/answers/file-progress.ts';
import { listPictures } from '../../node/answers/picture-files.ts';
import { FormatError, UsageError } from '../../src/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-answers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the files that words name', () => {
  beforeAll(() => {
    for (const path of ['b/c', 'a', 'empty', '.hidden'])
      mkdirSync(join(folder, 'scans', path), { recursive: true });
    const names = [
      '10.png',
      '2.PNG',
      '1.jpeg',
      'notes.txt',
      '.4.png',
      'b/c/3.tiff',
      'b/3.pgm',
      'a/x.ppm',
      '.hidden/5.png',
    ];
    for (const name of [...names, '[1].png']) writeFileSync(join(folder, 'scans', name), '');
    symlinkSync(join(folder, 'scans/10.png'), join(folder, 'scans/link.png'));
    symlinkSync(join(folder, 'scans'), join(folder, 'scans/a/round'));
  });

  const list = async (...words: string[]) =>
    (await listPictures(words.map((word) => join(folder, word)))).map(({ path, problem }) => {
      const name = path.slice(folder.length + 1);
      return problem ? `${name}: ${problem.message.slice(path.length + 2)}` : name;
    });

  it('of a folder are the pictures in it and below, 2 before 10; not the hidden ones, not those behind links', async () => {
    expect(await list('scans')).toEqual(
      ['[1].png', '1.jpeg', '2.PNG', '10.png', 'a/x.ppm', 'b/3.pgm', 'b/c/3.tiff', 'link.png'].map(
        (name) => `scans/${name}`,
      ),
    );
    expect(await list('scans/empty')).toEqual([
      'scans/empty: no pictures in this folder; expected PNG, JPEG, TIFF, PBM, PGM or PPM files.',
    ]);
  });

  it('of a folder of raw pixels are all', async () => {
    const files = await listPictures([join(folder, 'scans')], true);
    expect(files.map(({ path }) => path)).toContain(join(folder, 'scans/notes.txt'));
  });

  it('of a pattern are those that match, whatever they are called', async () => {
    expect(await list('scans/*.{png,txt}')).toEqual([
      'scans/[1].png',
      'scans/10.png',
      'scans/link.png',
      'scans/notes.txt',
    ]);
    expect(await list('scans/**/3.*')).toEqual(['scans/b/3.pgm', 'scans/b/c/3.tiff']);
    expect(await list('scans/?.jp*g')).toEqual(['scans/1.jpeg']);
    expect(await list('scans/*/*.pgm')).toEqual(['scans/b/3.pgm']);
    expect(await list('scans/*.gif')).toEqual(['scans/*.gif: no file matches.']);
  });

  it('are each named once, in the order of the words; a name with brackets is a name', async () => {
    expect(await list('scans/b', 'scans/[1].png', 'scans/b/3.pgm', 'absent.png')).toEqual([
      'scans/b/3.pgm',
      'scans/b/c/3.tiff',
      'scans/[1].png',
      'absent.png',
    ]);
    expect(await listPictures(['-'])).toEqual([{ path: '-' }]);
  });
});

const table = csvTable(['text', 'confidence', 'status', 'reason']);

describe('a table', () => {
  it('quotes what must be quoted, and reads it again', () => {
    const file = 'a, "b"\nc.png';
    const row = table.write({
      file,
      page: 2,
      text: '1,5',
      confidence: 0.25,
      status: 'rejected',
      reason: 'uncertain',
    });
    expect(row).toBe('"a, ""b""\nc.png",2,"1,5",0.25,rejected,uncertain\n');
    expect(table.read(row.slice(0, -1))).toEqual({ file, page: 2, hasFailed: false });
    expect(table.write({ file: ' a', text: '', reason: null })).toBe('" a",,,,,\n');
  });

  it('has errors in the column of the reason', () => {
    const row = table.write({ file: 'a.png', status: FAILED, error: 'a.png: no, "never"' });
    expect(row).toBe('a.png,,,,failed,"a.png: no, ""never"""\n');
    expect(table.read(row.slice(0, -1))).toEqual({ file: 'a.png', page: undefined, hasFailed: true });
  });
});

describe.each([
  ['lines of JSON', jsonLines],
  ['a table', table],
] as [string, AnswerFormat][])('a file of answers, %s', (name, format) => {
  const answers = [
    { file: 'a\n"1".png', text: '12', status: 'accepted' },
    { file: 'b.tif', page: 1, text: '3,4', status: 'accepted' },
    { file: 'b.tif', page: 2, text: '5', status: 'rejected', reason: 'uncertain' },
  ];
  let path: string;
  beforeEach(() => {
    path = join(mkdtempSync(join(folder, 'file-')), 'sub', 'answers');
  });

  async function write(resumes: boolean, from = 0): Promise<AnswerFile> {
    const file = await AnswerFile.open(path, format, resumes);
    for (const answer of answers.slice(from)) await file.write(answer);
    await file.close();
    return file;
  }

  it('goes on wherever it was torn, and ends with the same bytes', async () => {
    await write(false);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const file = await AnswerFile.open(path, format, true);
      const [a, b] = ['a\n"1".png', 'b.tif'].map((each) => file.firstPage(each));
      expect(a === undefined || b === 0).toBe(true);
      const missing = a === 0 ? 0 : 1 + b!;
      for (const answer of answers.slice(missing)) await file.write(answer);
      await file.close();
      expect(readFileSync(path).equals(whole), `${name} torn at ${length}`).toBe(true);
    }
  });

  it('knows what is answered, page by page', async () => {
    await write(false);
    const again = await AnswerFile.open(path, format, true);
    expect(again.firstPage('a\n"1".png')).toBeUndefined();
    expect(again.firstPage('b.tif')).toBe(2);
    expect(again.firstPage('c.png')).toBe(0);
    expect(again.failedBefore).toBe(0);
    await again.write({ file: 'c.png', status: FAILED, error: 'c.png: no' });
    await again.close();
    const last = await AnswerFile.open(path, format, true);
    expect([last.firstPage('b.tif'), last.firstPage('c.png')]).toEqual([2, undefined]);
    expect(last.failedBefore).toBe(1);
    await last.close();
  });

  it('forgets what failed where it is to be tried again, and the pages behind', async () => {
    await write(false);
    const kept = readFileSync(path);
    const file = await AnswerFile.open(path, format, true);
    await file.write({ file: 'b.tif', page: 3, status: FAILED, error: 'b.tif: no' });
    await file.write({ file: 'b.tif', page: 4, text: '6', status: 'accepted' });
    await file.write({ file: 'c.png', status: FAILED, error: 'c.png:\n"no"' });
    await file.close();
    const again = await AnswerFile.open(path, format, true, true);
    expect(readFileSync(path).equals(kept)).toBe(true);
    expect(['b.tif', 'c.png'].map((each) => again.firstPage(each))).toEqual([2, 0]);
    expect(again.failedBefore).toBe(0);
    await again.write({ file: 'c.png', text: '7', status: 'accepted' });
    await again.close();
    const last = await AnswerFile.open(path, format, true, true);
    expect(last.firstPage('c.png')).toBeUndefined();
    await last.close();
  });

  it('is never written over', async () => {
    await write(false);
    const before = readFileSync(path);
    await expect(AnswerFile.open(path, format, false)).rejects.toThrow(
      new UsageError(
        `${path}: it exists; expected a new file, so that no answers are lost. To go on with the answers in it, give --resume.`,
      ),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('that is another file is refused and left as it is', async () => {
    mkdirSync(join(path, '..'), { recursive: true });
    for (const other of [
      'dear diary\nrest',
      '{"x":1}\nrest',
      'file,page\nrest',
      '"\n\nrest',
      'without end',
      '{',
    ]) {
      if (other === '{' && format === jsonLines) continue;
      writeFileSync(path, other);
      const opened = AnswerFile.open(path, format, true);
      await expect(opened).rejects.toThrow(FormatError);
      await expect(opened).rejects.toThrow(
        /answers: (record 1: |not a file of answers; )expected .*, got ".*file\.$/,
      );
      expect(readFileSync(path, 'utf8')).toBe(other);
    }
  });

  it('that cannot be is said so', async () => {
    await expect(AnswerFile.open(folder, format, true)).rejects.toThrow(
      `${folder}: cannot be written: it is a folder`,
    );
    await expect(AnswerFile.open('/dev/null', format, true)).rejects.toThrow(
      '/dev/null: cannot be written: not a regular file.',
    );
    writeFileSync(join(folder, 'plain'), '');
    await expect(AnswerFile.open(join(folder, 'plain/answers'), format, false)).rejects.toThrow(
      'plain/answers: cannot be written: a part of the path is a file, not a folder. Nothing was written.',
    );
  });
});

describe('the bar', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, columns: 60, written, write: (text: string) => written.push(text) };
  };

  it('shows how many of how many on a terminal, and goes away', () => {
    const terminal = stream(true);
    const progress = new FileProgress(3, terminal);
    progress.erase();
    expect(terminal.written).toEqual([]);
    progress.draw(3);
    expect(terminal.written[0]).toContain(' 3 of 3 files  0.0 s left');
    progress.erase();
    expect(terminal.written[1]).toBe('\r\u001b[K');
  });

  it('is not shown elsewhere, nor for one file', () => {
    for (const [total, isTTY] of [
      [3, false],
      [1, true],
    ] as const) {
      const terminal = stream(isTTY);
      const progress = new FileProgress(total, terminal);
      progress.draw(1);
      progress.erase();
      expect(terminal.written).toEqual([]);
    }
  });
});
