// Who is let in: so many requests at once, so many of one client, so many bytes of bodies together.
import { BODIES, type Limits } from './limits.ts';
import { Problem } from './problem.ts';

export class Admission {
  private readonly limits: Limits;
  private readonly clients = new Map<string, number>();
  private requests = 0;
  private bytes = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Requests that are being worked on. */
  get inside(): number {
    return this.requests;
  }

  /** Gives back what lets the client out again. Throws Problem 429 (this client has too many) or 503 (all have). */
  enter(client: string): () => void {
    const { maxRequests, maxClientRequests } = this.limits;
    const own = this.clients.get(client) ?? 0;
    if (own >= maxClientRequests) {
      throw new Problem(429, `client: too many requests at once; expected at most ${maxClientRequests}.`);
    }
    if (this.requests >= maxRequests) {
      throw new Problem(503, `server: busy; ${maxRequests} requests are being worked on.`);
    }
    this.requests++;
    this.clients.set(client, own + 1);
    return once(() => {
      this.requests--;
      const left = this.clients.get(client)! - 1;
      if (left === 0) this.clients.delete(client);
      else this.clients.set(client, left);
    });
  }

  /** Room for a part of a body, until what is given back is called. Throws Problem 503. */
  reserve(bytes: number): () => void {
    if (this.bytes + bytes > BODIES * this.limits.maxBody) {
      throw new Problem(
        503,
        'server: busy; the bodies of other requests fill the memory set aside for them.',
      );
    }
    this.bytes += bytes;
    return once(() => {
      this.bytes -= bytes;
    });
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
