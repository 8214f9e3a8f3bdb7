// The digits of a job, in memory that its workers share if there are several.
import { createDataset, type Dataset } from '../../src/index.ts';
import { fetchDigits, firstDigits } from '../digits.ts';
import type { Job, MixedMaterial, MnistMaterial } from './messages.ts';

export interface Digits {
  readonly training: Dataset;
  readonly test: Dataset;
  readonly held?: Dataset;
}

async function fetchMnist({ base, training, test }: MnistMaterial): Promise<Digits> {
  return {
    training: firstDigits(await fetchDigits('train', base), training),
    test: firstDigits(await fetchDigits('test', base), test),
  };
}

/** `set` followed by `own`, `times` times. */
function mix(set: Dataset, { own, times }: Pick<MixedMaterial, 'own' | 'times'>): Dataset {
  const images = new Uint8Array(set.images.length + times * own.images.length);
  const labels = new Uint8Array(set.count + times * own.count);
  images.set(set.images);
  labels.set(set.labels);
  for (let n = 0; n < times; n++) {
    images.set(own.images, set.images.length + n * own.images.length);
    labels.set(own.labels, set.count + n * own.count);
  }
  const { rows, columns } = set;
  return createDataset({ name: `${set.name} and own digits`, rows, columns, images, labels });
}

function share(set: Dataset): Dataset {
  const copy = (values: Uint8Array) => {
    const shared = new Uint8Array(new SharedArrayBuffer(values.length));
    shared.set(values);
    return shared;
  };
  return { ...set, images: copy(set.images), labels: copy(set.labels) };
}

async function load({ material }: Job): Promise<Digits> {
  if (material.kind === 'mnist') return fetchMnist(material);
  if (material.kind === 'files') return material;
  const { training, test } = await fetchMnist(material.mnist);
  return { training: mix(training, material), test, held: material.held };
}

export async function loadDigits(job: Job): Promise<Digits> {
  const digits = await load(job);
  return job.threads > 1 ? { ...digits, training: share(digits.training) } : digits;
}
