// One thread of a crew that reads: opens its own reader, then reads what it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { type FormReading, type Reading, readForm } from '../src/index.ts';
import type { ReadingWork } from './reading-crew.ts';
import { openFile, openReader } from './recognition.ts';
import { describeThrown } from './thrown-errors.ts';

const { model }: { model?: string } = workerData;
const reader = await openReader(model);

function perform({ source, template, options }: ReadingWork): Reading | FormReading {
  const picture = 'file' in source ? openFile(source.file).decode(source.page) : source;
  return template ? readForm(reader, picture, template, options) : reader.read(picture, options);
}

parentPort!.on('message', (work: ReadingWork) => {
  try {
    parentPort!.postMessage({ answer: perform(work) });
  } catch (error) {
    parentPort!.postMessage({ error: describeThrown(error) });
  }
});
