/**
 * The rule files that `wirewall init` writes, made from the live schema: reading for a first agent, and masks for columns
 * whose names say that they are sensitive. A beginning that a person reads through; names alone prove nothing.
 */
import { stringify } from 'yaml';
import { quoteName } from '../policy/grant.ts';
import type { CatalogData } from '../sql/catalog/catalog.ts';

type Relation = CatalogData['relations'][number];

const READABLE: readonly Relation['kind'][] = ['table', 'partitioned', 'view', 'materialized_view', 'foreign'];
/** In a schema with more tables than this each is not named: nobody would read the list. */
const MAX_NAMED = 60;
const MAX_SHOWN_COLUMNS = 8;
const CONTROL = /[\p{Cc}\u0085\u2028\u2029]/u;

/** What nobody should read at all. */
const SECRET = /passw|passphrase|secret|token|api_?key|private_?key|otp|salt$|_hash$|^hash$/i;
/** Column names that speak of people, with the mask that still lets one work. */
const SENSITIVE: readonly (readonly [RegExp, string])[] = [
  [/e_?mail/i, 'email'],
  [/card_?(?:number|no)|^pan$|iban|account_?(?:number|no)/i, 'last 4'],
  [/phone|mobile|fax/i, 'redact'],
  [/^ssn$|social_?security|passport|tax_?id|national_?id/i, 'redact'],
  [/birth|^dob$/i, '"null"'],
  [/salary|wage|iban/i, '"null"'],
];

export function agentRulesText(agent: string, upstream: string, data: CatalogData): string {
  const schemas = Map.groupBy(readable(data), ({ schema }) => schema);
  const lines = [...schemas].flatMap(([schema, relations]) => grantsFor(schema, relations));
  const example = readable(data).find(
    ({ kind, columns }) => kind === 'table' && columns.some(({ name }) => !SECRET.test(name)),
  );
  const column = example?.columns.find(({ name }) => !SECRET.test(name));
  const table = example === undefined ? undefined : nameOf(example);
  return `# What "${comment(agent)}" may do, made from the schema of "${comment(upstream)}" as it was. Read it through and take out what it needs not.
# Each line is the middle of a GRANT statement. What no line allows is refused; docs/rules.md has the rest.
for: { agents: [${scalar(agent)}] }
upstream: ${scalar(upstream)}
${lines.length === 0 ? 'allow: [] # the database has no tables yet' : `allow:\n${lines.join('\n')}`}
# Changes of the schema wait for a person of the group dba ("wirewall approvals list"):
# hold:
#   - { on: "CREATE, ALTER, DROP ON SCHEMA ${comment(quoteName([...schemas.keys()][0] ?? 'public'))}", approvers: [dba], expires: 30m, wait: 60s }
guards: { where_required: true } # no UPDATE or DELETE without WHERE
limits: { rows: 10000, time: 30s, statements_per_minute: 600 }
${
  table === undefined || column === undefined
    ? ''
    : `# Run by "wirewall rules test".
tests:
  - as: ${scalar(agent)}
    sql: ${scalar(`SELECT ${quoteName(column.name)} FROM ${table}`)}
    expect: { verdict: allow }
  - as: ${scalar(agent)}
    sql: ${scalar(`DELETE FROM ${table} WHERE false`)}
    expect: { verdict: deny }
`
}`;
}

export function sensitiveRulesText(upstream: string, data: CatalogData): string {
  const masks = readable(data)
    .filter(({ kind }) => kind === 'table' || kind === 'partitioned' || kind === 'foreign')
    .flatMap((relation) =>
      relation.columns.flatMap(({ name }) => {
        const mask = maskFor(name);
        return mask === undefined ? [] : [`  ${scalar(`${nameOf(relation)}.${quoteName(name)}`)}: { mask: ${mask} }`];
      }),
    );
  return `# What is sensitive is a property of the data, not of who asks: these masks hold for every agent.
# Found by the columns' names. Add what is missing: email, redact, "null", first n, last n.
upstream: ${scalar(upstream)}
${masks.length === 0 ? 'sensitive: {} # e.g. public.customers.email: { mask: email }' : `sensitive:\n${masks.join('\n')}`}
`;
}

function readable({ relations }: CatalogData): Relation[] {
  return relations
    .filter(({ kind, schema, parents }) => READABLE.includes(kind) && !isSystem(schema) && parents.length === 0)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function grantsFor(schema: string, relations: readonly Relation[]): string[] {
  if (relations.length > MAX_NAMED) {
    return [
      `  - ${scalar(`SELECT ON ALL TABLES IN SCHEMA ${quoteName(schema)}`)} # ${relations.length} tables, those to come included`,
    ];
  }
  return relations.map((relation) => {
    const kept = relation.columns.filter(({ name }) => !SECRET.test(name)).map(({ name }) => name);
    const left = relation.columns.length - kept.length;
    if (left > 0 && kept.length > 0) {
      const without = relation.columns.filter(({ name }) => SECRET.test(name)).map(({ name }) => comment(name));
      return `  - ${scalar(`SELECT (${kept.map(quoteName).join(', ')}) ON ${nameOf(relation)}`)} # without ${without.join(', ')}`;
    }
    const shown = kept.slice(0, MAX_SHOWN_COLUMNS).map(comment).join(', ');
    return `  - ${scalar(`SELECT ON ${nameOf(relation)}`)} # ${shown}${kept.length > MAX_SHOWN_COLUMNS ? ', …' : ''}`;
  });
}

function maskFor(column: string): string | undefined {
  return SENSITIVE.find(([words]) => words.test(column))?.[1];
}

function nameOf({ schema, name }: Relation): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

function isSystem(schema: string): boolean {
  return schema === 'information_schema' || schema.startsWith('pg_');
}

/** On one line whatever is in it: JSON's strings are YAML's. */
function scalar(text: string): string {
  return CONTROL.test(text) ? JSON.stringify(text) : stringify(text, { lineWidth: 0 }).trim();
}

/** A column may be called anything; in a comment it must not begin a new line. */
function comment(name: string): string {
  return name.replaceAll(new RegExp(CONTROL, 'gu'), '?');
}
