import { describe, expect, it } from 'vitest';
import { label, labelOfBytes, MARIADB, MYSQL } from './tree.ts';

describe('the name of a column without an alias', () => {
  it.each([
    'a+1', 'a  +  1', '( a + 1 )', '((a + 1))', 'a /* c */ + 1', 'a -- c\n+ 1', 'a # c\n+1', 'a\n+\n1', 'COUNT( * )', 'NOW() IS NULL', '@X', '( @x )', '@@SESSION . autocommit',
    '(@@autocommit)', '@x := 1', "DATE'2020-01-01'", "(DATE'2020-01-01')", "{ d '2020-01-01' }", '( SELECT 1 )', '((SELECT 1))', 'ABS( a )', '`abs`(a)', '-1', '- 1', '(-1)',
    '-(1)', '+(a+1)', '0x41', '(0x41)', "X'41'", "_latin1 0x41", 'NOT a', 'a != 2', 'a && b', "concat('a\tb')", "concat('é')", '-NULL', 'NULL is null', '+ - 1', '(t.a) is null', "'x' 'y' is null",
    'schema()', 'CURRENT_TIMESTAMP', 'SUM(a) OVER (w)',
  ])('is the text of %s', (text) => {
    expect(label(text, MYSQL)).toBe(text);
    expect(label(text, MARIADB)).toBe(text);
  }); // prettier-ignore

  it.each([
    ['/* x */ a + 1 /* y */', 'a + 1'],
    ['/*x*/(/*y*/a/*z*/+/*w*/1/*v*/)/*u*/', '(/*y*/a/*z*/+/*w*/1/*v*/)'],
    ['+1', '1'],
    ['+ (1.50)', '1.50'],
    ['+ + a', 'a'],
    ['+ t.a', 'a'],
    ["+'abc'", 'abc'],
    ['null', 'NULL'],
    ['(null)', 'NULL'],
    ['(?)', '?'],
    ["'  a b '", 'a b '],
    ["'\\tabc'", 'abc'],
    ["' '", ''],
    [`concat('${'x'.repeat(300)}')`, `concat('${'x'.repeat(247)}`],
    [`concat('${'é'.repeat(200)}')`, `concat('${'é'.repeat(123)}`],
    ["concat('\u{1f600}', 1)", "concat('?', 1)"],
  ])('of %s is %s', (text, name) => {
    expect(label(text, MYSQL)).toBe(name);
    expect(label(text, MARIADB)).toBe(name);
  });

  it.each([
    ["'a' 'b'", 'a', 'ab'],
    ["(' a' 'b')", 'a', 'ab'],
    ["_utf8mb4'a' 'b'", 'a', 'ab'],
    ["'' 'b'", '', 'b'],
    ["'a\\0b'", 'a', undefined],
    ['true', 'true', 'TRUE'],
    ['( true )', '( true )', 'TRUE'],
  ])('of %s differs between MySQL and MariaDB', (text, mysql, mariadb) => {
    expect(label(text, MYSQL)).toBe(mysql);
    expect(label(text, MARIADB)).toBe(mariadb);
  });

  it.each(['a', 't.a', '(a)', '{x a}', '1', '( 1.50 )', '1e3', "'abc'", "'it''s'", "_latin1'x'", "N'x'", '*', 't.*'])(
    'is told by the node itself for %s',
    (text) => {
      expect(label(text, MYSQL)).toBeUndefined();
      expect(label(text, MARIADB)).toBeUndefined();
    },
  );

  it('has a mark for each byte that is no character', () => {
    expect(labelOfBytes("concat('\xff\xc3(')", MYSQL)).toBe("concat('??(')");
    expect(labelOfBytes("concat('\xff\xc3(')", MARIADB)).toBe(String.raw`concat('\xFF\xC3(')`);
    expect(labelOfBytes("concat('\xe9')", { ...MARIADB, charset: 'ascii' })).toBe("concat('?')");
    expect(labelOfBytes("concat('\xe9')", { ...MYSQL, charset: 'latin1' })).toBe("concat('é')");
  });
});
