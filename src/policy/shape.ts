/**
 * The shape of a rule file, key by key; schemas/rules.schema.json is made from it. Knows what may stand where, not what
 * a grant line or a mask means.
 */
import { z } from 'zod';

/** Longest name of an agent, group, intent, tenant or upstream. */
const MAX_NAME = 200;
/** A grant line longer than this is a generated one: write several. */
const MAX_LINE = 20_000;
/** Longest SQL text in a test of a rule file. */
const MAX_TEST_SQL = 100_000;

const name = z.string().min(1).max(MAX_NAME);
const names = z.array(name).min(1).max(1000);
const grant = z
  .string()
  .min(1)
  .max(MAX_LINE)
  .describe('The middle of a SQL GRANT: SELECT (id, name) ON shop.customers');
const duration = z
  .string()
  .regex(/^[0-9]{1,9}(ms|s|m|h|d)$/, 'expected a duration such as 500ms, 30s, 5m or 12h')
  .describe('A number and a unit: ms, s, m, h or d');

const selector = z
  .strictObject({
    agents: names.describe('Names of agents; any of them').optional(),
    groups: names.describe('Groups; the agent is in any of them').optional(),
    intents: names.describe('Declared purposes; any of them. Only allow and hold lines ever depend on one').optional(),
    tenants: names.describe('Tenants; any of them').optional(),
  })
  .describe('Whom the lines of this document are for: every key given must match');

const clearFor = z
  .strictObject({ agents: names.optional(), groups: names.optional(), tenants: names.optional() })
  .describe('Who sees the column unmasked: every key given must match');

const mask = z
  .union([z.string(), z.null()], { error: 'expected a mask: redact, null, email, first 1…4 or last 1…4' })
  .describe('redact, null, email, first 1…4 or last 1…4');

const hold = z.strictObject({
  on: z.union([grant, z.array(grant).min(1)], { error: 'expected a grant line or a list of them' }),
  approvers: names.describe('Agents or groups of people who may answer; any of them'),
  quorum: z.int().min(1).max(20).default(1).describe('How many of them must approve'),
  expires: duration.default('30m').describe('An unanswered request, and an unused approval, ends after this long'),
  wait: duration.default('60s').describe('How long the client waits before it is told to come back'),
});

const test = z.strictObject({
  as: name.describe('Name of the agent'),
  groups: names.optional(),
  intent: name.optional(),
  tenant: name.optional(),
  upstream: name.describe('Needed only where the document has not exactly one').optional(),
  sql: z.string().min(1).max(MAX_TEST_SQL),
  expect: z.strictObject({
    verdict: z.enum(['allow', 'hold', 'deny']),
    masked: z.array(name).describe('Names of the output columns that come back masked, all of them').optional(),
    code: z
      .string()
      .regex(/^WW_[A-Z_]+$/, 'expected an error code such as WW_TABLE_NOT_GRANTED')
      .optional(),
  }),
});

export const RULES_SHAPE = z
  .strictObject({
    for: z
      .union([z.literal('everyone'), selector], {
        error: 'expected agents, groups, intents, tenants or the word everyone',
      })
      .optional(),
    upstream: z
      .union([name, names], { error: 'expected the name of an upstream or a list of them' })
      .describe(
        'Which upstreams this document is for. Only a document without allow and hold lines may leave it out: it is for all',
      )
      .optional(),
    sensitive: z
      .record(z.string(), z.strictObject({ mask, clear_for: clearFor.optional() }))
      .describe('Masks by schema.table.column. They hold for everyone but clear_for')
      .optional(),
    detect: z.array(z.string()).describe('Not supported yet').optional(),
    allow: z.array(grant).optional(),
    deny: z.array(grant).optional(),
    hold: z.array(hold).optional(),
    guards: z.strictObject({ where_required: z.boolean().optional() }).optional(),
    limits: z
      .strictObject({
        rows: z.int().min(1).optional(),
        time: duration.optional(),
        statements_per_minute: z.int().min(1).optional(),
      })
      .optional(),
    star: z.enum(['granted', 'refuse']).describe('granted is not supported yet').optional(),
    tests: z.array(test).optional(),
  })
  .describe('One document of a rule file');

export type RulesShape = z.infer<typeof RULES_SHAPE>;

/** The JSON Schema of one document, for editors. */
export function rulesSchema(): object {
  return { ...z.toJSONSchema(RULES_SHAPE, { io: 'input', target: 'draft-7' }), title: 'Wirewall rules' };
}
