// A convolution over maps that ReLU has passed: half of them zeros or more, which are left out, with the same bits.
// An image's other values are listed once.
import * as G from './geometry';
import * as L from './lists';

/** Whether the lists are worth their making: kernels of many weights. */
export function isListed(): bool {
  return G.columnStep != 4 && G.vectors > 4;
}

/** Whether a quarter of the first values are 0: with squashing functions other than ReLU none is. */
export function isSparse(x: usize): bool {
  const length = min(64, <i32>(G.inputBytes >> 2));
  let zeros = 0;
  for (let i = 0; i < length; i++) zeros += i32(load<f32>(x + (<usize>i << 2)) == 0);
  return 4 * zeros >= length;
}

/** Lists an image's values that are not 0, in `scratch` from `place` on: (weights' offset from the row's, value). */
export function listImage(x: usize, place: usize): void {
  L.layOut(place);
  const step = <u32>G.mapBytes;
  let entry = L.entries;
  let start = L.starts;
  for (let r = 0; r < L.inputRows; r++) {
    let offset: u32 = 0;
    for (let c = 0; c < L.inputColumns; c++) {
      store<u32>(start, <u32>entry);
      start += 4;
      for (const end = x + G.columnStep; x != end; x += 4) {
        const value = load<f32>(x);
        store<u32>(entry, offset);
        store<f32>(entry, value, 4);
        entry += <usize>(value != 0) << 3;
        offset += step;
      }
    }
    store<u32>(start, <u32>entry);
    start += 4;
  }
}
