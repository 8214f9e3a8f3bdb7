// The seeded run for a page: one thread, no shared memory.
import { SoloCrew } from 'lenet5';
import { hashSeededRun } from '../seeded-run.ts';

Object.assign(globalThis, { hashSeededRun: (name: string) => hashSeededRun(name, new SoloCrew()) });
