// One character: picture or strokes of a pen -> 28x28 the way MNIST was made -> network -> answer with a confidence, or
// "rejected" and why.
import { Classifier } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { checkKeys, checkShare } from '../options.ts';
import { type DrawingOptions, drawStrokes, type PenStroke } from '../vision/drawing.ts';
import { normalizePicture } from '../vision/normalize.ts';
import type { Picture } from '../vision/picture.ts';
import { checkCharacters, DIGITS, NO_DIGIT, SEVERAL } from './characters.ts';

export interface Alternative {
  readonly digit: number;
  /** 0..1; all classes together, what is no digit among them, make 1. */
  readonly confidence: number;
}

/** Why there is no answer. Only networks that know rubbish say 'not a digit' and 'several characters'. */
export type RejectionReason = 'blank' | 'not a digit' | 'several characters' | 'uncertain';

export interface Recognition {
  readonly status: 'accepted' | 'rejected';
  /** The most likely digit, of a rejected picture too; null where there is nothing to read. */
  readonly digit: number | null;
  readonly confidence: number;
  /** The two most likely digits, best first; empty where there is nothing to read. */
  readonly alternatives: readonly Alternative[];
  /** Why it was rejected. */
  readonly reason?: RejectionReason;
}

export interface RecognizerOptions {
  /** Answers below this confidence are rejected, 0..1. Default 0.5. */
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

  /**
   * Throws ShapeError if the model has not 10 classes (digits) or 12 (no digit and several digits, too), UsageError for
   * options that make no sense.
   */
  static async open(model: Model, options: RecognizerOptions = {}): Promise<Recognizer> {
    checkKeys('recognizer: options', options, ['minConfidence']);
    checkShare('recognizer: minConfidence', options.minConfidence);
    const classifier = await Classifier.open(model, 1);
    checkCharacters(model.definition.name, classifier.classes);
    return new Recognizer(classifier, options.minConfidence ?? 0.5);
  }

  /** Any picture of one digit: any size, grey or colour, dark on light or light on dark. Throws ShapeError. */
  recognize(picture: Picture): Recognition {
    const normalized = normalizePicture(picture);
    if (normalized.status === 'blank') return BLANK;
    return this.recognizeInk(normalized.image, SIDE, SIDE);
  }

  /** One digit as strokes of a pen, in any unit, y downwards. Throws FormatError as `drawStrokes`. */
  recognizeStrokes(strokes: readonly PenStroke[], options?: DrawingOptions): Recognition {
    return this.recognize(drawStrokes(strokes, options));
  }

  /**
   * Ink (0 paper, 255 full ink), rows x columns bytes, of a digit that is already as in MNIST: 20 pixels high, centred by
   * mass. Blank where all of it is alike. Throws ShapeError if it does not fit the network.
   */
  recognizeInk(ink: ArrayLike<number>, rows: number, columns: number): Recognition {
    const p = this.classifier.probabilities(ink, 1, rows, columns);
    if (isAlike(ink)) return BLANK;
    let best = 0;
    for (let m = 1; m < DIGITS; m++) if (p[m] > p[best]) best = m;
    let second = best === 0 ? 1 : 0;
    for (let m = 0; m < DIGITS; m++) if (m !== best && p[m] > p[second]) second = m;
    const confidence = p[best];
    const alternatives = [
      { digit: best, confidence },
      { digit: second, confidence: p[second] },
    ];
    const answer = { digit: best, confidence, alternatives };
    if (confidence >= this.minConfidence) return { status: 'accepted', ...answer };
    return { status: 'rejected', ...answer, reason: reasonFor(p, confidence) };
  }
}

/** Nothing is written in one level of grey, whichever it is. */
function isAlike(ink: ArrayLike<number>): boolean {
  let n = 1;
  while (n < ink.length && ink[n] === ink[0]) n++;
  return n >= ink.length;
}

/** What is likelier than the best digit, if anything. */
function reasonFor(p: Float32Array, confidence: number): RejectionReason {
  const [none, several] = [p[NO_DIGIT] ?? 0, p[SEVERAL] ?? 0];
  if (Math.max(none, several) <= confidence) return 'uncertain';
  return none >= several ? 'not a digit' : 'several characters';
}
