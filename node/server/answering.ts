// POST /v1/recognize and /v1/read: every picture becomes works for the threads, their answers one list, or lines of JSON
// as they come, in the order of the pictures.
import { readBody } from './body.ts';
import type { Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { minConfidenceOf, readingRulesOf } from './parameters.ts';
import type { Pool } from './pool.ts';
import { Problem } from './problem.ts';
import { type Parameters, parseSubmission, type Submission, type SubmittedPicture } from './submission.ts';
import type { Visit } from './visit.ts';
import { type Answer, SIDE, type Work } from './work.ts';

export interface Answering {
  readonly pool: Pool;
  readonly limits: Limits;
  readonly metrics: Metrics;
}

/** Some pictures' answers, and their names. */
interface Part {
  readonly pictures: readonly SubmittedPicture[];
  readonly answers: Promise<readonly Answer[]>;
}

/** Digits that are one work: a millisecond or two. */
const DIGITS = 32;

const LINES = 'application/x-ndjson';

/** Throws Problem. */
export async function answerPictures(
  kind: 'recognize' | 'read',
  request: Request,
  visit: Visit,
  { pool, limits, metrics }: Answering,
): Promise<Response> {
  const bytes = await readBody(request, limits.maxBody, visit);
  const submission = await parseSubmission(request.headers.get('content-type') ?? '', bytes);
  const { pictures } = submission;
  if (pictures.length > limits.maxPictures) {
    throw new Problem(
      413,
      `images: too many; expected at most ${limits.maxPictures}, got ${pictures.length}.`,
    );
  }
  const common = { ...Object.fromEntries(new URL(request.url).searchParams), ...submission.parameters };
  const works = kind === 'recognize' ? recognizing(pictures, common) : reading(pictures, common);
  pool.checkRoom(works.map(({ work }) => work));
  const parts = works.map(
    ({ own, work }): Part => ({ pictures: own, answers: pool.answers(work, works.length > 1, visit.signal) }),
  );
  // Each is awaited in its turn; one that fails before is no unhandled rejection.
  for (const { answers } of parts) answers.catch(() => undefined);
  const count = (answers: readonly Answer[]) => {
    for (const status of ['accepted', 'rejected', 'failed'])
      metrics.countPictures(kind, status, answers.filter((answer) => answer.status === status).length);
  };
  if (request.headers.get('accept')?.includes(LINES)) return streamLines(parts, visit, count);
  return Response.json({ results: await listAnswers(parts, submission, count) });
}

interface NamedWork {
  readonly own: readonly SubmittedPicture[];
  readonly work: Work;
}

function recognizing(pictures: readonly SubmittedPicture[], common: Parameters): NamedWork[] {
  const works: NamedWork[] = [];
  let run: SubmittedPicture[] = [];
  const minConfidence = minConfidenceOf(common);
  const flush = () => {
    if (run.length === 0) return;
    const ink = new Uint8Array(run.length * SIDE * SIDE);
    for (const [n, digit] of run.entries()) ink.set(digit.ink!, n * SIDE * SIDE);
    works.push({ own: run, work: { kind: 'digits', ink, minConfidence } });
    run = [];
  };
  for (const picture of pictures) {
    const hasOwn = Object.keys(picture.parameters).length > 0;
    if (picture.ink && !hasOwn) {
      run.push(picture);
      if (run.length === DIGITS) flush();
      continue;
    }
    flush();
    const own = hasOwn ? minConfidenceOf({ ...common, ...picture.parameters }) : minConfidence;
    works.push({ own: [picture], work: workOf(picture, own) });
  }
  flush();
  return works;
}

function workOf({ name, bytes, ink }: SubmittedPicture, minConfidence: number): Work {
  if (ink) return { kind: 'digits', ink, minConfidence };
  return { kind: 'recognize', bytes: bytes!, name, minConfidence };
}

function reading(pictures: readonly SubmittedPicture[], common: Parameters): NamedWork[] {
  const rules = readingRulesOf(common);
  return pictures.map((picture) => {
    const { name, bytes, parameters } = picture;
    if (!bytes)
      throw new Problem(400, `${name}: expected a picture file to read; digits are for /v1/recognize.`);
    const hasOwn = Object.keys(parameters).length > 0;
    const own = hasOwn ? readingRulesOf({ ...common, ...parameters }) : rules;
    return { own: [picture], work: { kind: 'read', bytes, name, rules: own } };
  });
}

/** The answers of a part with their names; what went wrong with one picture of several is its answer. */
async function answersOf({ pictures, answers }: Part, isSingle: boolean): Promise<Answer[]> {
  try {
    const list = await answers;
    return list.map((answer, n) => ({ name: (pictures[n] ?? pictures[0]).name, ...answer }));
  } catch (error) {
    if (isSingle || !(error instanceof Problem) || error.status >= 500) throw error;
    return pictures.map(({ name }) => ({ name, status: 'failed', error: error.message }));
  }
}

async function listAnswers(
  parts: readonly Part[],
  { isSingle }: Submission,
  count: (answers: readonly Answer[]) => void,
): Promise<Answer[]> {
  const results: Answer[] = [];
  for (const part of parts) results.push(...(await answersOf(part, isSingle)));
  count(results);
  return results;
}

/** The status has gone out when something fails: then a line says so. */
function streamLines(
  parts: readonly Part[],
  visit: Visit,
  count: (answers: readonly Answer[]) => void,
): Response {
  let next = 0;
  visit.isStreaming = true;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next === parts.length) {
        visit.close();
        return controller.close();
      }
      const part = parts[next++];
      const answers = await answersOf(part, false).catch((error: Error): Answer[] =>
        part.pictures.map(({ name }) => ({ name, status: 'failed', error: error.message })),
      );
      count(answers);
      controller.enqueue(encoder.encode(answers.map((answer) => `${JSON.stringify(answer)}\n`).join('')));
    },
    cancel: () => visit.close(),
  });
  return new Response(body, { headers: { 'Content-Type': LINES } });
}
