// The kinds of database, one line each.

import type { ProtocolName } from '../config/index.ts';
import type { Database } from './database.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';

const databases: Readonly<Record<ProtocolName, Database>> = { postgres, mysql };

export function databaseOf({ protocol }: { readonly protocol: ProtocolName }): Database {
  return databases[protocol];
}
