/** What the promises share while they are played: logins, short words for what is looked at, and the record. */
import { expect } from 'vitest';
import { Failure, type Client, type Login, type Scene, type Subject, type Told } from './subject.ts';

export type Entry = Record<string, unknown>;

/** A subject with its scene, opened once for all promises. */
export class Stage {
  readonly subject: Subject;
  #scene: Scene | undefined;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  set scene(scene: Scene) {
    this.#scene = scene;
  }

  get scene(): Scene {
    if (this.#scene === undefined) throw new Error(`${this.subject.name} has not been opened`);
    return this.#scene;
  }

  async login(agent: string, claims: Parameters<Scene['gateway']['token']>[1] = {}): Promise<Login> {
    return { agent, secret: await this.scene.gateway.token(agent, claims) };
  }

  /** A session of that agent, closed at the end. */
  async as<T>(
    agent: string,
    use: (client: Client) => Promise<T>,
    claims: Parameters<Stage['login']>[1] = {},
  ): Promise<T> {
    const client = await this.scene.connect(await this.login(agent, claims));
    try {
      return await use(client);
    } finally {
      await client.close().catch(() => undefined);
    }
  }

  async entries(where: (entry: Entry) => boolean): Promise<Entry[]> {
    return (await this.scene.gateway.audit()).filter(where);
  }

  /** The decision with that id. */
  async decision(id: string | undefined): Promise<Entry | undefined> {
    return (await this.entries((entry) => entry['type'] === 'decision' && entry['id'] === id))[0];
  }
}

/** What was said, where an error was expected. */
export async function refusal(answer: Promise<unknown>): Promise<Told> {
  let rows: unknown;
  try {
    rows = await answer;
  } catch (error) {
    if (error instanceof Failure) return error.told;
    throw error;
  }
  throw new Error(`no error: ${JSON.stringify(rows)}`);
}

/** After whatever went before, the session takes the next statement. */
export async function expectUsable(client: Client): Promise<void> {
  expect(await client.query('SELECT sku FROM shop.products WHERE id = 1')).toEqual([{ sku: 'SKU-0001' }]);
}

/** Runs for many seconds on every server, and reads nothing that is masked. */
export const SLOW = `SELECT count(*) AS n FROM shop.orders a, shop.orders b, shop.orders c, shop.orders d
  WHERE a.total_cents + b.total_cents + c.total_cents + d.total_cents < 0`;
