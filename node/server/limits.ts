// What the server takes on, and what it refuses.

export interface Limits {
  /** Of a request's body, in bytes. */
  readonly maxBody: number;
  /** Of a picture. */
  readonly maxPixels: number;
  /** Of a request, pages of a file included. */
  readonly maxPictures: number;
  /** In which a request must have come in, and in which it must be answered. */
  readonly seconds: number;
  /** At once. */
  readonly maxRequests: number;
  /** At once, of one client: one key, or one address. */
  readonly maxClientRequests: number;
}

export const LIMITS: Limits = {
  maxBody: 32 * 2 ** 20,
  maxPixels: 16 * 2 ** 20,
  maxPictures: 10_000,
  seconds: 30,
  maxRequests: 256,
  maxClientRequests: 128,
};

/** Bodies of all requests together are at most so many of the largest. */
export const BODIES = 4;
