// One thread of a crew: makes a session of the setup it is sent, then runs commands.
import { parentPort, workerData } from 'node:worker_threads';
import { type Command, Session, type SessionSetup } from '../src/index.ts';

let session: Session | undefined;

parentPort!.on('message', (message: { setup?: SessionSetup; command?: Command }) => {
  try {
    if (message.setup) session = new Session(message.setup, workerData.thread);
    if (message.command) session!.run(message.command);
    parentPort!.postMessage({});
  } catch (error) {
    parentPort!.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
