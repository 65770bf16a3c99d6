/** The lists by which Postgres statements are read: functions, system relations, settings, statement kinds. Data, no judgement of who asks. */
export {
  safeCall,
  safeExtensionFunction,
  safeFunction,
  safeOperator,
  safeStandardFunction,
  totalCall,
} from './function-list.ts';
export type { FunctionOverload, SafeFunction, SafeOperator } from './function-list.ts';
export { guardedFunction, opaqueFunction } from './special-functions.ts';
export type { GuardedFunction, OpaqueFunction } from './special-functions.ts';
export { systemRelation } from './system-relations.ts';
export type { SystemRelation } from './system-relations.ts';
export { readableSetting, settingRule } from './settings.ts';
export type { SettingRule } from './settings.ts';
export { describeUtility } from './utility/index.ts';
export type {
  ExpressionScope, InnerQuery, ScopedExpression, UnresolvedObject, UtilityDescription, UtilityEffect,
} from './utility/description.ts'; // prettier-ignore
