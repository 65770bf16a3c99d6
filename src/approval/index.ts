/** Held statements and the people who answer. What other rooms use of this one. */
export { Desk } from './desk.ts';
export type { HoldResult, Waiting } from './desk.ts';
export { fingerprintOf } from './request.ts';
export type { HeldStatement } from './request.ts';
export { meets } from './states.ts';
export { answerRequest, findApprover } from './answer.ts';
export type { AnswerResult, Approver } from './answer.ts';
export { visible } from './visible.ts';
