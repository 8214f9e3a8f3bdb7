// The public face: re-exports only.
export { NearestNeighbours, vote } from './baselines/nearest-neighbours.ts';
export { QuadraticClassifier } from './baselines/quadratic.ts';
export { createDataset, type Dataset, select } from './data/dataset.ts';
export { Distorter, type DistortionRanges } from './data/distort.ts';
export { type Split, splitAtRandom, splitByWriter } from './data/split.ts';
export { type Transformation, transformSet } from './data/transform.ts';
export { DivergenceError, FormatError, Lenet5Error, ShapeError, UsageError } from './errors.ts';
export { readIdx, writeIdx } from './formats/idx.ts';
export { readSafetensors, writeSafetensors } from './formats/safetensors.ts';
export { readWriters, type Writers } from './formats/writers.ts';
export { Classifier } from './networks/classifier.ts';
export type { Definition, InitialRule, LayerDefinition } from './networks/definition.ts';
export { type Description, describe, type LayerRow } from './networks/describe.ts';
export { type Inspection, Inspector, inspect, type LayerMaps } from './networks/inspect.ts';
export { type Card, type Model, readModel, weightBytes, writeModel } from './networks/model.ts';
export { findNetwork, networks } from './networks/networks.ts';
export { type NetworkPlan, planNetwork } from './networks/plan.ts';
export { type ReceptiveField, receptiveField } from './networks/receptive-field.ts';
export { type UnitPlace, type UnitSum, unitSum } from './networks/unit-sum.ts';
export { Random } from './random.ts';
export type { ReadingAlternative } from './reading/candidates.ts';
export type { CheckName } from './reading/checks.ts';
export type { DateOrder } from './reading/dates.ts';
export { checkField, type Field, type FieldName, type FieldRules } from './reading/fields.ts';
export type { Reading } from './reading/findings.ts';
export {
  type FieldReading,
  type FormOptions,
  type FormReading,
  type LaidForm,
  layForm,
  readForm,
} from './reading/forms.ts';
export type { ReadDigit } from './reading/read-digits.ts';
export { Reader, type ReadingView, type ReadOptions } from './reading/reader.ts';
export {
  type Alternative,
  type Recognition,
  Recognizer,
  type RecognizerOptions,
  type RejectionReason,
} from './reading/recognizer.ts';
export { SYMBOL_TEXT } from './reading/symbols.ts';
export {
  createTemplate,
  readTemplate,
  type Template,
  type TemplateField,
  type TemplatePrint,
} from './reading/template.ts';
export type { LineView, PieceView, ReadingParts } from './reading/view.ts';
export { formatShape, type Shape, sizeOf } from './shape.ts';
export { addOutputs, type BoostingReport, findHardPatterns } from './training/boosting.ts';
export { BulkClassifier, type BulkOptions } from './training/bulk-classifier.ts';
export { type Checkpoint, readCheckpoint, writeCheckpoint } from './training/checkpoint.ts';
export {
  type Crew,
  type CrewCommand,
  type CrewSetup,
  type Hand,
  openHand,
  SoloCrew,
} from './training/crew.ts';
export type { Distillation } from './training/distillation.ts';
export {
  type Evaluation,
  evaluate,
  evaluateOutputs,
  type Mistake,
  wilsonInterval,
} from './training/evaluate.ts';
export type { DoneReport, ProgressReport, TrainingReport } from './training/events.ts';
export type { EpochReport } from './training/history.ts';
export type { Teacher } from './training/material.ts';
export { checkRecipe, type Recipe } from './training/recipe.ts';
export { distillation, recipeFor, recipeNames } from './training/recipes.ts';
export { marginsOf, type Rejection, rejectionCurve, rejectionFor } from './training/rejection.ts';
export { errorAfter } from './training/robustness.ts';
export { type Pace, type TrainingOptions, train } from './training/train.ts';
export { type DrawingOptions, drawStrokes, type PenStroke } from './vision/drawing.ts';
export { type NormalizedPicture, normalizeDigit, normalizePicture } from './vision/normalize.ts';
export { channelsOf, LARGEST_PICTURE, type Picture, toGrey } from './vision/picture.ts';
