/** What several commands need first: the configuration, an upstream of it, its schema, a reader of SQL, the store. */
import { readFile } from 'node:fs/promises';
import type { TextReader } from '../composition/database.ts';
import { databaseOf } from '../composition/databases.ts';
import { upstreamTrouble } from '../composition/upstream-trouble.ts';
import { loadConfig, type Config, type UpstreamConfig } from '../config/index.ts';
import { compilePolicy, readRuleTexts, RulesError, type Policy, type RuleText } from '../policy/index.ts';
import type { Catalog } from '../sql/catalog/catalog.ts';
import { BadSchemaFile, readSchemaFile } from '../sql/catalog/schema-file.ts';
import { makeCatalog } from '../sql/catalog/snapshot.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { StoreUnavailable, type Store } from '../store/store.ts';
import { EXIT, Failure } from './failure.ts';
import { counted, nearby } from './terminal.ts';

/** For commands that never log in upstream, a missing password is no mistake. */
export function loadForReading(file: string): Promise<Config> {
  return loadConfig(file, { secrets: 'skip' });
}

/** The one that is named, or the only one. */
export function upstreamOf(config: Config, name: string | undefined): UpstreamConfig {
  const names = [...config.upstreams.keys()];
  const wanted = name ?? (names.length === 1 ? names[0] : undefined);
  if (wanted === undefined) {
    throw new Failure(`the configuration has ${counted(names.length, 'upstream')}: ${names.join(', ')}`, {
      hint: 'Say which with --upstream NAME.',
      exitCode: EXIT.usage,
    });
  }
  const upstream = config.upstreams.get(wanted);
  if (upstream !== undefined) return upstream;
  throw new Failure(`there is no upstream "${wanted}" in "${config.file}"`, {
    hint: `It has ${names.join(', ')}.`,
    exitCode: EXIT.usage,
  });
}

export interface Schema {
  readonly catalog: Catalog;
  readonly searchPath: readonly string[];
}

/** The live schema, or that of a file. */
export async function schemaOf(upstream: UpstreamConfig, file: string | undefined): Promise<Schema> {
  if (file !== undefined) return schemaFromFile(upstream, file);
  try {
    const { data, searchPath } = await databaseOf(upstream).load(upstream);
    return { catalog: makeCatalog(data, Date.now()), searchPath };
  } catch (error) {
    const { message, hint } = upstreamTrouble(upstream, error);
    throw new Failure(message, {
      hint: `${hint}\nWithout a database, name a file of "wirewall schema pull" with --schema.`,
      cause: error,
    });
  }
}

async function schemaFromFile(upstream: UpstreamConfig, file: string): Promise<Schema> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`the schema file "${file}" can't be read: ${reasonOf(error)}`, {
      hint: 'Write one with "wirewall schema pull -o FILE".',
      exitCode: EXIT.usage,
      cause: error,
    });
  });
  try {
    const catalog = makeCatalog(readSchemaFile(text), Date.now());
    return { catalog, searchPath: databaseOf(upstream).defaultPath(upstream, catalog.data) };
  } catch (error) {
    if (!(error instanceof BadSchemaFile)) throw error;
    throw new Failure(`"${file}": ${error.message}`, { exitCode: EXIT.usage, cause: error });
  }
}

/** Runs with a reader for the upstream's SQL, which is closed behind it. */
export async function withReader<T>(
  config: Config,
  upstream: UpstreamConfig,
  use: (reader: TextReader) => Promise<T>,
): Promise<T> {
  const reader = await databaseOf(upstream).reader(config.limits.maxStatementBytes);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

/** The rules' texts; a folder that can't be read says so in the words of a finding. */
export function ruleTexts(config: Config): RuleText[] {
  try {
    return readRuleTexts(config.rules);
  } catch (error) {
    throw rulesFailure(error);
  }
}

/** Whole, or every mistake at once. */
export function loadPolicy(config: Config): Policy {
  try {
    return compilePolicy(readRuleTexts(config.rules));
  } catch (error) {
    throw rulesFailure(error);
  }
}

export function rulesFailure(error: unknown): unknown {
  if (!(error instanceof RulesError)) return error;
  const errors = error.findings.filter(({ severity }) => severity === 'error').length;
  return new Failure(`the rules have ${counted(errors, 'mistake')}\n\n${nearby(error.message)}\n`, {
    hint: '"wirewall rules check" shows them with suggestions.',
    exitCode: EXIT.usage,
    cause: error,
  });
}

/** Runs with the store of the configuration, which is closed behind it. */
export async function withStore<T>(config: Config, use: (store: Store) => Promise<T>): Promise<T> {
  const failed = (error: unknown): unknown =>
    error instanceof StoreUnavailable
      ? new Failure(error.message, { hint: `The store is "${config.store.sqliteFile}".`, cause: error })
      : error;
  let store: Store;
  try {
    store = await openSqliteStore({ path: config.store.sqliteFile });
  } catch (error) {
    throw failed(error);
  }
  try {
    return await use(store);
  } catch (error) {
    throw failed(error);
  } finally {
    await store.close();
  }
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission is missing' : error.message;
}
