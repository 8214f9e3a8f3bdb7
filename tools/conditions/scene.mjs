// What the conditions are tried on: MNIST's test digits one after the other, at two pixels for each of MNIST's.
const SIDE = 28;
const MARGIN = 8;
const SCALE = 2;
const FAINTEST = 60;

/** Ink of `length` digits, 0..1 [row][column], and what they are. A single one stands in a square. */
export function composeScene({ images, labels, count }, length, random) {
  const digits = Array.from({ length }, () => columnsOf(images, random.integer(count)));
  const gaps = digits.map(() => 1 + random.integer(4));
  const used = digits.reduce((sum, { width }, i) => sum + width + gaps[i], 0);
  const height = SIDE + 2 * MARGIN;
  const width = Math.max(used + 2 * MARGIN, height);
  const ink = new Float32Array(width * height);
  let left = Math.floor((width - used) / 2);
  for (const [i, digit] of digits.entries()) {
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < digit.width; column++) {
        const value = images[(digit.index * SIDE + row) * SIDE + digit.left + column] / 255;
        ink[(row + MARGIN) * width + left + column] = value;
      }
    }
    left += digit.width + gaps[i];
  }
  return {
    text: digits.map(({ index }) => labels[index]).join(''),
    ...enlarge({ width, height, ink }, SCALE),
  };
}

/** Where a digit has ink. */
function columnsOf(images, index) {
  let [left, right] = [SIDE, 0];
  for (let i = 0; i < SIDE * SIDE; i++) {
    if (images[index * SIDE * SIDE + i] <= FAINTEST) continue;
    left = Math.min(left, i % SIDE);
    right = Math.max(right, i % SIDE);
  }
  return { index, left, width: right - left + 1 };
}

/** Bilinear. */
export function enlarge({ width, height, ink }, scale) {
  const [columns, rows] = [width, height].map((side) => Math.round(side * scale));
  return draw(columns, rows, (x, y) =>
    sampleAt({ width, height, ink }, (x + 0.5) / scale - 0.5, (y + 0.5) / scale - 0.5),
  );
}

/** Turned by so many degrees, with as much paper around it as that takes. */
export function rotate(scene, degrees) {
  const { width, height } = scene;
  const [cos, sin] = [Math.cos, Math.sin].map((f) => f((degrees * Math.PI) / 180));
  const columns = Math.ceil(width * Math.abs(cos) + height * Math.abs(sin));
  const rows = Math.ceil(height * Math.abs(cos) + width * Math.abs(sin));
  return draw(columns, rows, (x, y) => {
    const [dx, dy] = [x - columns / 2, y - rows / 2];
    return sampleAt(scene, cos * dx + sin * dy + width / 2, cos * dy - sin * dx + height / 2);
  });
}

/** Leaning by so many columns a row. */
export function slant(scene, lean) {
  const columns = scene.width + Math.ceil(Math.abs(lean) * scene.height);
  return draw(columns, scene.height, (x, y) =>
    sampleAt(scene, x - (lean > 0 ? lean * (scene.height - y) : -lean * y), y),
  );
}

/** So many pixels of paper all around, or less than there are now. */
export function surround(scene, margin) {
  const { width, height } = scene;
  return draw(width + 2 * margin, height + 2 * margin, (x, y) => sampleAt(scene, x - margin, y - margin));
}

/** Strokes wider by `radius` on both sides. */
export function thicken(scene, radius) {
  return draw(scene.width, scene.height, (x, y) => {
    let most = 0;
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) most = Math.max(most, sampleAt(scene, x + dx, y + dy));
    return most;
  });
}

function draw(width, height, value) {
  const ink = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) ink[i] = value(x, y);
  return { width, height, ink };
}

function sampleAt({ width, height, ink }, x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const at = (column, row) =>
    column >= 0 && row >= 0 && column < width && row < height ? ink[row * width + column] : 0;
  return (
    (at(left, top) * (1 - across) + at(left + 1, top) * across) * (1 - down) +
    (at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across) * down
  );
}
