/** What ALTER TABLE does to partitions. */
import type { Draft } from './draft.ts';
import { parsePartitions } from './partition.ts';

/** False where the change is of another kind. */
export function parseAlterPartitions(draft: Draft): boolean {
  if (draft.takes('ADD', 'PARTITION')) parseAdd(draft);
  else if (draft.takes('DROP', 'PARTITION')) {
    draft.takes('IF', 'EXISTS');
    draft.list(() => draft.name());
  } else if (draft.takes('COALESCE', 'PARTITION')) {
    parseLogging(draft);
    draft.expectsLiteral('integer');
  } else if (draft.takes('REORGANIZE', 'PARTITION')) parseReorganize(draft);
  else if (draft.takes('EXCHANGE', 'PARTITION')) parseExchange(draft);
  else if (takesMaintenance(draft)) {
    parseLogging(draft);
    if (!draft.takes('ALL')) draft.list(() => draft.name());
  } else return false;
  return true;
}

function takesMaintenance(draft: Draft): boolean {
  return ['TRUNCATE', 'ANALYZE', 'CHECK', 'OPTIMIZE', 'REBUILD', 'REPAIR'].some((verb) =>
    draft.takes(verb, 'PARTITION'),
  );
}

function parseLogging(draft: Draft): void {
  draft.takesOneOf('NO_WRITE_TO_BINLOG', 'LOCAL');
}

function parseAdd(draft: Draft): void {
  if (draft.cursor.context.server.flavor === 'mariadb') draft.takes('IF', 'NOT', 'EXISTS');
  parseLogging(draft);
  if (draft.takes('PARTITIONS')) draft.expectsLiteral('integer');
  else parsePartitions(draft);
}

function parseReorganize(draft: Draft): void {
  parseLogging(draft);
  const { cursor } = draft;
  if (cursor.isOperator(';') || cursor.peek().type === 'end') return;
  draft.list(() => draft.name());
  draft.expects('INTO');
  parsePartitions(draft);
}

function parseExchange(draft: Draft): void {
  draft.name();
  draft.expects('WITH', 'TABLE');
  draft.named('exchange');
  if (!draft.takes('WITH', 'VALIDATION')) draft.takes('WITHOUT', 'VALIDATION');
}
