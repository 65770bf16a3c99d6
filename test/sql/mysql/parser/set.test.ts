import { describe, expect, test } from 'vitest';
import { refusalOf, tree } from './statements.ts';

const set = (...assignments: readonly object[]): object => ({ kind: 'Set', assignments });
const variable = (target: string, value: unknown): object => ({ kind: 'SetVariable', target, value });

describe('SET', () => {
  test.each([
    ['SET @a = 1, @`b c` := @a', set(variable('@a', '1'), variable('@b c', '@a'))],
    ['SET autocommit = 0', set(variable('@@SESSION.autocommit', '0'))],
    ['SET autocommit := ON', set(variable('@@SESSION.autocommit', "'ON'"))],
    ['SET sql_mode = DEFAULT', set(variable('@@SESSION.sql_mode', { kind: 'Default' }))],
    ['SET character_set_results = NULL', set(variable('@@SESSION.character_set_results', 'NULL'))],
    ['SET character_set_client = binary', set(variable('@@SESSION.character_set_client', "'binary'"))],
    ['SET binlog_format = ROW, a = ALL, b = SYSTEM', set(variable('@@SESSION.binlog_format', "'ROW'"), variable('@@SESSION.a', "'ALL'"), variable('@@SESSION.b', "'SYSTEM'"))],
    ['SET sql_mode = ANSI', set(variable('@@SESSION.sql_mode', 'ANSI'))],
    ['SET @@session.sql_mode = "x", @@LOCAL.a = 1', set(variable('@@SESSION.sql_mode', "'x'"), variable('@@SESSION.a', '1'))],
    ['SET PERSIST a = 1, @@PERSIST_ONLY.b = 2', set(variable('@@PERSIST.a', '1'), variable('@@PERSIST_ONLY.b', '2'))],
    ['SET GLOBAL hot.key_buffer_size = 1', set(variable('@@GLOBAL.hot.key_buffer_size', '1'))],
    ['SET @@GLOBAL.default.key_buffer_size = 1', set(variable('@@GLOBAL.default.key_buffer_size', '1'))],
    ['SET global = 1, session = 2, names = 3', set(variable('@@SESSION.global', '1'), variable('@@SESSION.session', '2'), variable('@@SESSION.names', '3'))],
    ['SET NAMES utf8mb4', set({ kind: 'SetNames', charset: 'utf8mb4' })],
    ["SET NAMES 'UTF8MB4' COLLATE 'utf8mb4_bin'", set({ kind: 'SetNames', charset: 'utf8mb4', collation: 'utf8mb4_bin' })],
    ['SET NAMES DEFAULT', set({ kind: 'SetNames' })],
    ['SET NAMES binary', set({ kind: 'SetNames', charset: 'binary' })],
    ['SET CHARACTER SET latin1', set({ kind: 'SetCharacterSet', charset: 'latin1' })],
    ['SET CHARSET DEFAULT, CHAR SET utf8mb4', set({ kind: 'SetCharacterSet' }, { kind: 'SetCharacterSet', charset: 'utf8mb4' })],
    ['SET NAMES utf8mb4, @a = 1', set({ kind: 'SetNames', charset: 'utf8mb4' }, variable('@a', '1'))],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  // Both servers refuse `SET GLOBAL sort_buffer_size = DEFAULT, timestamp = 1`: timestamp is the session's alone. With @@timestamp they don't.
  test('a scope holds for the plain names behind it, as on the servers', () => {
    expect(tree('SET a = 1, GLOBAL b = 2, c = 3, @d = 4, NAMES utf8mb4, e = 5, SESSION f = 6, g = 7')).toStrictEqual(
      set(
        variable('@@SESSION.a', '1'), variable('@@GLOBAL.b', '2'), variable('@@GLOBAL.c', '3'), variable('@d', '4'), { kind: 'SetNames', charset: 'utf8mb4' },
        variable('@@GLOBAL.e', '5'), variable('@@SESSION.f', '6'), variable('@@SESSION.g', '7'),
      ),
    );
  }); // prettier-ignore

  test('`@@name` is kept apart: of some variables it sets another value than that of the session', () => {
    expect(tree('SET @@GLOBAL.a = 1, b = 2, @@c = 3')).toStrictEqual(
      set(variable('@@GLOBAL.a', '1'), variable('@@SESSION.b', '2'), variable('@@c', '3')),
    );
    expect(tree('SET GLOBAL a = 1, @@b = 2, c = 3')).toStrictEqual(
      set(variable('@@GLOBAL.a', '1'), variable('@@b', '2'), variable('@@GLOBAL.c', '3')),
    );
  });

  test.each([
    ['SET TRANSACTION READ ONLY', { kind: 'SetTransaction', characteristics: ['READ ONLY'] }],
    ['SET GLOBAL TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE',
      { kind: 'SetTransaction', scope: 'GLOBAL', characteristics: ['ISOLATION LEVEL REPEATABLE READ', 'READ WRITE'] }],
    ['SET LOCAL TRANSACTION ISOLATION LEVEL SERIALIZABLE', { kind: 'SetTransaction', scope: 'SESSION', characteristics: ['ISOLATION LEVEL SERIALIZABLE'] }],
  ])('%s', (text, expected) => expect(tree(text)).toStrictEqual(expected)); // prettier-ignore

  test.each([
    'SET', 'SET a', 'SET a =', 'SET a = 1,', 'SET GLOBAL', 'SET GLOBAL @a = 1', 'SET GLOBAL NAMES utf8mb4', 'SET @a = DEFAULT', 'SET @a', 'SET @@GLOBAL a = 1',
    'SET @@global.global.a = 1', 'SET GLOBAL global.a = 1', 'SET NAMES', 'SET NAMES utf8mb4 COLLATE', 'SET NAMES DEFAULT COLLATE utf8mb4_bin', 'SET a.b.c = 1',
    'SET TRANSACTION', 'SET TRANSACTION READ', 'SET TRANSACTION READ ONLY, READ WRITE', 'SET GLOBAL TRANSACTION READ ONLY, a = 1', 'SET DEFAULT = 1',
    'SET a = 1 b = 2', 'SET @a = 1 FROM t', 'SET GLOBAL SESSION a = 1',
  ])('%s is a syntax error', (text) => expect(refusalOf(text).code).toBe('WW_SYNTAX_ERROR')); // prettier-ignore

  test('PERSIST is no scope on MariaDB', () => {
    expect(refusalOf('SET PERSIST a = 1', 'mariadb').code).toBe('WW_SYNTAX_ERROR');
  });
});
