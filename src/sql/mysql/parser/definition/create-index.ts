/** CREATE INDEX. */
import type { Definition } from '../../ast/index.ts';
import type { Draft } from './draft.ts';
import { refuseWait } from './drop.ts';
import { parseIndexOptions, parseKeyParts, parseMethod } from './key.ts';
import { parseOnlineOptions, refuseOption } from './options.ts';

export function parseCreateIndex(draft: Draft): Definition {
  const { cursor } = draft;
  const mariadb = cursor.context.server.flavor === 'mariadb';
  draft.takesOneOf('UNIQUE', 'FULLTEXT', 'SPATIAL', 'VECTOR');
  draft.expects('INDEX');
  if (mariadb) draft.takes('IF', 'NOT', 'EXISTS');
  const index = draft.name();
  parseMethod(draft);
  draft.expects('ON');
  draft.target();
  parseKeyParts(draft);
  refuseWait(draft);
  parseIndexOptions(draft);
  parseOnlineOptions(draft);
  if (!cursor.isOperator(';') && cursor.peek().type !== 'end') refuseOption(cursor);
  return draft.finish({ verb: 'CREATE', object: 'INDEX', command: 'CREATE INDEX', index });
}
