// The name of a model's weights: the SHA-256 that `lenet5 train` prints. The browser's own is for pages of https and of
// this machine only.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Model, weightBytes } from '../src/index.ts';

/** 64 hexadecimal digits. */
export const hashWeights = (model: Model): string => bytesToHex(sha256(weightBytes(model)));
