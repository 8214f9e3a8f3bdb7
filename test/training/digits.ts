// Digits that need no data: the paper's 7x12 codes, twice as large, moved about and with grey noise. Easy to learn,
// the same on every machine. Runs in a browser too.
import { createDataset, type Dataset, networks, Random } from 'lenet5';

const SIDE = 28;

function codesOfDigits(): readonly (readonly number[])[] {
  const last = networks.get('lenet5')!.layers.at(-1)!;
  if (last.kind !== 'distances') throw new Error('lenet5 no longer ends with its codes');
  return last.codes;
}

/** `count` digits of 28x28, their labels in turn 0, 1, ... 9. */
export function makeDigits(count: number, seed = 1, name = `digits of seed ${seed}`): Dataset {
  const codes = codesOfDigits();
  const random = new Random(seed);
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 10);
  for (let n = 0; n < count; n++) {
    const top = 1 + random.integer(3);
    const left = 6 + random.integer(3);
    const image = images.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE);
    for (let r = 0; r < 24; r++) {
      for (let c = 0; c < 14; c++) {
        const isInk = codes[n % 10][(r >> 1) * 7 + (c >> 1)] > 0;
        if (isInk) image[(top + r) * SIDE + left + c] = 155 + random.integer(101);
      }
    }
    for (let spots = 0; spots < 20; spots++) image[random.integer(SIDE * SIDE)] ^= random.integer(64);
  }
  return createDataset({ name, rows: SIDE, columns: SIDE, images, labels });
}
