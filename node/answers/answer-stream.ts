// Answers on standard output, one after the other; a reader that has seen enough (`| head`) ends them.

export class AnswerStream {
  /** Nobody reads any more. */
  isClosed = false;

  /** Waits until it has gone out. */
  async write(text: string): Promise<void> {
    const { stdout } = process;
    if (this.isClosed) return;
    await new Promise<void>((resolve) => {
      stdout.write(text, (error) => {
        if (error) this.isClosed = true;
        resolve();
      });
    });
  }
}
