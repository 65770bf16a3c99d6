import { describe, expect, test } from 'vitest';
import { agentRulesText, sensitiveRulesText } from '../../src/cli/init-rules.ts';
import { readRules } from '../../src/policy/index.ts';
import type { CatalogData } from '../../src/sql/postgres/index.ts';

type Relation = CatalogData['relations'][number];

function relation(
  schema: string,
  name: string,
  columns: readonly string[],
  kind: Relation['kind'] = 'table',
): Relation {
  return {
    oid: 1,
    schema,
    name,
    kind,
    columns: columns.map((column, at) => ({
      name: column,
      number: at + 1,
      typeOid: 25,
      type: 'text',
      generated: false,
    })),
    parents: [],
    hasRules: false,
    rowEstimate: 0,
  };
}

function data(...relations: readonly Relation[]): CatalogData {
  return { serverVersion: 180000, database: 'shop', schemas: [], relations, functions: [], types: [], operators: [] };
}

function grantsOf(text: string): string[] {
  const { documents, findings } = readRules([{ path: 'rules/agent.yaml', text }]);
  expect(findings).toEqual([]);
  return documents.flatMap(({ allow }) => allow.map(({ grant }) => grant.text));
}

describe('the rules that init writes', () => {
  test('grant reading of each table, and nothing of the system', () => {
    const schema = data(
      relation('shop', 'orders', ['id', 'status']),
      relation('pg_catalog', 'pg_authid', ['rolpassword']),
      relation('shop', 'orders_pkey', [], 'index'),
    );
    expect(grantsOf(agentRulesText('bot', 'shop', schema))).toEqual(['SELECT ON shop.orders']);
  });

  test('leave out columns that hold secrets by their names', () => {
    const schema = data(relation('app', 'users', ['id', 'name', 'password_hash', 'api_key']));
    expect(grantsOf(agentRulesText('bot', 'shop', schema))).toEqual(['SELECT (id, name) ON app.users']);
  });

  test('mask columns that speak of people', () => {
    const { documents, findings } = readRules([
      {
        path: 'rules/sensitive.yaml',
        text: sensitiveRulesText(
          'shop',
          data(relation('shop', 'customers', ['id', 'Email', 'iban', 'phone', 'salary'])),
        ),
      },
    ]);
    expect(findings).toEqual([]);
    expect(documents[0]?.sensitive.map(({ column, mask }) => `${column} ${mask.kind}`)).toEqual([
      'Email email',
      'iban last',
      'phone redact',
      'salary null',
    ]);
  });

  test('name a schema with very many tables as a whole', () => {
    const many = Array.from({ length: 61 }, (_, at) => relation('big', `t${at}`, ['id']));
    expect(grantsOf(agentRulesText('bot', 'shop', data(...many)))).toEqual(['SELECT ON ALL TABLES IN SCHEMA big']);
  });

  test('are whole for a database without tables', () => {
    expect(grantsOf(agentRulesText('bot', 'shop', data()))).toEqual([]);
    expect(readRules([{ path: 'x.yaml', text: sensitiveRulesText('shop', data()) }]).findings).toEqual([]);
  });

  test.for([
    'Ord ers',
    'a"b',
    "it's",
    'x: y',
    '# z',
    'null',
    'a\nallow: [ALL ON ALL TABLES IN SCHEMA hr]',
    '-',
    '{}',
    'ünï',
  ])('stay what they are with a table or column called %j', (name) => {
    const quoted = `shop.${/^[a-zü][\p{L}]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`}`;
    const grants = grantsOf(agentRulesText('bot: x', 'sh # op', data(relation('shop', name, [name, 'id']))));
    expect(grants).toEqual([`SELECT ON ${quoted}`]);
  });
});
