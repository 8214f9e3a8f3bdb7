// Requests as independent clients send them: at random moments (Poisson), whether the last ones are answered or not.
// A latency counts from the moment at which a request was due, so that a queue before the sender counts, too.
import http from 'node:http';
import { Random } from '../dist/node/index.js';

/** Below the number that the server takes of one client. */
const CONNECTIONS = 120;

/** `rate` requests a second, `count` of them, round and round. Returns milliseconds, sorted, and how many were not answered with 200. */
export async function openLoop(url, requests, rate, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const random = new Random(1);
  const answers = [];
  const start = performance.now();
  let due = 0;
  for (let n = 0; n < count; n++) {
    due -= (1000 * Math.log(1 - random.uniform())) / rate;
    const wait = start + due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const moment = start + due;
    answers.push(
      send(agent, url, requests[n % requests.length]).then((isFine) => ({
        isFine,
        milliseconds: performance.now() - moment,
      })),
    );
  }
  const all = await Promise.all(answers);
  agent.destroy();
  return {
    rate: (1000 * count) / (performance.now() - start),
    failed: all.filter(({ isFine }) => !isFine).length,
    milliseconds: all.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b),
  };
}

function send(agent, url, { path, body, headers }) {
  const length = Buffer.byteLength(body);
  return new Promise((resolve) => {
    const request = http.request(
      url + path,
      { method: 'POST', agent, headers: { ...headers, 'Content-Length': length } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode === 200));
      },
    );
    request.on('error', () => resolve(false));
    request.end(body);
  });
}
