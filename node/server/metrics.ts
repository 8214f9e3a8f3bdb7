// Numbers for Prometheus.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is looked at when the numbers are asked for. */
export interface Gauges {
  readonly waiting: () => number;
  readonly working: () => number;
  readonly inside: () => number;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'lenet5_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'lenet5_request_duration_seconds',
    help: 'From the end of the header to the answer.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly pictures = new Counter({
    name: 'lenet5_pictures_total',
    help: 'Pictures that were answered for: accepted, rejected, failed.',
    labelNames: ['kind', 'status'],
    registers: [this.registry],
  });
  private readonly refusals = new Counter({
    name: 'lenet5_refusals_total',
    help: 'Requests that were refused because of a limit, by status.',
    labelNames: ['status'],
    registers: [this.registry],
  });

  constructor({ waiting, working, inside }: Gauges) {
    collectDefaultMetrics({ register: this.registry });
    for (const [name, help, value] of [
      ['lenet5_queue_waiting', 'Works that wait for a thread.', waiting],
      ['lenet5_queue_working', 'Works that are being done.', working],
      ['lenet5_requests_inside', 'Requests that are being worked on.', inside],
    ] as const) {
      new Gauge({
        ...{ name, help, registers: [this.registry] },
        collect() {
          this.set(value());
        },
      });
    }
  }

  countRequest(route: string, status: number, seconds: number): void {
    this.requests.inc({ route, status });
    this.durations.observe({ route }, seconds);
    if ([413, 429, 503].includes(status)) this.refusals.inc({ status });
  }

  countPictures(kind: string, status: string, count: number): void {
    if (count > 0) this.pictures.inc({ kind, status }, count);
  }

  async toResponse(): Promise<Response> {
    return new Response(await this.registry.metrics(), {
      headers: { 'Content-Type': this.registry.contentType },
    });
  }
}
