// The public face of `lenet5/node`: the library, and what a machine with files and threads adds to it.
export * from '../src/index.ts';
export { type Conversion, type ConversionOptions, convertFile } from './conversion.ts';
export { createCrew, defaultThreads } from './crew.ts';
export { type CurvePoint, drawCurve, drawCurveSvg } from './curve.ts';
export { type DecodedPicture, loadFolder, loadIdxPair, loadMnist, type MnistOptions } from './datasets.ts';
export { type ReadOptions, readBytes, writeFileAtomically } from './files.ts';
export { hashWeights, loadDefinition, loadModel, saveModel } from './models.ts';
export type { Pages } from './pictures/pages.ts';
export type { RawSize } from './pictures/raw.ts';
export { decodePicture, encodePng, openPages } from './pictures.ts';
export { openReadingCrew, type ReadingCrew, type ReadingCrewOptions } from './reading-crew.ts';
export { loadPages, loadPicture, openReader, readFile, recognizeFile } from './recognition.ts';
export { loadTemplate, saveTemplate } from './templates.ts';
