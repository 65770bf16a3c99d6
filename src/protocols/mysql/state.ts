// What each command of a client means: the table is the specification (MySQL docs, "Command Phase").

import type { Command } from './messages/index.ts';

/**
 * - `text`: carries SQL, or means what a text of SQL means: it is read and judged.
 * - `statement`: about a prepared statement: judged when it runs.
 * - `session`: carries no statement: identity is checked, and it goes on.
 * - `unanswered`: goes on, and the server says nothing.
 */
export type Course = 'text' | 'statement' | 'session' | 'unanswered' | 'login' | 'close' | 'refuse';

export const courses = {
  QUERY: 'text',
  INIT_DB: 'text',
  FIELD_LIST: 'text',
  STMT_PREPARE: 'statement',
  STMT_EXECUTE: 'statement',
  STMT_FETCH: 'statement',
  STMT_RESET: 'statement',
  STMT_SEND_LONG_DATA: 'unanswered',
  STMT_CLOSE: 'unanswered',
  PING: 'session',
  STATISTICS: 'session',
  RESET_CONNECTION: 'session',
  SET_OPTION: 'session',
  CHANGE_USER: 'login',
  QUIT: 'close',
  // What servers themselves refuse from clients, what only administers, and what replicates.
  SLEEP: 'refuse',
  CREATE_DB: 'refuse',
  DROP_DB: 'refuse',
  REFRESH: 'refuse',
  SHUTDOWN: 'refuse',
  PROCESS_INFO: 'refuse',
  CONNECT: 'refuse',
  PROCESS_KILL: 'refuse',
  DEBUG: 'refuse',
  TIME: 'refuse',
  DELAYED_INSERT: 'refuse',
  BINLOG_DUMP: 'refuse',
  TABLE_DUMP: 'refuse',
  CONNECT_OUT: 'refuse',
  REGISTER_SLAVE: 'refuse',
  DAEMON: 'refuse',
  BINLOG_DUMP_GTID: 'refuse',
  CLONE: 'refuse',
  SUBSCRIBE_GROUP_REPLICATION_STREAM: 'refuse',
  STMT_BULK_EXECUTE: 'refuse',
  SLAVE_WORKER: 'refuse',
  SLAVE_IO: 'refuse',
  SLAVE_SQL: 'refuse',
  MULTI: 'refuse',
} as const satisfies Record<Command, Course>;
