// One thread of a crew: readies itself with the setup it is sent, then runs commands.
import { parentPort, workerData } from 'node:worker_threads';
import { type CrewCommand, type CrewSetup, type Hand, openHand } from '../src/index.ts';

let hand: Hand | undefined;

parentPort!.on('message', (message: { setup?: CrewSetup; command?: CrewCommand }) => {
  try {
    if (message.setup) hand = openHand(message.setup, workerData.thread);
    if (message.command) hand!.run(message.command);
    parentPort!.postMessage({});
  } catch (error) {
    parentPort!.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
