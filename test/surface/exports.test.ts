// The public face: every name that the package exports. A new one is added here on purpose, a removed one is a
// breaking change.
import * as library from 'lenet5';
import * as exchange from 'lenet5/exchange';
import * as node from 'lenet5/node';
import { describe, expect, it } from 'vitest';

const names = [
  ...[
    'Classifier',
    'Distorter',
    'Random',
    'Reader',
    'Recognizer',
    'SoloCrew',
    'SYMBOL_TEXT',
    'BulkClassifier',
    'openHand',
  ],
  ...['DivergenceError', 'FormatError', 'Lenet5Error', 'ShapeError', 'UsageError'],
  ...['createDataset', 'select', 'splitAtRandom', 'splitByWriter'],
  ...['readIdx', 'readSafetensors', 'readWriters', 'writeIdx', 'writeSafetensors'],
  ...['describe', 'findNetwork', 'networks', 'planNetwork'],
  ...['readModel', 'weightBytes', 'writeModel'],
  ...['formatShape', 'sizeOf'],
  ...[
    'checkRecipe',
    'distillation',
    'readCheckpoint',
    'recipeFor',
    'recipeNames',
    'train',
    'writeCheckpoint',
  ],
  ...['evaluate', 'evaluateOutputs', 'wilsonInterval', 'marginsOf', 'rejectionCurve', 'rejectionFor'],
  ...['NearestNeighbours', 'QuadraticClassifier', 'vote', 'addOutputs', 'findHardPatterns'],
  ...['errorAfter', 'inspect', 'Inspector', 'receptiveField', 'transformSet', 'unitSum'],
  ...['createTemplate', 'layForm', 'readForm', 'readTemplate'],
  ...[
    'checkField',
    'LARGEST_PICTURE',
    'channelsOf',
    'drawStrokes',
    'normalizeDigit',
    'normalizePicture',
    'toGrey',
  ],
];

const nodeNames = [
  ...['createCrew', 'defaultThreads'],
  ...['drawCurve', 'drawCurveSvg'],
  ...['loadFolder', 'loadIdxPair', 'loadMnist'],
  ...['readBytes', 'writeFileAtomically'],
  ...['hashWeights', 'loadDefinition', 'loadModel', 'saveModel'],
  ...['convertFile', 'decodePicture', 'encodePng', 'openPages'],
  ...['loadPages', 'loadPicture', 'openReader', 'readFile', 'recognizeFile'],
  'openReadingCrew',
  ...['loadTemplate', 'saveTemplate'],
];

const exchangeNames = [
  ...['quantizeModel', 'readOnnxModel', 'writeCHeader', 'writeOnnxModel'],
  ...['readKeras', 'readKerasH5', 'readTfjs', 'writeKeras', 'writeKerasH5', 'writeTfjs'],
  ...['readPt', 'readStateDict', 'writePt', 'writeStateDict'],
];

describe('exports', () => {
  it('of lenet5', () => {
    expect(Object.keys(library).sort()).toEqual([...names].sort());
  });

  it('of lenet5/node: the library and the shell', () => {
    expect(Object.keys(node).sort()).toEqual([...names, ...nodeNames].sort());
    const shell = new Map<string, unknown>(Object.entries(node));
    for (const [name, value] of Object.entries(library)) expect(shell.get(name), name).toBe(value);
  });

  it('of lenet5/exchange', () => {
    expect(Object.keys(exchange).sort()).toEqual([...exchangeNames].sort());
  });

  it('are all there: none is undefined', () => {
    for (const [name, value] of Object.entries(node)) expect(value, name).toBeDefined();
  });
});
