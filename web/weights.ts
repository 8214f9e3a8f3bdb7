// The name of a model's weights: the SHA-256 that `lenet5 train` prints.
import { type Model, weightBytes } from '../src/index.ts';

/** 64 hexadecimal digits; empty where the browser has no SHA-256: pages of http elsewhere than on this machine. */
export async function hashWeights(model: Model): Promise<string> {
  const bytes = weightBytes(model) as Uint8Array<ArrayBuffer>;
  const hash = await crypto.subtle?.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash ?? []), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
