// lenet5 itself, as the built package (npm run build): the same weights, pictures and update rule as its peers.
import { serve } from '../service.mjs';

// TO BE FINISHED with the library's public face: import what is needed from '../../dist/src/index.js' and
// '../../dist/node/index.js' (threads), turn the weights with `mapsLast` of ../networks.mjs into the library's order,
// and return { version, forward, train, reset } as ../service.mjs describes. Until then the runner leaves it out.
serve(async () => {
  const error = new Error('bench/peers/lenet5.mjs waits for the library');
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
});
