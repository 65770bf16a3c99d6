/** Random, mostly sensible messages of a client, drawn from a seed, and what a server answers to them. Knows no gateway. */
import {
  bind,
  closePortal,
  closeStatement,
  describePortal,
  describeStatement,
  execute,
  FLUSH,
  parse,
  query,
  type RawClient,
  shown,
  SYNC,
} from './raw-client.ts';

const MOST_MESSAGES = 25;

export interface Step {
  readonly words: string;
  readonly bytes: Buffer;
}

/** mulberry32: small, and the same on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const WITHOUT_PARAMETERS = [
  'SELECT id, sku FROM shop.products WHERE id < 4 ORDER BY id',
  'SELECT id FROM shop.products WHERE false',
  "INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'walk', 'one')",
  "INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'walk', 'two') RETURNING body",
  "UPDATE shop.notes SET body = body || 'x' WHERE author = 'walk'",
  "DELETE FROM shop.notes WHERE author = 'walk'",
  "SELECT count(*) FROM shop.notes WHERE author = 'walk'",
  'SELECT 1 / (id - id) FROM shop.products',
  'SELECT 1 / (id - 2) FROM shop.products ORDER BY id',
  '',
] as const;
const WITH_PARAMETERS = [
  'SELECT id, sku FROM shop.products WHERE id < $1 ORDER BY id',
  "INSERT INTO shop.notes (order_id, author, body) VALUES ($1, 'walk', 'three')",
  'SELECT $1::int + 1 AS next',
] as const;
const SIMPLE = [
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT s',
  'ROLLBACK TO s',
  'RELEASE s',
  'BEGIN; SELECT id FROM shop.products WHERE id = 1; COMMIT',
  "INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'walk', 'four'); SELECT 1 / (id - id) FROM shop.products",
  'SELECT id FROM shop.products WHERE id = 1; SELECT sku FROM shop.products WHERE id = 2',
  'SELEKT',
  'SELECT nothing FROM shop.products',
  'SELECT 1 FROM shop.nowhere',
  'PREPARE a AS SELECT id FROM shop.products WHERE id = 3',
  'EXECUTE a',
  'DEALLOCATE a',
  'DEALLOCATE ALL',
  'DECLARE p CURSOR FOR SELECT id FROM shop.products ORDER BY id',
  'DECLARE p CURSOR WITH HOLD FOR SELECT id FROM shop.products ORDER BY id',
  'FETCH 2 FROM p',
  'CLOSE p',
  'SHOW statement_timeout',
  'SET statement_timeout = 60000',
  'SET search_path = shop',
  'RESET search_path',
  'SELECT sku FROM products WHERE id = 1',
] as const;

/** Without what names what may not be there yet: Wirewall looks it up at the Parse, the server at the Execute. */
const PREPARABLE = SIMPLE.filter((text) => !/^(EXECUTE|FETCH)/.test(text));

/** The same messages for the same seed. */
export function walk(seed: number): Step[] {
  const below = random(seed);
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const statement = (): string => one(['', '', 'a', 'b']);
  const portal = (): string => one(['', '', 'p', 'q']);
  const step = (words: string, bytes: Buffer): Step => ({ words, bytes });
  const parsed = (): Step => {
    const name = statement();
    const text = below(3) === 0 ? one(WITH_PARAMETERS) : below(5) === 0 ? one(PREPARABLE) : one(WITHOUT_PARAMETERS);
    return step(`Parse ${name}: ${text}`, parse(name, text));
  };
  const bound = (): Step => {
    const [to, from] = [portal(), statement()];
    const values = below(3) === 0 ? [Buffer.from(one(['1', '3', 'x']))] : [];
    return step(`Bind ${to} to ${from} with ${values.length}`, bind(to, from, values));
  };
  const executed = (): Step => {
    const [name, rows] = [portal(), one([0, 0, 1, 2])];
    return step(`Execute ${name} for ${rows}`, execute(name, rows));
  };
  const steps: Step[] = [];
  const makers: readonly (() => Step | readonly Step[])[] = [
    () => {
      const text = one([...SIMPLE, ...SIMPLE, ...WITHOUT_PARAMETERS]);
      return step(`Query ${text}`, query(text));
    },
    () => {
      const text = one(WITHOUT_PARAMETERS);
      return [
        step(`Parse : ${text}`, parse('', text)),
        step('Bind', bind('', '')),
        step('Describe portal', describePortal('')),
        step('Execute', execute('')),
        step('Sync', SYNC),
      ];
    },
    parsed,
    bound,
    executed,
    executed,
    () => {
      const name = statement();
      return step(`Describe statement ${name}`, describeStatement(name));
    },
    () => {
      const name = portal();
      return step(`Describe portal ${name}`, describePortal(name));
    },
    () => {
      const name = statement();
      return step(`Close statement ${name}`, closeStatement(name));
    },
    () => {
      const name = portal();
      return step(`Close portal ${name}`, closePortal(name));
    },
    () => step('Sync', SYNC),
    () => step('Flush', FLUSH),
  ];
  for (let at = 3 + below(MOST_MESSAGES); at > 0; at--) steps.push(...[one(makers)()].flat());
  return steps;
}

/** The answers in words; what a client reads of columns and parameters, byte by byte. */
export async function answersTo(client: RawClient, steps: readonly Step[], seed: number): Promise<string[]> {
  const end = `end of ${seed}`;
  const bytes = Buffer.concat([...steps.map((step) => step.bytes), SYNC, query('ROLLBACK'), query(`SELECT '${end}'`)]);
  const cut = random(seed)(bytes.length);
  await client.sendSlowly(bytes.subarray(0, cut));
  await new Promise((resolve) => setImmediate(resolve));
  await client.sendSlowly(bytes.subarray(cut));
  const words: string[] = [];
  for (;;) {
    const answer = await client.next();
    if (answer === undefined) return [...words, 'closed'];
    const { kind, body } = answer;
    if (kind === 'ReadyForQuery' && words.includes(`row ${end}`)) return words;
    if (kind === 'NoticeResponse' || kind === 'ParameterStatus') continue;
    const isDescription = kind === 'RowDescription' || kind === 'ParameterDescription';
    words.push(isDescription ? `${kind} ${body.toString('latin1')}` : shown(answer));
  }
}
