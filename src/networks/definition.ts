// A network is a list of layers: plain data, one screen, like the paper's figure 2. The model file stores it, the
// summary prints it, the page draws it.
import type { ActivationName } from '../kernels/kernels.ts';
import type { ConvolutionDescription, FullDescription } from '../layers/convolution.ts';
import type { DistancesDescription } from '../layers/distances.ts';
import type { NormalizationDescription } from '../layers/normalization.ts';
import type { PoolingDescription } from '../layers/pooling.ts';

/** A layer with its name (the paper's: C1, S2, ...) and the function that squashes its output, if any. */
export type LayerDefinition = (
  | ConvolutionDescription
  | FullDescription
  | PoolingDescription
  | NormalizationDescription
  | DistancesDescription
) & { readonly name: string; readonly activation?: ActivationName };

/**
 * How weights start; F = inputs of the unit. `fanIn`: uniform in +-gain/F (appendix A and section III.B: 2.4);
 * `squareRoot`: +-gain/sqrt(F); `uniform`: +-limit. Biases start at 0, coefficients of subsampling layers at
 * `coefficient`, or else where the unit begins as a mean.
 */
export type InitialRule = (
  | { readonly rule: 'fanIn'; readonly gain: number }
  | { readonly rule: 'squareRoot'; readonly gain: number }
  | { readonly rule: 'uniform'; readonly limit: number }
) & { readonly coefficient?: number };

export interface Definition {
  readonly name: string;
  /** The picture: paper is mapped to `background`, full ink to `foreground`. */
  readonly input: {
    readonly maps: number;
    readonly rows: number;
    readonly columns: number;
    readonly background: number;
    readonly foreground: number;
  };
  readonly initial: InitialRule;
  readonly layers: readonly LayerDefinition[];
}
