/** DROP, TRUNCATE and RENAME: they name objects and nothing else. */
import type { Definition } from '../../ast/index.ts';
import type { Draft } from './draft.ts';
import { parseOnlineOptions } from './options.ts';

export function parseDropTable(draft: Draft): Definition {
  const temporary = draft.takes('TEMPORARY');
  draft.expectsOneOf('TABLE', 'TABLES');
  draft.takes('IF', 'EXISTS');
  draft.list(() => draft.target());
  refuseWait(draft);
  draft.takesOneOf('RESTRICT', 'CASCADE');
  return draft.finish({ verb: 'DROP', object: 'TABLE', command: 'DROP TABLE', temporary });
}

export function parseDropView(draft: Draft): Definition {
  draft.expects('VIEW');
  draft.takes('IF', 'EXISTS');
  draft.list(() => draft.target());
  draft.takesOneOf('RESTRICT', 'CASCADE');
  return draft.finish({ verb: 'DROP', object: 'VIEW', command: 'DROP VIEW' });
}

export function parseDropIndex(draft: Draft): Definition {
  draft.expects('INDEX');
  if (draft.cursor.context.server.flavor === 'mariadb') draft.takes('IF', 'EXISTS');
  // The primary key's name is a reserved word, so that it comes quoted.
  const index = draft.name();
  draft.expects('ON');
  draft.target();
  refuseWait(draft);
  parseOnlineOptions(draft);
  return draft.finish({ verb: 'DROP', object: 'INDEX', command: 'DROP INDEX', index });
}

export function parseDropDatabase(draft: Draft): Definition {
  draft.expectsOneOf('DATABASE', 'SCHEMA');
  draft.takes('IF', 'EXISTS');
  draft.databaseTarget();
  return draft.finish({ verb: 'DROP', object: 'DATABASE', command: 'DROP DATABASE' });
}

export function parseTruncate(draft: Draft): Definition {
  draft.takes('TABLE');
  draft.target();
  refuseWait(draft);
  return draft.finish({ verb: 'TRUNCATE', object: 'TABLE', command: 'TRUNCATE TABLE' });
}

export function parseRenameTable(draft: Draft): Definition {
  draft.expectsOneOf('TABLE', 'TABLES');
  if (draft.cursor.context.server.flavor === 'mariadb') draft.takes('IF', 'EXISTS');
  draft.list(() => {
    draft.target();
    refuseWait(draft);
    draft.expects('TO');
    draft.named('rename_to');
  });
  return draft.finish({ verb: 'RENAME', object: 'TABLE', command: 'RENAME TABLE' });
}

/** MariaDB's NOWAIT and WAIT n. */
export function refuseWait({ cursor }: Draft): void {
  if (cursor.isWord('NOWAIT', 'WAIT')) throw cursor.notUnderstood('a wait for a lock');
}
