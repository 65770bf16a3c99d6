/** Policy: rule files → verdicts with their evidence. */
export { readRules, type RuleDocument, type RuleText } from './document.ts';
export { compilePolicy, type Policy } from './policy.ts';
export { formatFinding, RulesError, type Finding } from './problem.ts';
export type { CheckedSchema, SchemaLookup } from './schema-lookup.ts';
export { rulesSchema } from './shape.ts';
export { checkRules, type CheckOptions } from './check.ts';
export { explain, explanationText, type Explanation } from './explain.ts';
export { PolicyKeeper, type KeeperOptions, type Reload } from './keeper.ts';
export { readRuleTexts } from './load.ts';
export { runRuleTests, type RuleTestResult, type RuleTestTools } from './run-tests.ts';
export { tryText, type Answer, type Asker, type MaskPlanner } from './trial.ts';
