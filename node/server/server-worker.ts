// One thread of the server: opens its models, then does works, a batch a message. What is wrong with a picture is its
// result; a thread that dies takes nothing with it that the pool could not do again.
import { parentPort, workerData } from 'node:worker_threads';
import {
  Classifier,
  drawStrokes,
  FormatError,
  Lenet5Error,
  type Picture,
  type Reader,
  type Recognition,
  Recognizer,
  readForm,
  ShapeError,
  UsageError,
} from '../../src/index.ts';
import { formJson, readingJson, recognitionJson } from '../answers/answer-json.ts';
import { loadModel } from '../models.ts';
import { limitPictures, PictureSizeError } from '../pictures/size.ts';
import { openPages } from '../pictures.ts';
import { openReader } from '../recognition.ts';
import { Problem } from './problem.ts';
import { understand } from './reading-rules.ts';
import { type Answer, type Result, SIDE, type Work, type WorkerSetup } from './work.ts';

const setup: WorkerSetup = workerData;
limitPictures(setup.maxPixels);

// With 1 all that is not certain is rejected, with the reason why: what is sure enough is decided for each request.
const recognizer = await Recognizer.open(await loadModel(setup.models[0].path), { minConfidence: 1 });
const reader: Reader = await openReader();
// The first of everything is slow: it is done before anybody waits.
const seven: Picture = drawStrokes([[10, 10, 50, 10, 30, 90]]);
recognizer.recognize(seven);
reader.read(seven);
const classifiers = new Map<string, Classifier>();

async function classifierFor(name: string): Promise<Classifier> {
  const { path } = setup.models.find((model) => model.name === name)!;
  const classifier = classifiers.get(name) ?? (await Classifier.open(await loadModel(path)));
  classifiers.set(name, classifier);
  return classifier;
}

function accept(answer: Recognition, minConfidence: number): Answer {
  if (answer.confidence < minConfidence || answer.digit === null) return recognitionJson(answer);
  return recognitionJson({ ...answer, status: 'accepted', reason: undefined });
}

function answerPages(bytes: Uint8Array, name: string, answer: (picture: Picture) => Answer): Answer[] {
  const pages = openPages(bytes, name);
  if (pages.count > setup.maxPages) {
    throw new Problem(
      413,
      `${name}: too many pages; expected at most ${setup.maxPages}, got ${pages.count}.`,
    );
  }
  if (pages.count === 1) return [answer(pages.decode(0))];
  return Array.from({ length: pages.count }, (_, page) => {
    try {
      return { page: page + 1, ...answer(pages.decode(page)) };
    } catch (error) {
      return { page: page + 1, status: 'failed', error: failureOf(error).message };
    }
  });
}

async function perform(work: Work): Promise<Result> {
  switch (work.kind) {
    case 'recognize': {
      const { bytes, name, minConfidence } = work;
      return {
        answers: answerPages(bytes, name, (picture) => accept(recognizer.recognize(picture), minConfidence)),
      };
    }
    case 'digits': {
      const { ink, minConfidence } = work;
      const count = ink.length / (SIDE * SIDE);
      const digits = Array.from({ length: count }, (_, n) =>
        ink.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE),
      );
      return {
        answers: digits.map((digit) => accept(recognizer.recognizeInk(digit, SIDE, SIDE), minConfidence)),
      };
    }
    case 'read': {
      const { bytes, name, rules } = work;
      const { field, template, maxError } = understand(rules);
      return {
        answers: answerPages(bytes, name, (picture) =>
          template
            ? formJson(readForm(reader, picture, template, { maxError }))
            : readingJson(reader.read(picture, { field, maxError })),
        ),
      };
    }
    case 'infer': {
      const classifier = await classifierFor(work.model);
      const count = work.ink.length / (SIDE * SIDE);
      return { probabilities: classifier.probabilities(work.ink, count, SIDE, SIDE) };
    }
  }
}

function failureOf(error: unknown): { status: number; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Problem) return { status: error.status, message };
  if (error instanceof PictureSizeError) return { status: 413, message };
  if (error instanceof UsageError) return { status: 400, message };
  if (error instanceof FormatError || error instanceof ShapeError) return { status: 422, message };
  if (error instanceof Lenet5Error) return { status: 422, message };
  return { status: 500, message: `unexpected: ${message}` };
}

parentPort!.on('message', async (works: readonly Work[]) => {
  const results: Result[] = [];
  for (const work of works) {
    results.push(await perform(work).catch((error: unknown) => ({ failure: failureOf(error) })));
  }
  parentPort!.postMessage({ results });
});
parentPort!.postMessage({ isReady: true });
