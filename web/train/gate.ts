// Lets training go on, or holds it between two reports: until told, for one batch, for one epoch. It is the pace of
// `train`, too.
import type { Pace } from '../../src/index.ts';
import type { Order } from './messages.ts';

export class Gate implements Pace {
  steps: number | undefined;
  isStopped = false;
  private usual: number | undefined;
  private way: 'open' | 'closed' | 'batch' | 'epoch' = 'open';
  private wake: (() => void) | undefined;

  /** Updates between two reports, but for steps of one batch. */
  setUsual(steps: number): void {
    this.usual = steps;
    this.steps = steps;
  }

  take(order: Exclude<Order['type'], 'start'>): void {
    if (order === 'pause') {
      this.way = 'closed';
      return;
    }
    if (order === 'stop') this.isStopped = true;
    else this.way = order === 'go' ? 'open' : order;
    this.steps = order === 'batch' ? 1 : this.usual;
    this.wake?.();
  }

  /** Whether the next report has to wait. */
  closes(type: 'progress' | 'checkpoint'): boolean {
    const isStep = this.way === 'batch' ? type === 'progress' : this.way === 'epoch' && type === 'checkpoint';
    if (isStep) this.way = 'closed';
    return this.way === 'closed' && !this.isStopped;
  }

  /** Until it may go on. */
  async wait(): Promise<void> {
    while (this.way === 'closed' && !this.isStopped) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
