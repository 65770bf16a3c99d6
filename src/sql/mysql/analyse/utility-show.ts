/** SHOW and DESCRIBE: which of them are metadata that anybody may see, and which show what other sessions do, accounts, logs or data. */
import type { Describe, Show } from '../ast/index.ts';
import type { Reading } from './reading.ts';
import { strayInFilter, unreadableWanted } from './utility-show-filter.ts';
import { currentSchema, existing, placeOf, schemaNamed } from './utility-names.ts';
import { plainColumns, told, type UtilityReading } from './utility-readers.ts';

interface Shown {
  /** Columns as MySQL and MariaDB name them; some versions show more. */
  readonly columns: readonly string[];
  /** What its names are looked up as. */
  readonly needs?: 'database' | 'table' | 'named' | 'the database';
}

const STATUS_OF_ROUTINES: Shown = {
  columns:
    'Db Name Type Definer Modified Created Security_type Comment character_set_client collation_connection'.split(' '),
};
const CREATE = (kind: string): Shown => ({ columns: [kind, `Create ${kind}`], needs: 'table' });
const CREATE_CODE = (kind: string): Shown => ({ columns: [kind, 'sql_mode', `Create ${kind}`], needs: 'named' });

const CREATE_DATABASE: Shown = { columns: ['Database', 'Create Database'], needs: 'the database' };

const SHOWN: Readonly<Record<string, Shown>> = {
  DATABASES: { columns: ['Database'] },
  TABLES: { columns: ['Tables'], needs: 'database' },
  'TABLE STATUS': { columns: ['Name', 'Engine', 'Version', 'Row_format', 'Rows'], needs: 'database' },
  COLUMNS: { columns: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], needs: 'table' },
  INDEX: { columns: ['Table', 'Non_unique', 'Key_name', 'Seq_in_index', 'Column_name'], needs: 'table' },
  TRIGGERS: { columns: ['Trigger', 'Event', 'Table', 'Statement', 'Timing'], needs: 'database' },
  EVENTS: { columns: ['Db', 'Name', 'Definer', 'Time zone', 'Type'], needs: 'database' },
  VARIABLES: { columns: ['Variable_name', 'Value'] },
  STATUS: { columns: ['Variable_name', 'Value'] },
  COLLATION: { columns: ['Collation', 'Charset', 'Id', 'Default', 'Compiled', 'Sortlen'] },
  'CHARACTER SET': { columns: ['Charset', 'Description', 'Default collation', 'Maxlen'] },
  'PROCEDURE STATUS': STATUS_OF_ROUTINES,
  'FUNCTION STATUS': STATUS_OF_ROUTINES,
  'LIBRARY STATUS': STATUS_OF_ROUTINES,
  'PACKAGE STATUS': STATUS_OF_ROUTINES,
  'PACKAGE BODY STATUS': STATUS_OF_ROUTINES,
  'CREATE TABLE': CREATE('Table'),
  'CREATE VIEW': CREATE('View'),
  'CREATE SEQUENCE': CREATE('Table'),
  'CREATE PROCEDURE': CREATE_CODE('Procedure'),
  'CREATE FUNCTION': CREATE_CODE('Function'),
  'CREATE TRIGGER': CREATE_CODE('Trigger'),
  'CREATE EVENT': CREATE_CODE('Event'),
  'CREATE PACKAGE': CREATE_CODE('Package'),
  'CREATE PACKAGE BODY': CREATE_CODE('Package body'),
  'CREATE LIBRARY': CREATE_CODE('Library'),
  'CREATE DATABASE': CREATE_DATABASE,
  'CREATE DATABASE IF NOT EXISTS': CREATE_DATABASE,
  ENGINES: { columns: ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints'] },
  PLUGINS: { columns: ['Name', 'Status', 'Type', 'Library', 'License'] },
  PRIVILEGES: { columns: ['Privilege', 'Context', 'Comment'] },
  LOCALES: { columns: ['Id', 'Name', 'Description'] },
  AUTHORS: { columns: ['Name', 'Location', 'Comment'] },
  CONTRIBUTORS: { columns: ['Name', 'Location', 'Comment'] },
};

/** About the statement before, which may have been refused: answered by what the conversation knows. */
const DIAGNOSTICS: Readonly<Record<string, { readonly what: 'warnings' | 'errors'; readonly count: boolean }>> = {
  WARNINGS: { what: 'warnings', count: false },
  ERRORS: { what: 'errors', count: false },
  'COUNT(*) WARNINGS': { what: 'warnings', count: true },
  'COUNT(*) ERRORS': { what: 'errors', count: true },
};

export function readShow(reading: Reading, node: Show): UtilityReading {
  const diagnostics = DIAGNOSTICS[node.what];
  if (diagnostics !== undefined) {
    const columns = diagnostics.count ? [`@@session.${diagnostics.what.slice(0, -1)}_count`] : ['Level', 'Code', 'Message'];
    const effect = { kind: 'diagnostics', ...diagnostics } as const;
    return told('show', `SHOW ${node.what}`, { output: plainColumns(columns), effect });
  } // prettier-ignore
  const shown = SHOWN[node.what];
  const command = `SHOW ${node.what}`;
  const refuse = (what: string): void => reading.found.hazard('not_supported', what, node.start);
  if (shown === undefined) {
    refuse(`${command}, which shows what other sessions, accounts or the server's inside are about,`);
    return told('show', command, { ours: true });
  }
  resolve(reading, node, shown);
  // A free text in the place of a name.
  const free = node.argument !== undefined && node.argument !== 'IF NOT EXISTS';
  if (free) refuse(`${command} ${node.argument}`);
  if (node.where !== undefined) {
    const stray = strayInFilter(node.where, reading.server);
    if (stray !== undefined) refuse(`${stray} in the WHERE of SHOW`);
  }
  if (node.what === 'VARIABLES' || node.what === 'STATUS') {
    const bad = unreadableWanted(node);
    if (bad !== undefined) refuse(`${command} ${bad}`);
  }
  return told('show', command, { output: plainColumns(shown.columns), ours: free });
}

function resolve(reading: Reading, node: Show, { needs }: Shown): void {
  if (node.database !== undefined) schemaNamed(reading, node.database);
  else if (needs === 'database') currentSchema(reading, node.start);
  if (node.object === undefined) return;
  if (needs === 'the database') {
    schemaNamed(reading, node.object.name);
    return;
  }
  if (needs !== 'table') {
    // A routine, trigger or event: the server says whether it is there.
    placeOf(reading, node.object);
    return;
  }
  const place = existing(reading, node.object);
  // Rows that lie elsewhere are reached by a connection string, which may hold a password.
  if (place.relation?.kind === 'foreign' && node.what === 'CREATE TABLE') {
    reading.found.hazard('file', `SHOW CREATE TABLE of ${place.schema}.${place.name}`, node.start);
  }
}

export function readDescribe(reading: Reading, node: Describe): UtilityReading {
  existing(reading, node.table);
  return told('show', 'DESCRIBE', {
    output: plainColumns(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra']),
  });
}
