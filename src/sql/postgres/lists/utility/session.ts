/** Statements about the session: transactions, settings, cursors, prepared statements, notifications; and those that run something inside. */
import type { TransactionStmt } from '@pgsql/types';
import type { SessionEffect } from '../../../statement.ts';
import { readableSetting } from '../settings.ts';
import { NO_COLUMNS, columnsOf, switchedOn, type Draft } from './draft.ts';
import type { Entries } from './entry.ts';
import { listParts } from './names.ts';
import { describeSet } from './setting.ts';

type Verb = Extract<SessionEffect, { kind: 'transaction' }>['verb'];

const TRANSACTIONS = {
  TRANS_STMT_BEGIN: { verb: 'begin', command: 'BEGIN' },
  TRANS_STMT_START: { verb: 'begin', command: 'START TRANSACTION' },
  TRANS_STMT_COMMIT: { verb: 'commit', command: 'COMMIT' },
  TRANS_STMT_ROLLBACK: { verb: 'rollback', command: 'ROLLBACK' },
  TRANS_STMT_SAVEPOINT: { verb: 'savepoint', command: 'SAVEPOINT' },
  TRANS_STMT_RELEASE: { verb: 'release', command: 'RELEASE' },
  TRANS_STMT_ROLLBACK_TO: { verb: 'rollback_to', command: 'ROLLBACK' },
  TRANS_STMT_PREPARE: { verb: 'prepare', command: 'PREPARE TRANSACTION' },
  TRANS_STMT_COMMIT_PREPARED: { verb: undefined, command: 'COMMIT PREPARED' },
  TRANS_STMT_ROLLBACK_PREPARED: { verb: undefined, command: 'ROLLBACK PREPARED' },
} satisfies Record<NonNullable<TransactionStmt['kind']>, { verb: Verb | undefined; command: string }>;

/** Whether somebody else's name could be on it: a prepared transaction belongs to whoever knows its name. */
const TWO_PHASE = /_PREPARE(D)?$/;

function describeTransaction(draft: Draft, node: TransactionStmt): void {
  if (node.kind === undefined) return draft.hazard('not_supported', 'this transaction statement');
  const { verb, command } = TRANSACTIONS[node.kind];
  if (verb !== undefined) draft.effect = { kind: 'transaction', verb };
  if (TWO_PHASE.test(node.kind)) draft.hazard('not_supported', command, node.location ?? -1);
  // COMMIT runs deferred triggers.
  draft.readOnly = verb !== undefined && verb !== 'commit' && verb !== 'prepare';
}

export const SESSION: Entries<
  | 'TransactionStmt'
  | 'VariableSetStmt'
  | 'VariableShowStmt'
  | 'DiscardStmt'
  | 'PrepareStmt'
  | 'ExecuteStmt'
  | 'DeallocateStmt'
  | 'DeclareCursorStmt'
  | 'FetchStmt'
  | 'ClosePortalStmt'
  | 'ListenStmt'
  | 'UnlistenStmt'
  | 'NotifyStmt'
  | 'ExplainStmt'
  | 'CallStmt'
  | 'DoStmt'
  | 'CopyStmt'
> = {
  TransactionStmt: {
    kind: 'transaction',
    command: (node) => (node.kind === undefined ? 'TRANSACTION' : TRANSACTIONS[node.kind].command),
    means: 'free; two-phase commit is not supported',
    describe: describeTransaction,
  },
  VariableSetStmt: {
    kind: 'set',
    command: (node) => (node.kind?.startsWith('VAR_RESET') === true ? 'RESET' : 'SET'),
    means:
      'by the list of settings: free, pinned, refused, or SET on the setting; `wirewall.*` is answered by Wirewall',
    describe: describeSet,
  },
  VariableShowStmt: {
    kind: 'show',
    command: 'SHOW',
    means: 'free for settings that hold no secret; SHOW ALL is refused',
    describe: (draft, node) => {
      const name = (node.name ?? '').toLowerCase();
      draft.readOnly = true;
      draft.shows = name;
      if (!readableSetting(name)) draft.hazard('setting', `${name}: it may hold a secret`);
    },
  },
  DiscardStmt: {
    kind: 'discard',
    command: (node) => (node.target ?? 'DISCARD_ALL').replace('_', ' '),
    means: 'free: only the session itself',
    describe: (draft, node) => {
      const targets = {
        DISCARD_ALL: 'all',
        DISCARD_PLANS: 'plans',
        DISCARD_SEQUENCES: 'sequences',
        DISCARD_TEMP: 'temp',
      } as const;
      draft.effect = { kind: 'discard', what: targets[node.target ?? 'DISCARD_ALL'] };
    },
  },
  PrepareStmt: {
    kind: 'prepare',
    command: 'PREPARE',
    means: 'what the statement inside asks for',
    describe: (draft, node) => {
      draft.effect = { kind: 'prepare', name: node.name ?? '' };
      for (const type of node.argtypes ?? []) if ('TypeName' in type) draft.type(type.TypeName);
      draft.query(node.query, 'result');
      draft.readOnly = true;
    },
  },
  ExecuteStmt: {
    kind: 'execute',
    command: 'EXECUTE',
    means: 'what the prepared statement asks for',
    describe: (draft, node) => {
      draft.effect = { kind: 'execute', name: node.name ?? '' };
      for (const parameter of node.params ?? []) draft.expression(parameter, NO_COLUMNS, 'argument');
    },
  },
  DeallocateStmt: {
    kind: 'deallocate',
    command: (node) => (node.isall === true ? 'DEALLOCATE ALL' : 'DEALLOCATE'),
    means: 'free',
    describe: (draft, node) => {
      draft.effect = { kind: 'deallocate', name: node.isall === true ? undefined : node.name };
      draft.readOnly = true;
    },
  },
  DeclareCursorStmt: {
    kind: 'declare',
    command: 'DECLARE CURSOR',
    means: 'what the query asks for',
    describe: (draft, node) => {
      draft.effect = { kind: 'declare', name: node.portalname ?? '' };
      draft.query(node.query, 'result');
      draft.readOnly = true;
    },
  },
  FetchStmt: {
    kind: 'fetch',
    command: (node) => (node.ismove === true ? 'MOVE' : 'FETCH'),
    means: "what the cursor's query was allowed",
    describe: (draft, node) => {
      draft.effect = { kind: 'fetch', name: node.portalname ?? '' };
    },
  },
  ClosePortalStmt: {
    kind: 'close',
    command: (node) => (node.portalname === undefined ? 'CLOSE CURSOR ALL' : 'CLOSE CURSOR'),
    means: 'free',
    describe: (draft, node) => {
      draft.effect = { kind: 'close', name: node.portalname };
      draft.readOnly = true;
    },
  },
  ListenStmt: {
    kind: 'listen',
    command: 'LISTEN',
    means: 'LISTEN on the channel',
    describe: (draft, node) => draft.touch('LISTEN', 'channel', [node.conditionname ?? '']),
  },
  UnlistenStmt: {
    kind: 'listen',
    command: 'UNLISTEN',
    means: 'free',
    describe: (draft) => {
      draft.readOnly = true;
    },
  },
  NotifyStmt: {
    kind: 'notify',
    command: 'NOTIFY',
    means: 'NOTIFY on the channel',
    describe: (draft, node) => draft.touch('NOTIFY', 'channel', [node.conditionname ?? '']),
  },
  ExplainStmt: {
    kind: 'explain',
    command: 'EXPLAIN',
    means: 'what the statement inside asks for; with ANALYZE it runs',
    describe: (draft, node) => {
      draft.runs = switchedOn(node.options, 'analyze');
      draft.readOnly = !draft.runs;
      if (node.query !== undefined && 'ExecuteStmt' in node.query) {
        const inner = node.query.ExecuteStmt;
        draft.effect = { kind: 'execute', name: inner.name ?? '' };
        for (const parameter of inner.params ?? []) draft.expression(parameter, NO_COLUMNS, 'argument');
      } else draft.query(node.query, 'result');
    },
  },
  CallStmt: {
    kind: 'call',
    command: 'CALL',
    means: 'EXECUTE on the procedure',
    describe: (draft, node) => {
      if (node.funccall === undefined) draft.hazard('not_supported', 'CALL of something that is not a name');
      else draft.expression({ FuncCall: node.funccall }, NO_COLUMNS, 'argument');
    },
  },
  DoStmt: {
    kind: 'do',
    command: 'DO',
    means: 'refused: it runs text',
    describe: (draft) => draft.hazard('opaque', 'DO'),
  },
  CopyStmt: {
    kind: 'copy',
    command: 'COPY',
    means:
      'SELECT or INSERT on the columns, or what the query reads; refused with a file or a program; not supported yet otherwise',
    describe: (draft, node) => {
      const listed = listParts(node.attlist);
      const columns = listed.length > 0 ? listed : ('all' as const);
      if (node.relation !== undefined)
        draft.relation(node.is_from === true ? 'INSERT' : 'SELECT', node.relation, { columns });
      draft.query(node.query, 'result');
      draft.expression(node.whereClause, columnsOf(node.relation), 'predicate');
      if (node.is_program === true) draft.hazard('opaque', 'COPY with a program');
      else if (node.filename !== undefined) draft.hazard('file', 'COPY with a file of the server');
      else draft.hazard('not_supported', 'COPY');
      draft.readOnly = node.is_from !== true && node.filename === undefined;
    },
  },
};
