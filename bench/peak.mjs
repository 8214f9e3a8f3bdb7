// What this machine can do at best in WebAssembly: float32 SIMD multiplications and additions, strict (no fused
// multiply-add), without a single load. `node bench/peak.mjs` prints it for 1 and 2 threads.
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const ROUNDS = 100_000; // of the inner loop, about 0.2 ms

/** AssemblyScript: `chains` independent sums a = a x + y, enough of them to hide the latency of both operations. */
function sourceWith(chains) {
  const each = (line) => Array.from({ length: chains }, (_, n) => line(n)).join('\n');
  return `export function run(rounds: i32): f32 {
    const x = f32x4.splat(0.999), y = f32x4.splat(0.001);
    ${each((n) => `let a${n} = f32x4.splat(${n}.0);`)}
    for (let i = 0; i < rounds; i++) { ${each((n) => `a${n} = f32x4.add(f32x4.mul(a${n}, x), y);`)} }
    ${each((n) => (n > 0 ? `a0 = f32x4.add(a0, a${n});` : ''))}
    return f32x4.extract_lane(a0, 0);
  }`;
}

async function compile(chains) {
  const { default: compiler } = await import('assemblyscript/asc');
  const { binary, error, stderr } = await compiler.compileString(sourceWith(chains), {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: ['simd'],
  });
  if (error) throw new Error(`the peak module does not compile\n${stderr}`);
  return { chains, module: await WebAssembly.compile(binary) };
}

/**
 * GFLOP/s of one thread (a multiplication and an addition in each of four lanes) in each of `slices` short slices,
 * which all threads begin together: `meeting` counts those who have come.
 */
function measure({ chains, module, threads, slices, seconds, meeting }) {
  const { run } = new WebAssembly.Instance(module, { env: { abort() {} } }).exports;
  for (let n = 0; n < 20; n++) run(ROUNDS); // until it is optimised
  return Array.from({ length: slices }, (_, slice) => {
    Atomics.add(meeting, slice, 1);
    while (Atomics.load(meeting, slice) < threads);
    const start = performance.now();
    let turns = 0;
    let passed = 0;
    for (; passed < seconds; passed = (performance.now() - start) / 1000) {
      run(ROUNDS);
      turns++;
    }
    return (turns * ROUNDS * chains * 8) / passed / 1e9;
  });
}

function measureInThread(task) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** The best slice's sum over the threads. */
async function best(kernel, threads, slices) {
  const meeting = new Int32Array(new SharedArrayBuffer(4 * slices));
  const task = { ...kernel, threads, slices, seconds: 0.02, meeting };
  const rates = await Promise.all(Array.from({ length: threads }, () => measureInThread(task)));
  return Math.max(...rates[0].map((_, slice) => rates.reduce((sum, own) => sum + own[slice], 0)));
}

/** GFLOP/s on { one, two } threads: the best of many short slices and of a few numbers of chains. */
export async function measurePeak(slices = 15) {
  const peak = { one: 0, two: 0 };
  for (const chains of [8, 10, 12]) {
    const kernel = await compile(chains);
    peak.one = Math.max(peak.one, await best(kernel, 1, slices));
    peak.two = Math.max(peak.two, await best(kernel, 2, slices));
  }
  return peak;
}

if (!isMainThread && workerData?.meeting) parentPort.postMessage(measure(workerData));
else if (isMainThread && process.argv[1] === fileURLToPath(import.meta.url)) {
  const { one, two } = await measurePeak();
  console.log(`float32 SIMD in WebAssembly: ${one.toFixed(1)} GFLOP/s on 1 thread, ${two.toFixed(1)} on 2`);
}
