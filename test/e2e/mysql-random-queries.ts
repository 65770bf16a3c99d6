/** Queries at random over the schema of mysql-origin-cases.ts: names that meet, hide one another and are nowhere. The same seed gives the same. */

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  t1: ['id', 'a', 'b', 'c', 's'],
  t2: ['id', 'a', 'd', 's', 'x'],
  t3: ['id', 'b', 'd', 'e', 's'],
  v1: ['id', 'va', 'vb', 's'],
  v2: ['id', 'a', 'd'],
  v3: ['a'],
  made: ['id', 'a', 'up', 'twice'],
  hidden: ['id', 'a', 'z', 's'],
  'other.t1': ['id', 'a', 'y', 's'],
};
const TABLES = Object.keys(COLUMNS);
const NAMES = ['a', 'b', 'c', 'd', 'x', 'k'];

export function randomQueries(count: number, seed: number): string[] {
  const maker = new Maker(seed);
  return Array.from({ length: count }, () => maker.select(2, [], undefined));
}

class Maker {
  #state: number;
  /** What each alias has, as far as it is known here. */
  readonly #known = new Map<string, readonly string[]>();
  #common: readonly string[] = [];
  #last: readonly string[] = [];

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick(from: readonly string[]): string {
    return from[Math.floor(this.#random() * from.length)] ?? 'a';
  }

  select(depth: number, outer: readonly string[], width: number | undefined): string {
    const before = this.#common;
    let text = '';
    if (depth > 0 && this.#chance(0.15)) {
      const name = this.#pick(['t1', 'w', 'q']);
      text = `WITH ${name} AS (${this.select(depth - 1, [], undefined)}) `;
      this.#known.set(name, this.#last);
      this.#common = [...before, name];
    }
    const own: string[] = [];
    const from = this.#from(depth, own);
    const seen = [...own, ...own, ...outer];
    const items = this.#items(depth, own, seen, width);
    text += `SELECT ${this.#chance(0.08) ? 'DISTINCT ' : ''}${items.join(', ')} FROM ${from}`;
    if (this.#chance(0.25)) text += ` WHERE ${this.#value(depth - 1, seen)} IS NOT NULL`;
    if (this.#chance(0.12)) text += ` GROUP BY ${this.#pick([this.#column(seen), this.#pick(NAMES), '1'])}`;
    if (this.#chance(0.08)) text += ` HAVING ${this.#pick([this.#pick(NAMES), this.#column(seen)])} IS NOT NULL`;
    const order = [this.#pick(NAMES), this.#column(seen), '1', `CONCAT(${this.#pick(NAMES)})`];
    if (this.#chance(0.2)) text += ` ORDER BY ${this.#pick(order)}`;
    this.#last = items.map((item) => / AS (\w+)$/.exec(item)?.[1] ?? /^(?:\w+\.)?(\w+)$/.exec(item)?.[1] ?? 'k');
    this.#common = before;
    return text;
  }

  #items(depth: number, own: readonly string[], seen: readonly string[], width: number | undefined): string[] {
    if (width === undefined && this.#chance(0.15)) return [this.#chance(0.5) ? '*' : `${this.#pick(own)}.*`];
    return Array.from({ length: width ?? 1 + Math.floor(this.#random() * 3) }, () => {
      const value = this.#value(depth, seen);
      return this.#chance(0.5) ? `${value} AS ${this.#pick(NAMES)}` : value;
    });
  }

  #from(depth: number, own: string[]): string {
    let from = this.#reference(depth, own);
    for (let more = Math.floor(this.#random() * 3); more > 0; more--) {
      const side = this.#pick(['', 'LEFT ', 'RIGHT ']);
      const reference = this.#reference(depth, own);
      const using = this.#pick(['id', 'a', 's', 'id, a', 's, id', 'd']);
      const on = this.#chance(0.5) ? '1 = 1' : `${this.#column(own)} = ${this.#column(own)}`;
      from += this.#pick([
        `, ${reference}`,
        ` ${side}JOIN ${reference} USING (${using})`,
        ` NATURAL ${side}JOIN ${reference}`,
        ` ${side}JOIN ${reference} ON ${on}`,
        ` ${side}JOIN ${reference} ON ${on}`,
      ]);
    }
    return from;
  }

  #reference(depth: number, own: string[]): string {
    if (depth > 0 && this.#chance(0.25)) {
      const query = this.select(depth - 1, [], undefined);
      return this.#named(`(${query})`, this.#last, this.#pick(['q', 'r', 'p']), own);
    }
    const common = this.#common.length > 0 && this.#chance(0.35);
    const table = this.#pick(common ? this.#common : TABLES);
    const columns = (common ? this.#known.get(table) : COLUMNS[table]) ?? ['a'];
    return this.#named(table, columns, this.#chance(0.4) ? this.#pick(['q', 'r', 'm', 't2']) : undefined, own);
  }

  #named(text: string, columns: readonly string[], alias: string | undefined, own: string[]): string {
    const name = alias ?? text.split('.').at(-1) ?? text;
    own.push(name);
    this.#known.set(name, columns);
    return alias === undefined ? text : `${text} AS ${alias}`;
  }

  #column(seen: readonly string[]): string {
    const table = this.#pick(seen);
    const column = this.#chance(0.9) ? this.#pick(this.#known.get(table) ?? NAMES) : this.#pick(NAMES);
    return this.#chance(0.35) ? column : `${table}.${column}`;
  }

  #value(depth: number, seen: readonly string[]): string {
    if (depth <= 0 || this.#chance(0.5)) return this.#column(seen);
    return this.#pick([
      `CONCAT(${this.#column(seen)}, 'k')`,
      `IF(${this.#column(seen)} IS NULL, ${this.#column(seen)}, 'n')`,
      `MAX(${this.#column(seen)})`,
      `COUNT(${this.#column(seen)})`,
      `COALESCE(${this.#column(seen)}, ${this.#column(seen)})`,
      `(${this.select(depth - 1, seen, 1)} LIMIT 1)`,
      `EXISTS (${this.select(depth - 1, seen, 1)})`,
      `(${this.#column(seen)} IN (${this.select(depth - 1, seen, 1)}))`,
    ]);
  }
}
