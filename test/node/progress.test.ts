// Progress on a terminal (a bar, drawn over) and elsewhere (a line for each epoch).
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../node/progress.ts';

const options = { epochs: 2, finished: 0, pictures: 100, errorName: 'test' };
const progress = {
  type: 'progress',
  epoch: 1,
  epochs: 2,
  images: 100,
  total: 100,
  loss: 0.5,
  error: 0.1,
} as const;
const epoch = { type: 'epoch', epoch: 1, loss: 0.5, trainingError: 0.1, errors: { t: 0.05 } } as const;

function watch(isTTY: boolean): { text: () => string; progress: Progress } {
  const written: string[] = [];
  const stream = { isTTY, columns: 70, write: (text: string) => written.push(text) };
  return { text: () => written.join(''), progress: new Progress(options, stream) };
}

afterEach(() => vi.unstubAllEnvs());

describe('Progress', () => {
  it('elsewhere writes nothing but a line for each epoch', () => {
    const { text, progress: shown } = watch(false);
    shown.progress(progress);
    shown.epoch(epoch);
    expect(text()).toMatch(
      /^epoch 1\/2 {2}loss 0\.5000 {2}training error 10\.00 % {2}test error 5\.00 % {2}[\d,]+ samples\/s {2}.* left\n$/,
    );
  });

  it('on a terminal draws a bar in colour that is no wider than the terminal', () => {
    vi.stubEnv('NO_COLOR', '');
    const { text, progress: shown } = watch(true);
    shown.progress(progress);
    expect(text()).toContain(`\r\u001b[Kepoch 1/2 \u001b[36m${'━'.repeat(24)}\u001b[0m loss 0.5000`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of a terminal
    expect(text().replace(/\u001b\[\d*[mK]|\r/g, '').length).toBeLessThan(70);
  });

  it('without colour where NO_COLOR is set', () => {
    vi.stubEnv('NO_COLOR', '1');
    const { text, progress: shown } = watch(true);
    shown.progress(progress);
    expect(text()).not.toContain('\u001b[36m');
  });

  it('counts the pictures of all epochs of this run', () => {
    const { progress: shown } = watch(false);
    expect(shown.samplesPerSecond).toBe(0);
    shown.progress(progress);
    const first = shown.samplesPerSecond;
    expect(first).toBeGreaterThan(0);
    expect(shown.epoch(epoch).samplesPerSecond).toBeCloseTo(first, 6);
  });
});
