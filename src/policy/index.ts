/** Policy: rule files → verdicts with their evidence. */
export { readRules, type RuleDocument, type RuleText } from './document.ts';
export { compilePolicy, type Policy } from './policy.ts';
export { formatFinding, RulesError, type Finding } from './problem.ts';
export type { CheckedSchema, SchemaLookup } from './schema-lookup.ts';
export { RULES_SHAPE } from './shape.ts';
