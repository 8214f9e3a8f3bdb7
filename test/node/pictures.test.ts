// Picture files: what is read, what is refused and in which words. Most files are made here.
import { deflateSync } from 'node:zlib';
import { convertIndexedToRgb, decode, encode } from 'fast-png';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { decodeRaw, type RawSize } from '../../node/pictures/raw.ts';
import { decodePicture, encodePng } from '../../node/pictures.ts';
import { FormatError, type Picture, ShapeError } from '../../src/index.ts';

const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const join = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const grey = (width: number, height: number, values: number[]): Picture => ({
  width,
  height,
  data: Uint8Array.from(values),
});

/** `width` x `height` of values that differ at every pixel. */
function ramp(width: number, height: number, channels: number): Picture {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256),
  };
}

function expectPicture(actual: Picture, expected: Picture): void {
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  expect([...actual.data]).toEqual([...expected.data]);
}

function failure(bytes: Uint8Array): string {
  try {
    decodePicture(bytes, 'a.png');
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as Error).message;
  }
  throw new Error('decoded');
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let k = 0; k < 8; k++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

const uint32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function chunk(name: string, data: ArrayLike<number>): Uint8Array {
  const body = join(ascii(name), data);
  return join(uint32(data.length), body, uint32(crc(body)));
}

function png(
  width: number,
  height: number,
  depth: number,
  colorType: number,
  ...chunks: Uint8Array[]
): Uint8Array {
  const header = chunk('IHDR', [...uint32(width), ...uint32(height), depth, colorType, 0, 0, 0]);
  return join(ascii('\x89PNG\r\n\x1a\n'), header, ...chunks, chunk('IEND', []));
}

/** The header's checksum made right again. */
function withCrc(file: Uint8Array): Uint8Array {
  file.set(uint32(crc(file.subarray(12, 29))), 29);
  return file;
}

const idat = (...rows: number[][]) =>
  chunk('IDAT', deflateSync(Uint8Array.from(rows.flatMap((row) => [0, ...row]))));

describe('PNG', () => {
  it.each([1, 3, 4])('comes back as written with %i channels', (channels) => {
    const picture = ramp(7, 5, channels);
    expectPicture(decodePicture(encodePng(picture), 'a'), picture);
  });

  it('is written only from pictures whose data fits', () => {
    expect(() => encodePng(grey(2, 2, [1, 2, 3]))).toThrow(ShapeError);
  });

  it('of 1, 2 and 4 bits grey is spread over 0..255, every row from a new byte', () => {
    const one = png(3, 2, 1, 0, idat([0b10100000], [0b01000000]));
    expectPicture(decodePicture(one, 'a'), grey(3, 2, [255, 0, 255, 0, 255, 0]));
    const two = png(5, 1, 2, 0, idat([0b00011011, 0b11000000]));
    expectPicture(decodePicture(two, 'a'), grey(5, 1, [0, 85, 170, 255, 255]));
    const four = png(3, 1, 4, 0, idat([0x0f, 0x10]));
    expectPicture(decodePicture(four, 'a'), grey(3, 1, [0, 255, 17]));
  });

  it('of 16 bits keeps the upper 8', () => {
    const file = png(2, 1, 16, 2, idat([0x12, 0xff, 0x34, 0, 0x56, 1, 0xff, 0xff, 0, 0xff, 0x80, 0]));
    expectPicture(decodePicture(file, 'a'), grey(2, 1, [0x12, 0x34, 0x56, 0xff, 0, 0x80]));
  });

  it('of grey with alpha becomes RGBA', () => {
    const file = png(2, 1, 8, 4, idat([9, 200, 255, 0]));
    expectPicture(decodePicture(file, 'a'), grey(2, 1, [9, 9, 9, 200, 255, 255, 255, 0]));
  });

  it('with a palette becomes RGB, or RGBA where the palette has alpha', () => {
    const palette = chunk('PLTE', [255, 255, 255, 10, 20, 30]);
    const data = idat([0b01000000], [0b10000000]);
    expectPicture(
      decodePicture(png(2, 2, 1, 3, palette, data), 'a'),
      grey(2, 2, [255, 255, 255, 10, 20, 30, 10, 20, 30, 255, 255, 255]),
    );
    expectPicture(
      decodePicture(png(2, 1, 8, 3, palette, chunk('tRNS', [0]), idat([0, 1])), 'a'),
      grey(2, 1, [255, 255, 255, 0, 10, 20, 30, 255]),
    );
  });

  it('with a transparent colour becomes RGBA', () => {
    const file = png(3, 1, 8, 2, chunk('tRNS', [0, 1, 0, 2, 0, 3]), idat([1, 2, 3, 1, 2, 4, 0, 0, 0]));
    expectPicture(decodePicture(file, 'a'), grey(3, 1, [1, 2, 3, 0, 1, 2, 4, 255, 0, 0, 0, 255]));
    const one = png(2, 1, 1, 0, chunk('tRNS', [0, 1]), idat([0b01000000]));
    expectPicture(decodePicture(one, 'a'), grey(2, 1, [0, 0, 0, 255, 255, 255, 255, 0]));
  });

  it('is read interlaced, with 8 bits and with less', () => {
    const picture = ramp(11, 9, 3);
    const file = encode({ ...picture, channels: 3 }, { interlace: 'Adam7' });
    expectPicture(decodePicture(file, 'a'), picture);
    // 3 x 2: passes 1 (one pixel), 4 (one), 6 (one) and 7 (the second row).
    const values = [1, 2, 3, 0, 1, 2];
    const passes = idat([0b01000000], [0b11000000], [0b10000000], [0b00011000]);
    const grey2 = png(3, 2, 2, 0, passes);
    grey2[28] = 1;
    expectPicture(
      decodePicture(withCrc(grey2), 'a'),
      grey(
        3,
        2,
        values.map((v) => 85 * v),
      ),
    );
    const palette = [chunk('PLTE', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), chunk('tRNS', [0])];
    const indexed = png(3, 2, 2, 3, ...palette, passes);
    indexed[28] = 1;
    const colours = values.flatMap((v) => [3 * v, 3 * v + 1, 3 * v + 2, v === 0 ? 0 : 255]);
    expectPicture(decodePicture(withCrc(indexed), 'a'), grey(3, 2, colours));
  });

  it('too large is refused by its header', () => {
    const file = png(20000, 20000, 8, 6, idat([0]));
    expect(failure(file)).toBe(
      'a.png: too large; expected at most 64000000 pixels, got 20000x20000. Make it smaller first.',
    );
    expect(failure(png(4_000_000_000, 4_000_000_000, 8, 6))).toContain('got 4000000000x4000000000');
    expect(failure(png(0, 5, 8, 0))).toBe('a.png: a picture without pixels; expected at least 1x1, got 0x5.');
  });

  it('that inflates to more than its size is refused', () => {
    const file = png(2, 2, 8, 0, chunk('IDAT', deflateSync(new Uint8Array(5_000_000))));
    expect(failure(file)).toMatch(/^a\.png: a damaged PNG; its pixels do not inflate to 6 bytes \(/);
  });

  it('truncated anywhere is refused', () => {
    const file = encodePng(ramp(20, 20, 3));
    for (let length = 8; length < file.length; length += 1) {
      expect(failure(file.subarray(0, length))).toMatch(/^a\.png: a truncated PNG; expected .*, got \d+/);
    }
    expect(failure(file.subarray(0, 20))).toBe('a.png: a truncated PNG; expected at least 33 bytes, got 20.');
    expect(failure(png(2, 2, 8, 0, idat([1, 2])))).toBe(
      'a.png: a damaged PNG; expected 6 bytes of pixels, got 3.',
    );
    expect(failure(png(2, 2, 8, 0))).toMatch(/^a\.png: a damaged PNG; its pixels do not inflate to 6 bytes/);
  });

  it('with a wrong checksum, a wrong filter or a wrong colour is refused', () => {
    const wrong = encodePng(ramp(20, 20, 3));
    wrong[wrong.length - 1] ^= 1;
    expect(failure(wrong)).toMatch(/^a\.png: a damaged PNG; CRC mismatch for chunk IEND/);
    expect(failure(png(1, 1, 8, 0, chunk('IDAT', deflateSync(Uint8Array.of(9, 1)))))).toBe(
      'a.png: a damaged PNG; Unsupported filter: 9.',
    );
    expect(failure(png(1, 1, 8, 3, chunk('PLTE', [1, 2, 3]), idat([7])))).toBe(
      'a.png: a damaged PNG; Incorrect index of palette color.',
    );
    expect(failure(png(1, 1, 8, 3, idat([0])))).toBe('a.png: a damaged PNG; Color palette is undefined.');
    expect(failure(png(1, 1, 8, 5, idat([0])))).toBe(
      'a.png: a damaged PNG; expected colour type 0, 2, 3, 4 or 6, got 5.',
    );
    expect(failure(join(ascii('\x89PNG\r\n\x1a\n'), chunk('IDAT', new Uint8Array(40))))).toBe(
      'a.png: a damaged PNG; expected the chunk IHDR first, got IDAT.',
    );
  });

  it('never fails otherwise, whatever byte is changed', () => {
    const file = encodePng(ramp(5, 5, 4));
    for (let i = 0; i < file.length; i++) {
      const changed = Uint8Array.from(file);
      changed[i] ^= 0x55;
      expect(failure(changed)).toMatch(/^a\.png: .*\.$/);
    }
  });

  it('is read whatever else the file holds', () => {
    const extra = [chunk('tEXt', [0xff]), chunk('iCCP', [1, 2, 3]), chunk('pHYs', [])];
    expectPicture(decodePicture(png(2, 1, 8, 0, ...extra, idat([3, 4])), 'a'), grey(2, 1, [3, 4]));
  });

  it('is read where it lies in a larger buffer', () => {
    const file = encodePng(ramp(4, 3, 1));
    const padded = join([1, 2, 3], file, [4]);
    expectPicture(decodePicture(padded.subarray(3, 3 + file.length), 'a'), ramp(4, 3, 1));
  });

  it('agrees with the library on a palette of 4 bits', () => {
    const palette = Array.from({ length: 16 }, (_, i) => [i * 16, 255 - i, i]);
    const file = encode({
      width: 6,
      height: 2,
      depth: 4,
      channels: 1,
      palette,
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
    expect([...decodePicture(file, 'a').data]).toEqual([...convertIndexedToRgb(decode(file))]);
  });
});

/** A JPEG of one colour a quarter: white, red; green, blue. Quarters are `width` x `height` pixels. */
function jpegFile(width: number, height: number): Uint8Array {
  const colors = [
    [255, 255, 255],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  const data = new Uint8Array(16 * width * height);
  for (let i = 0; i < 4 * width * height; i++) {
    const quarter = (Math.floor(i / (4 * width * height) + 0.5) << 1) | ((i % (2 * width)) / width);
    data.set([...colors[quarter], 255], 4 * i);
  }
  return Uint8Array.from(jpeg.encode({ width: 2 * width, height: 2 * height, data }, 95).data);
}

function withOrientation(file: Uint8Array, orientation: number, little: boolean): Uint8Array {
  const two = (v: number) => (little ? [v & 255, v >> 8] : [v >> 8, v & 255]);
  const four = (v: number) => (little ? [v, 0, 0, 0] : [0, 0, 0, v]);
  const tiff = [...ascii(little ? 'II' : 'MM'), ...two(42), ...four(8), ...two(2)];
  const entries = [
    [...two(0x010f), ...two(2), ...four(4), ...ascii('abc\0')],
    [...two(0x0112), ...two(3), ...four(1), ...two(orientation), 0, 0],
  ];
  const body = [...ascii('Exif\0\0'), ...tiff, ...entries.flat(), ...four(0)];
  return join(file.subarray(0, 2), [0xff, 0xe1, 0, body.length + 2], body, file.subarray(2));
}

/** The colours of the four quarters, in reading order. */
function quarters({ width, height, data }: Picture): string {
  const at = (x: number, y: number) => {
    const p = 3 * (Math.floor(y * height) * width + Math.floor(x * width));
    const bits = [0, 1, 2].map((k) => (data[p + k] > 127 ? 1 : 0)).join('');
    return { '111': 'W', '100': 'R', '010': 'G', '001': 'B' }[bits] ?? '?';
  };
  return at(0.25, 0.25) + at(0.75, 0.25) + at(0.25, 0.75) + at(0.75, 0.75);
}

/** 8 x 8 pixels of one colour in four inks, by libjpeg, and what libjpeg reads. */
const CMYK =
  '/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUV' +
  'FQwPFxgWFBgSFBUU/9sAQwEDBAQFBAUJBQUJFA0LDRQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU' +
  'FBQUFBQU/8AAFAgACAAIBAERAAIRAQMRAQQRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E' +
  'ABQBAQAAAAAAAAAAAAAAAAAAAAj/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADgQBAAIRAxEEAAA/AActRiWA/9k=';
const CMYK_COLOUR = [200, 120, 40];

describe('JPEG', () => {
  const file = jpegFile(16, 8);
  const frame = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc0);

  it('is read as RGB', () => {
    const picture = decodePicture(file, 'a');
    expect([picture.width, picture.height, picture.data.length]).toEqual([32, 16, 32 * 16 * 3]);
    expect(quarters(picture)).toBe('WRGB');
  });

  it.each([
    [1, 'WRGB'],
    [2, 'RWBG'],
    [3, 'BGRW'],
    [4, 'GBWR'],
    [5, 'WGRB'],
    [6, 'GWBR'],
    [7, 'BRGW'],
    [8, 'RBWG'],
  ])('is turned upright from orientation %i', (orientation, expected) => {
    for (const little of [true, false]) {
      const picture = decodePicture(withOrientation(file, orientation, little), 'a');
      expect(quarters(picture)).toBe(expected);
      expect(picture.width).toBe(orientation >= 5 ? 16 : 32);
    }
  });

  it('ignores an orientation that there is not, and damaged EXIF', () => {
    expect(quarters(decodePicture(withOrientation(file, 9, true), 'a'))).toBe('WRGB');
    const damaged = withOrientation(file, 6, true);
    damaged[16] = 200;
    expect(quarters(decodePicture(damaged, 'a'))).toBe('WRGB');
  });

  it('too large is refused by its header', () => {
    const large = Uint8Array.from(file);
    large.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    expect(failure(large)).toBe(
      'a.png: too large; expected at most 64000000 pixels, got 65535x65535. Make it smaller first.',
    );
  });

  it('of other kinds is refused', () => {
    const lossless = Uint8Array.from(file);
    lossless[frame + 1] = 0xc3;
    expect(failure(lossless)).toBe(
      'a.png: a JPEG of a kind that is not read; expected baseline or progressive, 8 bits, 1, 3 or 4 channels, ' +
        'got lossless, 8 bits, 3 channels. Save it as PNG.',
    );
    const changed = (at: number, value: number) => {
      const other = Uint8Array.from(file);
      other[at] = value;
      return failure(other);
    };
    expect(changed(frame + 1, 0xc9)).toContain('got arithmetic coding, 8 bits, 3 channels.');
    expect(changed(frame + 4, 12)).toContain('got baseline, 12 bits, 3 channels.');
    expect(changed(frame + 9, 2)).toContain('got baseline, 8 bits, 2 channels.');
  });

  it('of red, green and blue, as Adobe marks it, is not taken for luminance', () => {
    // Without JFIF's mark; the data stays that of luminance, so the colours that come out are these.
    const without = join(file.subarray(0, 2), file.subarray(20));
    expect(ascii('JFIF').every((byte, i) => file[6 + i] === byte)).toBe(true);
    const marked = (transform: number) =>
      join(
        without.subarray(0, 2),
        [0xff, 0xee, 0, 14],
        ascii('Adobe'),
        [0, 100, 0, 0, 0, 0, transform],
        without.subarray(2),
      );
    expect(quarters(decodePicture(without, 'a'))).toBe('WRGB');
    expect(quarters(decodePicture(marked(1), 'a'))).toBe('WRGB');
    const { data } = decodePicture(marked(0), 'a');
    // White: luminance 255, no differences.
    for (const [i, value] of [255, 128, 128].entries()) expect(Math.abs(data[i] - value)).toBeLessThan(6);
  });

  it('of four inks is read as Adobe stores it, and refused without its mark', () => {
    const picture = decodePicture(Buffer.from(CMYK, 'base64'), 'a');
    expect([picture.width, picture.height]).toEqual([8, 8]);
    for (const [i, value] of CMYK_COLOUR.entries()) expect(Math.abs(picture.data[i] - value)).toBeLessThan(4);
    const bytes = Buffer.from(CMYK, 'base64');
    bytes.write('adobe', bytes.indexOf('Adobe'), 'latin1');
    expect(failure(bytes)).toBe(
      "a.png: a JPEG of a kind that is not read; expected Adobe's mark in one of four inks (CMYK), got none. " +
        'Save it as PNG.',
    );
  });

  it('truncated anywhere is refused', () => {
    for (let length = 3; length < file.length; length += 7) {
      expect(failure(file.subarray(0, length))).toMatch(
        /^a\.png: a truncated JPEG; expected the mark of the picture's end \(EOI\), got the end of the file/,
      );
    }
    expect(failure(file.subarray(0, file.length - 2))).toBe(
      "a.png: a truncated JPEG; expected the mark of the picture's end (EOI), " +
        `got the end of the file in the middle of the picture, ${file.length - 2} bytes.`,
    );
    expect(failure(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBe(
      'a.png: a damaged JPEG; expected a picture, got its end.',
    );
  });

  it('without its tables is refused in our words', () => {
    const tables = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc4);
    const length = file[tables + 2] * 256 + file[tables + 3] + 2;
    const without = join(file.subarray(0, tables), file.subarray(tables + length));
    expect(failure(without)).toMatch(/^a\.png: a damaged JPEG; .+\.$/);
  });
});

describe('netpbm', () => {
  it('reads P1 to P3 with comments', () => {
    expectPicture(
      decodePicture(ascii('P1\n# a comment\n3 2\n101\n0 1 # c\n0'), 'a'),
      grey(3, 2, [0, 255, 0, 255, 0, 255]),
    );
    expectPicture(
      decodePicture(ascii('P2 #c\n2 2 # d\n 10\n0 5\n10 2\n'), 'a'),
      grey(2, 2, [0, 128, 255, 51]),
    );
    expectPicture(decodePicture(ascii('P3\n1 1\n255\n1 2 3'), 'a'), grey(1, 1, [1, 2, 3]));
    expectPicture(decodePicture(ascii('P2 2 1 65535 65535 32896'), 'a'), grey(2, 1, [255, 128]));
  });

  it('reads P4 to P6, and values of two bytes', () => {
    const [first, second] = [
      [0, 255, 255, 255, 255, 255, 255, 255, 0],
      [255, 0, 255, 255, 255, 255, 255, 255, 255],
    ];
    const bitmap = join(ascii('P4\n9 2\n'), [0x80, 0x80, 0x40, 0]);
    expectPicture(decodePicture(bitmap, 'a'), grey(9, 2, [...first, ...second]));
    expectPicture(decodePicture(join(ascii('P5 2 1 255\n'), [7, 35]), 'a'), grey(2, 1, [7, 35]));
    expectPicture(
      decodePicture(join(ascii('P5 2 1 65535\n'), [0xff, 0xff, 0x80, 0x80]), 'a'),
      grey(2, 1, [255, 128]),
    );
    expectPicture(decodePicture(join(ascii('P6\n#c\n1 1\n255\n'), [7, 8, 9]), 'a'), grey(1, 1, [7, 8, 9]));
  });

  it.each([
    ['P5\nx', 'a.png: a damaged P5 picture; expected its width, got "x".'],
    ['P5\n3', 'a.png: a damaged P5 picture; expected its height, got the end of the file.'],
    ['P5\n3 3 0\n', 'a.png: a damaged P5 picture; expected a greatest value of 1..65535, got 0.'],
    ['P5\n3 3 70000\n', 'a.png: a damaged P5 picture; expected a greatest value of 1..65535, got 70000.'],
    ['P5\n3 0 255\n', 'a.png: a picture without pixels; expected at least 1x1, got 3x0.'],
    [
      'P5\n30000 30000 255\n',
      'a.png: too large; expected at most 64000000 pixels, got 30000x30000. Make it smaller first.',
    ],
    ['P5\n2 2 255\nabc', 'a.png: a truncated P5 picture; expected 4 bytes of pixels, got 3.'],
    ['P5\n2 1 300\nab', 'a.png: a truncated P5 picture; expected 4 bytes of pixels, got 2.'],
    ['P4\n9 2\nabc', 'a.png: a truncated P4 picture; expected 4 bytes of pixels, got 3.'],
    ['P5\n2 1 9\n\x03\x0a', 'a.png: a damaged P5 picture; expected values of 0..9, got 10.'],
    ['P2\n2 2 255\n1 2    3', 'a.png: a truncated P2 picture; expected 4 values of pixels, got 3.'],
    ['P2\n2 1 9\n1 10', 'a.png: a damaged P2 picture; expected values of 0..9, got 10.'],
    ['P2\n2 1 9\n1 -2', 'a.png: a damaged P2 picture; expected values of 0..9, got "-".'],
    ['P1\n2 1\n1 2', 'a.png: a damaged P1 picture; expected values of 0..1, got 2.'],
    [
      'P3\n7000 7000 255\n1 2 3',
      'a.png: a truncated P3 picture; expected 147000000 values of pixels, got 6.',
    ],
  ])('refuses %j', (content, message) => {
    expect(failure(ascii(content))).toBe(message);
  });
});

describe('other files', () => {
  const CONVERT = ' Save it as PNG, JPEG or TIFF.';

  it.each([
    ['Dear reader,\nthis is no picture.\n', 'text', ''],
    ['GIF89a\x01\x00', 'a GIF picture', CONVERT],
    ['BM\x00\x01', 'a BMP picture', CONVERT],
    ['RIFF\x00\x00\x00\x00WEBPVP8 ', 'a WebP picture', CONVERT],
    ['II+\x00\x08', 'a BigTIFF picture', CONVERT],
    ['\x00\x00\x00\x0cjP  \r\n', 'a JPEG 2000 picture', CONVERT],
    [
      '\x00\x00\x00\x18ftypheic',
      'a HEIC or AVIF picture',
      ' Save it as JPEG; telephones call that "most compatible".',
    ],
    ['%PDF-1.7', 'a PDF document', ' Save its pages as PNG or TIFF: pdftoppm -r 200 -png FILE.pdf page.'],
    ['P7\nWIDTH 3', 'a netpbm picture of another kind', ' Save it as PGM or PPM.'],
    ['\x89PNG\n\x1a\n', 'a PNG changed by a transfer in text mode', ' Copy it again as it is.'],
    ['\x00\x00\x08\x03abc', 'bytes that start with 00 00 08 03', ''],
    ['\x1f\x8b\x08', 'gzipped data', ' Unpack it first.'],
  ])('refuses %j and says what it is', (content, found, hint) => {
    expect(failure(ascii(content))).toBe(
      `a.png: not a picture that is read; expected a picture (PNG, JPEG, TIFF, PBM, PGM or PPM), got ${found}.${hint}`,
    );
  });

  it('refuses an empty file', () => {
    expect(failure(new Uint8Array(0))).toBe(
      'a.png: the file is empty; expected a picture (PNG, JPEG, TIFF, PBM, PGM or PPM), got 0 bytes.',
    );
  });
});

describe('raw pixels', () => {
  it('are taken as they are, channels as told or as they fit', () => {
    for (const channels of [1, 3, 4]) {
      const { data } = ramp(5, 4, channels);
      expectPicture(decodeRaw(data as Uint8Array, { width: 5, height: 4 }, 'a'), ramp(5, 4, channels));
      expectPicture(
        decodeRaw(data as Uint8Array, { width: 5, height: 4, channels }, 'a'),
        ramp(5, 4, channels),
      );
    }
  });

  it('that do not fit are refused', () => {
    const refuse = (count: number, size: RawSize) => () => decodeRaw(new Uint8Array(count), size, 'a.raw');
    expect(refuse(19, { width: 5, height: 4 })).toThrow(
      new FormatError('a.raw: the raw pixels do not fit; expected 20 or 60 or 80 bytes for 5x4, got 19.'),
    );
    expect(refuse(20, { width: 5, height: 4, channels: 3 })).toThrow(
      new FormatError('a.raw: the raw pixels do not fit; expected 60 bytes for 5x4x3, got 20.'),
    );
    expect(refuse(0, { width: 0, height: 4 })).toThrow('a.raw: a picture without pixels');
    expect(refuse(20, { width: 99_999, height: 9999 })).toThrow('a.raw: too large');
  });
});
