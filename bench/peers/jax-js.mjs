// jax-js, WebAssembly backend: training and inference, both compiled by jit. In Node it has one thread. Its arrays
// are counted by hand: a function uses up what it is given, `.ref` keeps it.
import { createRequire } from 'node:module';
import { SGD, serve, Unsupported } from '../service.mjs';

serve(async ({ network, layers, tensors, threads }) => {
  if (threads > 1) throw new Unsupported('one thread only in Node');
  const jax = await import('@jax-js/jax');
  const { version } = createRequire(import.meta.resolve('@jax-js/jax'))('../package.json');
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const np = jax.numpy;
  const { rows, columns } = network.input;
  const size = rows * columns;
  const names = layers.flatMap(({ name }) => [`${name}.weights`, `${name}.biases`]);
  const fresh = (toValues) =>
    Object.fromEntries(
      names.map((name) => [name, np.array(toValues(tensors[name])).reshape(tensors[name].shape)]),
    );
  const start = () => ({
    weights: fresh(({ values }) => values.slice()),
    velocity: fresh(({ values }) => new Float32Array(values.length)),
  });
  const keep = (tree) => jax.tree.ref(tree);
  const pictures = (images, count) => np.array(images).reshape([count, 1, rows, columns]);

  const forward = jax.jit((weights, x) => run(jax, layers, weights, x));
  const gradient = jax.grad((weights, x, wanted) => {
    const logits = run(jax, layers, weights, x);
    return np.mean(np.sum(jax.nn.logSoftmax(logits).mul(wanted), 1)).mul(-1);
  });
  const step = jax.jit((weights, velocity, x, wanted) => {
    const g = gradient(keep(weights), x, wanted);
    const moved = {};
    const next = {};
    for (const name of names) {
      moved[name] = velocity[name].mul(SGD.momentum).add(g[name]);
      next[name] = weights[name].sub(moved[name].ref.mul(SGD.rate));
    }
    return [next, moved];
  });

  let state = start();
  const wantedFor = (first, batch) => {
    const codes = new Float32Array(batch * 10);
    for (let n = 0; n < batch; n++) codes[n * 10 + tensors.labels.values[first + n]] = 1;
    return np.array(codes).reshape([batch, 10]);
  };
  return {
    version,
    forward: (images, count) => forward(keep(state.weights), pictures(images, count)).data(),
    async train(batch, steps, count) {
      const places = Math.floor(count / batch);
      for (let s = 0; s < steps; s++) {
        const first = (s % places) * batch;
        const x = pictures(tensors.images.values.subarray(first * size, (first + batch) * size), batch);
        const [weights, velocity] = step(state.weights, state.velocity, x, wantedFor(first, batch));
        state = { weights, velocity };
      }
      await jax.blockUntilReady(state.weights);
    },
    reset() {
      state = start();
    },
  };
});

function run(jax, layers, weights, x) {
  const np = jax.numpy;
  let y = x;
  for (const layer of layers) {
    const w = weights[`${layer.name}.weights`];
    const b = weights[`${layer.name}.biases`];
    if (layer.units) {
      if (y.shape.length > 2) y = y.reshape([y.shape[0], -1]);
      y = np.matmul(y, w.transpose()).add(b);
    } else y = jax.lax.conv(y, w, [1, 1], 'VALID').add(b.reshape([1, -1, 1, 1]));
    if (layer.pool) y = pool(np, y);
    if (layer.relu) y = jax.nn.relu(y);
  }
  return y;
}

function pool(np, y) {
  const [count, maps, rows, columns] = y.shape;
  return np.max(y.reshape([count, maps, rows / 2, 2, columns / 2, 2]), [3, 5]);
}
