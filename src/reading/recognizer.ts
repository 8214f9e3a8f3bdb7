// One character: picture -> 28x28 the way MNIST was made -> network -> answer with a confidence, or "rejected".
import { Classifier } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { normalizePicture } from '../vision/normalize.ts';
import type { Picture } from '../vision/picture.ts';

export interface Alternative {
  readonly digit: number;
  /** 0..1; all classes together make 1. */
  readonly confidence: number;
}

export interface Recognition {
  readonly status: 'accepted' | 'rejected';
  /** The most likely class; null where there is nothing to read. */
  readonly digit: number | null;
  readonly confidence: number;
  /** The two most likely classes, best first; empty where there is nothing to read. */
  readonly alternatives: readonly Alternative[];
  /** Why it was rejected. */
  readonly reason?: 'blank' | 'uncertain';
}

export interface RecognizerOptions {
  /** Answers below this confidence are rejected as uncertain, 0..1. Default 0.5. */
  readonly minConfidence?: number;
}

/** Side of a normalised picture. */
const SIDE = 28;

const BLANK: Recognition = {
  status: 'rejected',
  digit: null,
  confidence: 0,
  alternatives: [],
  reason: 'blank',
};

export class Recognizer {
  private readonly classifier: Classifier;
  private readonly minConfidence: number;

  private constructor(classifier: Classifier, minConfidence: number) {
    this.classifier = classifier;
    this.minConfidence = minConfidence;
  }

  static async open(model: Model, options: RecognizerOptions = {}): Promise<Recognizer> {
    return new Recognizer(await Classifier.open(model, 1), options.minConfidence ?? 0.5);
  }

  /** Any picture of one digit: any size, grey or colour, dark on light or light on dark. Throws ShapeError. */
  recognize(picture: Picture): Recognition {
    const normalized = normalizePicture(picture);
    if (normalized.status === 'blank') return BLANK;
    return this.recognizeInk(normalized.image, SIDE, SIDE);
  }

  /** Ink (0 paper, 255 full ink) of a digit that is already as in MNIST: 20 pixels high, centred by mass. */
  recognizeInk(ink: ArrayLike<number>, rows: number, columns: number): Recognition {
    const p = this.classifier.probabilities(ink, 1, rows, columns);
    let best = 0;
    for (let m = 1; m < p.length; m++) if (p[m] > p[best]) best = m;
    let second = best === 0 ? 1 : 0;
    for (let m = 0; m < p.length; m++) if (m !== best && p[m] > p[second]) second = m;
    const confidence = p[best];
    const alternatives = [
      { digit: best, confidence },
      { digit: second, confidence: p[second] },
    ];
    if (confidence >= this.minConfidence)
      return { status: 'accepted', digit: best, confidence, alternatives };
    return { status: 'rejected', digit: best, confidence, alternatives, reason: 'uncertain' };
  }
}
