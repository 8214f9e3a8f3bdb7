// Requests as independent clients send them: at random moments (Poisson), whether the last ones are answered or not.
// A latency counts from the moment at which a request was due, so that a queue before the sender counts, too.
import http from 'node:http';
import { Random } from '../dist/node/index.js';

/** Below the number that the server takes of one client. */
const CONNECTIONS = 120;

/** When requests are due, in milliseconds: `rate` a second on average. The same ones each time. */
function dueTimes(rate, count) {
  const random = new Random(1);
  let due = 0;
  return Array.from({ length: count }, () => {
    due -= (1000 * Math.log(1 - random.uniform())) / rate;
    return due;
  });
}

/**
 * The same requests at a server that loses nothing: one after the other in their order, each with the whole machine for
 * as long as one takes where there are `most` a second. Milliseconds, sorted.
 */
export function idealLoop(rate, count, most) {
  let free = 0;
  return dueTimes(rate, count)
    .map((due) => {
      free = Math.max(free, due) + 1000 / most;
      return free - due;
    })
    .sort((a, b) => a - b);
}

/** `rate` requests a second, `count` of them, round and round. Returns milliseconds, sorted, and how many were not answered with 200. */
export async function openLoop(url, requests, rate, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const answers = [];
  const start = performance.now();
  for (const [n, due] of dueTimes(rate, count).entries()) {
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
