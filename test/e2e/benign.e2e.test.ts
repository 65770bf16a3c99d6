/** Legitimate traffic of fixtures/benign, once directly and once through the gateway, under rules that allow it: the same bytes come back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { simple, type Step, type Traffic, type TrafficSource } from '../../fixtures/benign/case.ts';
import { captured } from '../../fixtures/benign/captured.ts';
import { frameworks } from '../../fixtures/benign/frameworks.ts';
import { BROAD_RULES, MASKED_RULES } from '../../fixtures/benign/rules.ts';
import { analytics, applications, maskedTexts, migrations } from '../../fixtures/benign/statements.ts';
import { loadShop, type Shop } from '../../fixtures/shop/load.ts';
import { startGateway, type Gateway } from '../servers/gateway.ts';
import { startPostgres, type PostgresServer } from '../servers/postgres.ts';
import { frames, run, type Answer } from './attack-harness.ts';

let server: PostgresServer;
let shop: Shop;
let gateway: Gateway;
let masked: Gateway;
/** OIDs of the shop's objects; the databases are copies of one, so that these are the same in both. */
let oids: ReadonlyMap<string, string>;
let known: ReadonlySet<number>;

const OBJECTS = `
  SELECT 'class ' || relnamespace::regnamespace || '.' || relname, oid FROM pg_class
  UNION ALL SELECT 'function ' || oid::regprocedure, oid FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT 'type ' || typnamespace::regnamespace || '.' || typname, oid FROM pg_type
  UNION ALL SELECT 'schema ' || nspname, oid FROM pg_namespace`;

beforeAll(async () => {
  server = await startPostgres();
  shop = await loadShop(server);
  await admin('postgres', 'CREATE DATABASE ben_via TEMPLATE shop OWNER app');
  await admin('postgres', 'CREATE DATABASE ben_dir TEMPLATE shop OWNER app');
  const objects = await admin('ben_dir', OBJECTS);
  oids = new Map(objects.map(([name, oid]) => [String(name), String(oid)]));
  known = new Set(objects.map(([, oid]) => Number(oid)));
  const upstream = { protocol: 'postgres', address: `${server.host}:${server.port}`, database: 'ben_via', user: shop.user, password: { env: 'SHOP_PASSWORD' }, tls: 'disable' }; // prettier-ignore
  const start = (rules: Readonly<Record<string, string>>): Promise<Gateway> =>
    startGateway({ server, shop, rules, config: { upstreams: { shop: upstream } } });
  [gateway, masked] = await Promise.all([start(BROAD_RULES), start(MASKED_RULES)]);
}, 120_000);
afterAll(async () => {
  await Promise.all([gateway?.stop(), masked?.stop()]);
  await server?.stop();
});

async function admin(database: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const client = new Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** `{{class shop.orders}}` stands for an OID. */
function stepsOf({ steps }: Traffic): readonly Step[] {
  const fill = (_: string, object: string): string => oids.get(object) ?? '0';
  return JSON.parse(JSON.stringify(steps).replaceAll(/\{\{(\w+ [^}]+)\}\}/g, fill)) as Step[];
}

const directly = (traffic: Traffic): Promise<Answer[]> =>
  run(server.url('ben_dir', shop.user, shop.password), stepsOf(traffic), traffic.copyData);

async function through(by: Gateway, traffic: Traffic): Promise<Answer[]> {
  return run(by.url('builder', await by.token('builder'), 'ben_via'), stepsOf(traffic), traffic.copyData);
}

const NOTIFICATION = 0x41;
const ERROR = 0x45;
const PARAMETER = 0x53;
const COLUMNS = 0x54;

/** One line for each message, without what no two sessions share; the rest byte for byte. */
function lines({ bytes, ended }: Answer): string[] {
  const shown: string[] = [];
  for (const { type, body } of frames(Buffer.from(bytes))) {
    // Published: Wirewall keeps its own application_name upstream.
    if (type === PARAMETER && body.includes('application_name')) continue;
    if (type === NOTIFICATION) body.fill(0, 0, 4);
    if (type === COLUMNS) forgetNewOids(body);
    const text = type === ERROR ? withoutPlace(body) : body.toString('latin1');
    shown.push(
      `${String.fromCharCode(type)} ${text.replaceAll(/ben_(?:via|dir)/g, 'ben_db').replaceAll(TODAY, 'now')}`,
    );
  }
  return [...shown, ended];
}

/** Defaults of now(), with the length before them, as zeros at their end are left out: fixtures have no microseconds. */
// oxlint-disable-next-line no-control-regex -- a cell's length is control characters
const TODAY = /(?:\0{3}[\x16-\x20])?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+00/g;
const FIELD_BYTES = 18;

/** Tables and types that were made during the test are numbered by the whole server. */
function forgetNewOids(body: Buffer): void {
  for (let at = 2, left = body.readInt16BE(0); left > 0; left--, at += FIELD_BYTES) {
    at = body.indexOf(0, at) + 1;
    for (const place of [at, at + 6]) {
      const oid = body.readUInt32BE(place);
      if (oid >= 16384 && !known.has(oid)) body.fill(0, place, place + 4);
    }
  }
}

/**
 * Of an error what programs decide by. Names and syntax are answered by Wirewall: its errors say the same in code, text and
 * position, and name no line of the server's source.
 */
function withoutPlace(body: Buffer): string {
  const fields = body.toString('utf8').split('\0');
  return fields.filter((field) => /^[SVCMP]/.test(field)).join('\0');
}

function sameIn(source: TrafficSource): void {
  describe(`${source.source}: the same bytes directly and through Wirewall`, () => {
    it.for(source.traffic.filter(({ refused }) => refused === undefined))('$id', async (traffic) => {
      const [expected, received] = [await directly(traffic), await through(gateway, traffic)];
      expect(received.map(lines)).toEqual(expected.map(lines));
    });

    // A test that fails here is good news: the entry is no exception any more.
    const refused = source.traffic.filter((traffic) => traffic.refused !== undefined);
    if (refused.length === 0) return;
    it.for(refused)('$id is refused: $refused', async (traffic) => {
      const answers = await through(gateway, traffic);
      expect(answers.some(({ bytes }) => bytes.includes('WW_'))).toBe(true);
    });
  });
}

// OIDs are filled in when a step is sent.
const programs = captured((kind, name) => `{{${kind} ${name}}}`);
for (const source of [analytics, applications, migrations, frameworks, ...programs]) sameIn(source);

/** Column names and rows; what is masked only by whether it is there. */
function cells(answer: Answer | undefined): unknown[] {
  const all: unknown[] = [];
  let names: string[] = [];
  for (const { type, body } of frames(answer?.bytes ?? Buffer.alloc(0))) {
    if (type === COLUMNS) {
      names = [];
      for (let at = 2, left = body.readInt16BE(0); left > 0; left--, at += FIELD_BYTES) {
        const end = body.indexOf(0, at);
        names.push(body.toString('utf8', at, end));
        at = end + 1;
      }
      all.push(names);
    } else if (type === ROW) all.push(row(body, names));
    else if (type === ERROR) all.push(withoutPlace(body));
  }
  return all;
}

const ROW = 0x44;

function row(body: Buffer, names: readonly string[]): (string | null)[] {
  let at = 2;
  return names.map((name) => {
    const length = body.readInt32BE(at);
    const text = length === -1 ? null : body.toString('utf8', at + 4, at + 4 + length);
    at += 4 + Math.max(length, 0);
    return text !== null && HIDDEN.has(name) ? 'hidden' : text;
  });
}

/** The view of a masked column; and statistics, which may show values of any table. */
const NOT_BESIDE = /customer_contacts|pg_stat_user_tables/;

const HIDDEN: ReadonlySet<string> = new Set(['email', 'contact_email', 'card_number', 'phone']);

describe('with masks in force', () => {
  it.for(maskedTexts)('%s differs in the masked columns alone', async (text) => {
    const [[expected], [received]] = [await directly(simple(text, text)), await through(masked, simple(text, text))];
    expect(cells(received)).toEqual(cells(expected));
    expect(received?.bytes.includes('@example.com') === true && !/\w\*\*\*@example/.test(String(received.bytes))).toBe(
      false,
    );
    expect(String(received?.bytes)).not.toMatch(/\b\d{14,}|555-01/);
  });

  const beside = [analytics, frameworks, ...programs.filter(({ source }) => source === 'psql')].flatMap(
    ({ source, traffic }) =>
      traffic
        .filter(({ refused, steps }) => refused === undefined && !NOT_BESIDE.test(JSON.stringify(steps)))
        .map((one) => ({ source, one })),
  );
  it.for(beside)('$source $one.id is not touched by them', async ({ one }) => {
    const [expected, received] = [await directly(one), await through(masked, one)];
    expect(received.map(lines)).toEqual(expected.map(lines));
  });
});
