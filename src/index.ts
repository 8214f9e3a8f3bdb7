// The public face: re-exports only.
export { DivergenceError, FormatError, Lenet5Error, ShapeError, UsageError } from './errors.ts';
export { Random } from './random.ts';
export { type Shape, formatShape, sizeOf } from './shape.ts';
export type { Definition, InitialRule, LayerDefinition } from './networks/definition.ts';
export { findNetwork, networks } from './networks/networks.ts';
export { type NetworkPlan, planNetwork } from './networks/plan.ts';
export { type Crew, SoloCrew } from './training/crew.ts';
export { type Command, Session, type SessionSetup } from './training/session.ts';
export type { TrainingReport, EpochReport, ProgressReport } from './training/events.ts';
export { type Checkpoint, readCheckpoint, writeCheckpoint } from './training/checkpoint.ts';
export { type Recipe, checkRecipe, recipeFor } from './training/recipe.ts';
export { type TrainingOptions, train } from './training/train.ts';
