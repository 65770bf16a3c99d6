/** Masking: which columns of a result are changed and how, and which statements can't run because of a mask. */
export { maskerFor, type Masker } from './maskers.ts';
export { planMasks, type MaskContext, type MaskRuling, type Plan } from './plan.ts';
export type { RelationKinds, Touch } from './touch.ts';
