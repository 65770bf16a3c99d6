import { describe, expect, test } from 'vitest';
import { InternalFault, RefusedError } from '../../../../src/core/errors.ts';
import type { Expression, StatementNode } from '../../../../src/sql/mysql/ast/index.ts';
import { parseText } from '../../../../src/sql/mysql/parser/index.ts';
import { print } from '../../../../src/sql/mysql/printer/index.ts';
import { bytes, MARIADB, MYSQL, optionsOf, printed, tree } from './printed.ts';
import { sameShape } from './shape.ts';
import { DEFINITIONS, EXPRESSIONS, ON_MARIADB, ON_MYSQL, STATEMENTS } from './statements.ts';
import { binary, call, column, number, pairs, string, unary } from './trees.ts';

const selected = EXPRESSIONS.map(([text, want]) => [`select ${text}`, `SELECT ${want}`] as const);
const BOTH = [...selected, ...STATEMENTS];

describe.each([
  ['on MySQL', MYSQL, [...BOTH, ...ON_MYSQL, ...DEFINITIONS]],
  ['on MariaDB', MARIADB, [...BOTH, ...ON_MARIADB]],
])('%s', (_, context, list) => {
  test.each(list)('%s', (text, want) => {
    const text8 = printed(bytes(text), context);
    expect(text8).toBe(want);
    expect(sameShape(tree(bytes(text), context), tree(text8, context))).toBe(true);
    expect(printed(text8, context)).toBe(want);
  });
});

const at = { start: 0, end: 0 };
const select = (expression: Expression): StatementNode => ({ kind: 'Do', expressions: [expression], ...at });
const shown = (expression: Expression, context = MYSQL): string =>
  print(select(expression), optionsOf(context)).slice('DO '.length);

describe('what is printed', () => {
  test('is read as the tree that it was printed from, for each pair of operators', () => {
    for (const { tree: expression, text } of pairs()) {
      const again = tree(`DO ${shown(expression)}`);
      expect(sameShape(select(expression), again), text).toBe(true);
    }
  });

  test('never has two operators side by side that would make a comment or another operator', () => {
    expect(shown(unary('-', unary('-', number('1'))))).toBe('-(-1)');
    expect(shown(binary('-', column('a'), unary('-', unary('-', number('1')))))).toBe('`a` - (-(-1))');
    expect(shown(binary('/', column('a'), unary('~', call('COUNT', [], { star: true }))))).toBe('`a` / (~COUNT(*))');
    for (const { tree: expression } of pairs()) expect(shown(expression)).not.toMatch(/--|\/\*|#|;/);
  });

  test('holds what a literal says in quotes, whatever it says', () => {
    const evil = "' OR 1 -- \\' /* \0 \n */ ; `";
    const text = shown(string(evil));
    expect(text).toBe(String.raw`''' OR 1 -- \\'' /* \0 \n */ ; ${'`'}'`);
    expect(tree(`DO ${text}`)).toMatchObject({ expressions: [{ kind: 'StringLiteral', value: evil }] });
  });

  test('holds what a name says in backticks, whatever it says', () => {
    const evil = '`; DROP TABLE t -- é';
    const text = shown(column(evil));
    expect(tree(`DO ${text}`)).toMatchObject({ expressions: [{ kind: 'ColumnReference', column: { text: evil } }] });
  });

  test('keeps every byte of a binary string', () => {
    const all = String.fromCodePoint(...Array.from({ length: 256 }, (_, byte) => byte));
    const literal: Expression = { kind: 'StringLiteral', value: all, charset: 'binary', firstPiece: undefined, ...at };
    expect(tree(`DO ${shown(literal)}`)).toMatchObject({ expressions: [{ value: all, charset: 'binary' }] });
  });

  test('means in the default mode what the text meant in its own', () => {
    const mode = {
      ...MYSQL.mode,
      ansiQuotes: true,
      noBackslashEscapes: true,
      pipesAsConcat: true,
      highNotPrecedence: true,
    };
    const text = String.raw`select "a" || 'b\' like 'c\' and not d = e`;
    expect(printed(text, { ...MYSQL, mode })).toBe(
      String.raw`SELECT (CONCAT(${'`a`'}, 'b\\') LIKE 'c\\' ESCAPE '') AND ((!${'`d`'}) = ${'`e`'})`,
    );
  });

  test('has names in the character set of the session', () => {
    expect(printed('select \xe9', { ...MYSQL, charset: 'latin1' })).toBe('SELECT `\xe9`');
    expect(printed(bytes('select é'), MYSQL)).toBe('SELECT `\xc3\xa9`');
    expect(() => print(select(column('日')), { ...optionsOf(MYSQL), charset: 'latin1' })).toThrow(RefusedError);
    expect(() => print(select(column('a\0b')), optionsOf(MYSQL))).toThrow(RefusedError);
  });

  test.each([
    [number('1 OR 1')],
    [number('1--1')],
    [call('F(', [])],
    [call('SLEEP', [], { unit: 'DAY) OR (1' })],
    [{ kind: 'BinaryLiteral', base: 'hex', digits: "4D' OR '", charset: undefined, quoted: true, ...at }],
    [{ kind: 'StringLiteral', value: 'a', charset: "utf8'", firstPiece: undefined, ...at }],
    [{ kind: 'Extract', unit: 'DAY FROM a) --', operand: number('1'), ...at }],
  ] as Expression[][])('takes nothing for a word, a number or a unit that is none: %j', (expression) => {
    expect(() => shown(expression)).toThrow(InternalFault);
  });
});

describe('a name that the server would take from the text', () => {
  test.each([
    ['select * from (select a+1 from t) x', 'SELECT * FROM (SELECT `a` + 1 AS `a+1` FROM `t`) AS `x`'],
    [
      'with c as (select a+1 union select b+1) table c',
      'WITH `c` AS (SELECT `a` + 1 AS `a+1` UNION SELECT `b` + 1) TABLE `c`',
    ],
    [
      'select count(*) from t group by a order by `COUNT(*)`',
      'SELECT COUNT(*) AS `count(*)` FROM `t` GROUP BY `a` ORDER BY `COUNT(*)`',
    ],
    ['select a+1 from t having `a+1` > 2', 'SELECT `a` + 1 AS `a+1` FROM `t` HAVING `a+1` > 2'],
    ['select a+1 union select 2 order by `a+1`', 'SELECT `a` + 1 AS `a+1` UNION SELECT 2 ORDER BY `a+1`'],
  ])('is an alias where it can be seen or referred to: %s', (text, want) => {
    expect(printed(text)).toBe(want);
  });

  test.each([
    ['select a+1 from t order by a', 'SELECT `a` + 1 FROM `t` ORDER BY `a`'],
    [
      'select (select a+1), exists (select a+1), 1 in (select a+1)',
      'SELECT (SELECT `a` + 1), EXISTS (SELECT `a` + 1), 1 IN (SELECT `a` + 1)',
    ],
    ['insert into t select a+1 from s', 'INSERT INTO `t` SELECT `a` + 1 FROM `s`'],
    ['select * from (select a+1) x (b)', 'SELECT * FROM (SELECT `a` + 1) AS `x` (`b`)'],
  ])('is left out elsewhere: %s', (text, want) => {
    expect(printed(text)).toBe(want);
  });
});

describe('what the analysis found', () => {
  test('is the database of tables, routines and new names, and of nothing else', () => {
    const qualify = (text: string): string =>
      print(tree(text), {
        ...optionsOf(MYSQL),
        schemaOf: ({ name }) => (/^[tfv]$/.test(name.text) ? 'db' : undefined),
      });
    expect(qualify('with c as (select f(t.a) from t) select c.a, t.* from c join t on g(1)')).toBe(
      'WITH `c` AS (SELECT `db`.`f`(`t`.`a`) AS `f(t.a)` FROM `db`.`t`) SELECT `c`.`a`, `t`.* FROM `c` INNER JOIN `db`.`t` ON `g`(1)',
    );
    expect(qualify('delete x from t as x')).toBe('DELETE `x` FROM `db`.`t` AS `x`');
    expect(qualify('select 1 from t for update of t')).toBe('SELECT 1 FROM `db`.`t` FOR UPDATE OF `t`');
    expect(qualify('rename table t to v')).toBe('RENAME TABLE `db`.`t` TO `db`.`v`');
    expect(qualify('create view v as table t')).toBe('CREATE VIEW `db`.`v` AS TABLE `db`.`t`');
    expect(qualify('show columns from t')).toBe('SHOW COLUMNS FROM `db`.`t`');
    expect(qualify('call f()')).toBe('CALL `db`.`f`()');
  });
});

describe('parameters', () => {
  test.each([
    'SELECT ? LIMIT ?, ?',
    'SELECT ? LIMIT ? OFFSET ?',
    'SELECT INTERVAL ? DAY + ?, ? + INTERVAL ? DAY',
    'SELECT LOCATE(?, ?)',
    'INSERT INTO `t` (`a`, `b`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `a` = ?',
    'WITH `c` AS (SELECT ? AS `a`) SELECT ? FROM `c` WHERE ? GROUP BY ? HAVING ? ORDER BY ? LIMIT ?',
  ])('keep their order in %s', (text) => {
    const text8 = printed(text);
    const [first] = parseText(text, MYSQL);
    expect(text8.split('?')).toHaveLength((first?.parameters ?? 0) + 1);
    expect(sameShape(first?.node, tree(text8))).toBe(true);
  });

  test('are not printed in another order than theirs', () => {
    const parameter = (index: number): Expression => ({ kind: 'Parameter', index, ...at });
    expect(() => shown(binary('+', parameter(2), parameter(1)))).toThrow(InternalFault);
  });
});

describe('chains', () => {
  const LENGTH = 20_000;
  const repeated = (word: string): string => Array.from({ length: LENGTH }, () => '`a`').join(word);

  test.each([' OR ', ' AND ', ' XOR ', ' + ', ' = ', ' * '])('of%sare printed flat, however long', (word) => {
    const text = `SELECT ${repeated(word)}`;
    expect(printed(text)).toBe(text);
  });

  test('of dates, set operations and joins too', () => {
    const dates = `SELECT \`a\`${' + INTERVAL 1 DAY'.repeat(LENGTH)}`;
    expect(printed(dates)).toBe(dates);
    const union = Array.from({ length: 2000 }, () => 'SELECT 1').join(' UNION ');
    expect(printed(union)).toBe(union);
    const joins = `SELECT 1 FROM \`a\`${' INNER JOIN `b` ON 1'.repeat(2000)}`;
    expect(printed(joins)).toBe(joins);
  });

  test('to the right are printed without recursion', () => {
    let expression = column('a');
    for (let depth = 0; depth < LENGTH; depth++) expression = unary('NOT', expression);
    expect(shown(expression)).toHaveLength(`${'NOT ('.repeat(LENGTH - 1)}NOT \`a\`${')'.repeat(LENGTH - 1)}`.length);
  });
});

describe('statements that are refused by name', () => {
  test('are never printed', () => {
    expect(() => printed('grant all on t to u')).toThrow(InternalFault);
    expect(() => printed("select 1 into outfile 'f'")).toThrow(InternalFault);
  });
});
