// What went wrong, as it can be sent from a worker to the page: the kind of error, and the library's words.
export interface Fault {
  /** Name of the error's class. */
  readonly name: string;
  /** In English: where, what, what was expected. */
  readonly message: string;
}

/** A file of the page that cannot be had. */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** A file of a user that is no picture, or too large a one. */
export class PictureError extends Error {
  override name = 'PictureError';
}

export const toFault = (error: unknown): Fault => {
  const { name, message } = error as Error;
  return { name, message };
};
