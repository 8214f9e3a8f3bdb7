// A folder with pictures of test digits and a manifest that names them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMnist, type Picture } from 'lenet5/node';

const { images } = await loadMnist('test');

export const pictureOf = (n: number): Picture => ({
  ...{ width: 28, height: 28 },
  data: Uint8Array.from(images.subarray(784 * n, 784 * (n + 1)), (ink) => 255 - ink),
});

export function pgmOf(n: number): Buffer {
  return Buffer.concat([Buffer.from('P5 28 28 255\n'), pictureOf(n).data as Uint8Array]);
}

/** A folder with pictures/0.pgm ... and manifest.txt, a path a line; and what takes it away. */
export function makePictures(count: number): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-bulk-'));
  mkdirSync(join(folder, 'pictures'));
  const lines = Array.from({ length: count }, (_, n) => {
    writeFileSync(join(folder, `pictures/${n}.pgm`), pgmOf(n));
    return `pictures/${n}.pgm`;
  });
  writeFileSync(join(folder, 'manifest.txt'), `${lines.join('\n')}\n`);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
