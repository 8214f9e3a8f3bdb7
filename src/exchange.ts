// The public face of `lenet5/exchange`: models from and for other software. Apart from `lenet5`, so that a page that only
// recognises does not carry it.
export type { Imported, ImportOptions } from './exchange/assemble.ts';
export { type CHeaderOptions, writeCHeader } from './exchange/c-header.ts';
export { readKeras, readKerasH5, writeKeras, writeKerasH5 } from './exchange/keras-files.ts';
export { type OnnxOptions, writeOnnxModel } from './exchange/onnx-export.ts';
export { readOnnxModel } from './exchange/onnx-import.ts';
export { quantizeModel } from './exchange/quantize.ts';
export {
  type ReadStateDictOptions,
  readStateDict,
  type WriteStateDictOptions,
  writeStateDict,
} from './exchange/state-dict.ts';
export type { Levels, Tensor } from './exchange/step.ts';
export { readTfjs, type ShardLoader, writeTfjs } from './exchange/tfjs-files.ts';
export { readPt, writePt } from './formats/pytorch.ts';
