/** The lists by which MySQL and MariaDB statements are read: functions, system relations, system variables. Data, no judgement of who asks. */
export { builtIn, GRANTED_FUNCTIONS } from './functions.ts';
export type { BuiltIn } from './functions.ts';
export { readableStatus } from './status.ts';
export { systemRelation, systemSchema } from './system-relations.ts';
export type { SystemRelation, SystemSchema } from './system-relations.ts';
export { knownVariables, readableVariable, variableRule } from './variables.ts';
export type { VariableRule } from './variables.ts';
