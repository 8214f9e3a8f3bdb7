// onnxruntime-web, WebAssembly: inference only. The number of threads is fixed when its runtime starts.
import { writeOnnx } from '../onnx.mjs';
import { serve } from '../service.mjs';

serve(async ({ network, layers, tensors, threads }) => {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(writeOnnx(network, layers, tensors), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const [output] = session.outputNames;
  const { rows, columns } = network.input;
  return {
    version: ort.env.versions.web,
    async forward(images, count) {
      const image = new ort.Tensor('float32', images, [count, 1, rows, columns]);
      return (await session.run({ image }))[output].data;
    },
  };
});
