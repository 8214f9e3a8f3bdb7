// Learning from teachers (Hinton, Vinyals and Dean 2015): finished networks look at the very pictures that the student
// is shown, distortions included, and the student learns their doubts beside the labels.
//   loss = (1 - weight) cross-entropy(labels, softmax(scores))
//        + weight T^2 divergence(mean of the teachers' softmax(scores / T), softmax(scores / T))
// The divergence is Kullback and Leibler's: 0 where the student says what the teachers say. T^2 keeps its gradient as
// large as the first one's at every temperature T.
import { exp, log } from '../elementary.ts';
import type { Floats } from '../kernels/kernels.ts';
import type { Network } from '../networks/network.ts';
import type { NetworkPlan } from '../networks/plan.ts';
import { sizeOf } from '../shape.ts';

export interface Distillation {
  /** Share of the teachers in the loss, 0..1. */
  readonly weight: number;
  /** Above 1 the classes behind the best one count for more. */
  readonly temperature: number;
}

export class Distiller {
  private readonly distillation: Distillation;
  private readonly student: NetworkPlan;
  private readonly teachers: readonly Network[];
  private readonly targets: Float64Array;
  private readonly row: Float64Array;

  /** `capacity`: most images of one call. */
  constructor(
    distillation: Distillation,
    student: NetworkPlan,
    teachers: readonly Network[],
    capacity: number,
  ) {
    const classes = sizeOf(student.output);
    this.distillation = distillation;
    this.student = student;
    this.teachers = teachers;
    this.targets = new Float64Array(capacity * classes);
    this.row = new Float64Array(classes);
  }

  /** What the teachers make of the student's `input`: [image][class], valid until the next call. */
  ask(count: number, input: Floats): Float64Array {
    const { teachers, targets, row } = this;
    const classes = row.length;
    targets.fill(0);
    for (const teacher of teachers) {
      teacher.input.set(input.subarray(0, count * sizeOf(teacher.plan.input)));
      teacher.forward(count);
      for (let n = 0; n < count; n++) {
        this.soften(teacher.plan, teacher.output, n);
        for (let m = 0; m < classes; m++) targets[n * classes + m] += row[m] / teachers.length;
      }
    }
    return targets;
  }

  /**
   * Mixes the divergence from `targets` into `loss`, which is that of the labels, and into its gradient `doutputs`;
   * returns the mixed loss.
   */
  mix(count: number, outputs: Floats, targets: Float64Array, loss: number, doutputs: Floats): number {
    const { distillation, student, row } = this;
    const { weight, temperature } = distillation;
    const classes = row.length;
    const scale = weight * temperature * signOf(student);
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const denominator = this.soften(student, outputs, n);
      for (let m = 0; m < classes; m++) {
        const at = n * classes + m;
        const logarithm = (signOf(student) * outputs[at]) / temperature - denominator;
        if (targets[at] !== 0) sum += targets[at] * (log(targets[at]) - logarithm);
        doutputs[at] = (1 - weight) * doutputs[at] + scale * (row[m] - targets[at]);
      }
    }
    return (1 - weight) * loss + weight * temperature * temperature * sum;
  }

  /** `row` = softmax(outputs / temperature) of image `n`; returns the logarithm of its denominator. */
  private soften(plan: NetworkPlan, outputs: Floats, n: number): number {
    const { row } = this;
    const scale = signOf(plan) / this.distillation.temperature;
    let largest = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < row.length; m++) {
      row[m] = scale * outputs[n * row.length + m];
      largest = Math.max(largest, row[m]);
    }
    let sum = 0;
    for (let m = 0; m < row.length; m++) {
      row[m] = exp(row[m] - largest);
      sum += row[m];
    }
    for (let m = 0; m < row.length; m++) row[m] /= sum;
    return log(sum) + largest;
  }
}

/** Penalties speak for a class where they are small. */
const signOf = (plan: NetworkPlan): 1 | -1 => (plan.outputs === 'penalties' ? -1 : 1);
