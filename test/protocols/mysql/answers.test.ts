import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/bytes/malformed.ts';
import { ProtocolViolation } from '../../../src/core/errors.ts';
import type { MaskPlan } from '../../../src/gate/protocol.ts';
import { capabilities, decodeErr, packet, packets } from '../../../src/protocols/mysql/messages/index.ts';
import {
  capabilitiesOf,
  DEPRECATE,
  Driver,
  newRun,
  PLAIN,
  recorded,
  refusal,
  type Recorded,
} from './answers-driver.ts';
import { arrived, messagesOf } from './streams.ts';

const runs = new Set(['query', 'execute', 'fetch']);
const runFor = (kind: string) => (runs.has(kind) ? newRun() : undefined);

function find(name: string, mode: Recorded['mode'] = 'plain', server: Recorded['server'] = 'mysql-9.7'): Recorded {
  const found = recorded.find((one) => one.name === name && one.mode === mode && one.server === server);
  if (found === undefined) throw new Error(`nobody recorded '${name}' of ${server}, ${mode}`);
  return found;
}

const SERVERS = ['mysql-9.7', 'mariadb-10.11', 'mariadb-11.8'] as const;
const MODES = ['plain', 'deprecate', 'track', 'track+deprecate'] as const;

/** Ends with stars, whatever it was. */
const stars = { textOnly: true, mask: () => Buffer.from('***') };
const plan = (...columns: readonly (typeof stars | undefined)[]): MaskPlan => ({
  columns,
  origins: columns.map(() => undefined),
});

describe('the answers that real servers gave', () => {
  it.each(recorded.map((one) => [one.server, one.mode, one.kind, one.name, one] as const))(
    'of %s, %s, to a %s (%s) pass as they are, and are over with their last packet',
    (_server, mode, kind, _name, { bytes }) => {
      const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind, run: runFor(kind) });
      driver.push(bytes.subarray(0, -1));
      expect(driver.answers.idle).toBe(false);
      driver.push(bytes.subarray(-1));
      expect(driver.answers.idle).toBe(true);
      expect(driver.out).toEqual(bytes);
      expect(driver.framer.atBoundary).toBe(true);
    },
  );

  it.each(recorded.filter(({ name }) => name === 'select' || name === 'execute'))(
    'are one piece when they come in one: $server, $mode, $name',
    ({ bytes, mode, kind }) => {
      const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind, run: newRun() }).push(bytes);
      expect(driver.sent).toHaveLength(1);
    },
  );

  it.each(SERVERS)('of %s are counted in rows and bytes', (server) => {
    const run = newRun();
    const { bytes } = find('select', 'deprecate', server);
    new Driver({ upstream: DEPRECATE }).expect({ kind: 'query', run }).push(bytes);
    expect([run.rows, run.bytes]).toEqual([3, bytes.length]);
  });

  it.each(SERVERS)('of %s to several statements name the one that each result is of', (server) => {
    const run = newRun({ labels: [[], [], []] });
    const driver = new Driver().expect({ kind: 'query', run }).push(find('ok and rows', 'plain', server).bytes);
    expect(driver.log.filter((line) => !line.startsWith('ok'))).toEqual([
      'completed 0',
      'completed 1',
      'completed 2',
      'done',
    ]);
  });

  it.each(SERVERS)('of %s end with the error of a statement in their middle', (server) => {
    const run = newRun({ labels: [[], [], []] });
    const driver = new Driver().expect({ kind: 'query', run });
    driver.push(find('three, the second fails', 'plain', server).bytes);
    expect(driver.log).toEqual(['completed 0', 'error 1064', 'failed']);
  });

  it.each(SERVERS)('of %s tell of the session what changed in it', (server) => {
    const driver = new Driver({ upstream: capabilitiesOf('track') }).expect({ kind: 'query', run: newRun() });
    driver.push(find('set tracks', 'track', server).bytes);
    expect(driver.changes).toContainEqual({ kind: 'variable', name: 'sql_mode', value: '' });
    driver.expect({ kind: 'query', run: newRun() }).push(find('use tracks', 'track', server).bytes);
    expect(driver.changes).toContainEqual({ kind: 'schema', name: 'ww_g_o' });
  });

  it.each(recorded.filter(({ mode, kind }) => mode.startsWith('track') && kind !== 'statistics'))(
    'are told without session tracking to a client that has none: $server, $mode, $kind ($name)',
    ({ kind, mode, bytes }) => {
      const upstream = capabilitiesOf(mode);
      const client = upstream - capabilities('SESSION_TRACK');
      const driver = new Driver({ upstream, client }).expect({ kind, run: runFor(kind) }).push(bytes);
      // What came out is an answer under the client's capabilities, to its last byte.
      const again = new Driver({ upstream: client }).expect({ kind, run: runFor(kind) }).push(driver.out);
      expect([again.answers.idle, again.changes]).toEqual([true, []]);
      expect(again.out).toEqual(driver.out);
      expect(messagesOf(driver.out)).toHaveLength(messagesOf(bytes).length);
    },
  );
});

describe('an answer under a plan', () => {
  it.each(SERVERS.flatMap((server) => MODES.map((mode) => [server, mode] as const)))(
    'has its cells masked: %s, %s',
    (server, mode) => {
      const run = newRun({ masks: [plan(undefined, stars, undefined, undefined)] });
      const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind: 'query', run });
      driver.push(find('select', mode, server).bytes);
      const text = driver.out.toString('latin1');
      expect(text).not.toMatch(/[abc]@x/);
      expect(text).toContain('\x031***'.replace('\x031', '\x03'));
      expect([run.rows, run.maskedCells]).toEqual([3, 3]);
      expect(messagesOf(driver.out)).toHaveLength(messagesOf(find('select', mode, server).bytes).length);
      expect(driver.answers.idle).toBe(true);
    },
  );

  it.each(SERVERS.flatMap((server) => MODES.map((mode) => [server, mode] as const)))(
    'has its cells masked in the binary protocol, those of a cursor too: %s, %s',
    (server, mode) => {
      const run = newRun({ masks: [plan(stars, stars, undefined)] });
      const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind: 'execute', run });
      driver.push(find('execute', mode, server).bytes);
      expect(run.maskedCells).toBe(6);
      const fetched = newRun({ masks: [plan(stars, stars, undefined)] });
      driver.expect({ kind: 'execute', run: fetched }).push(find('execute with cursor', mode, server).bytes);
      expect(fetched.maskedCells).toBe(0);
      for (const name of ['fetch 2', 'fetch the rest'])
        driver.expect({ kind: 'fetch', run: fetched }).push(find(name, mode, server).bytes);
      expect([fetched.maskedCells, fetched.rows]).toEqual([6, 3]);
      expect(driver.out.toString('latin1')).not.toMatch(/[abc]@x/);
      expect(driver.answers.idle).toBe(true);
    },
  );

  it('keeps the rows of a cursor whose columns it never saw', () => {
    const run = newRun({ masks: [plan(stars, stars, undefined)] });
    const driver = new Driver().expect({ kind: 'fetch', run }).push(find('fetch 2').bytes);
    expect(driver.out.toString('latin1')).not.toMatch(/[abc]@x/);
    expect(decodeErr(arrived(driver.out)).number).toBe(1105);
  });

  it.each([
    ['has fewer columns', plan(stars)],
    ['has more columns', plan(stars, stars, stars, stars, stars)],
    [
      'is of another table',
      {
        columns: [undefined, stars, undefined, undefined],
        origins: [{ kind: 'names' as const, columns: [{ schema: 'o', table: 'x', column: 'id' }] }, undefined],
      },
    ],
  ])('that contradicts it shows nothing, not even names: %s', (_, contradicted) => {
    for (const mode of MODES) {
      const run = newRun({ masks: [contradicted] });
      const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind: 'query', run });
      driver.push(find('select', mode).bytes);
      expect(messagesOf(driver.out)).toHaveLength(1);
      expect(decodeErr(arrived(driver.out)).message.toString()).toMatch(
        /WW_RESULT_CONTRADICTS_PLAN, decision decision-1/,
      );
      expect(driver.log).toEqual(expect.arrayContaining(['cancel', 'cut']));
    }
  });

  it('takes a result that no statement is left for as a contradiction', () => {
    const run = newRun({ labels: [[], []] });
    const driver = new Driver().expect({ kind: 'query', run });
    const first = find('two statements').bytes;
    driver.push(first);
    expect(driver.log).not.toContain('cut');
    const tooMany = newRun({ labels: [[], []] });
    tooMany.index = 1;
    const cut = new Driver().expect({ kind: 'query', run: tooMany }).push(first);
    expect(cut.log).toContain('cut');
  });

  it.each(MODES)('has its columns renamed, in a result and where it is prepared: %s', (mode) => {
    const labels = ['N°', undefined, undefined, 'x'];
    const run = newRun({ labels: [labels] });
    const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind: 'query', run });
    driver.push(find('select', mode).bytes);
    expect(driver.out.includes(Buffer.from('\x06people\x03N°\x02id'))).toBe(true);
    expect(driver.out.includes(Buffer.from('\x01x\x03grp'))).toBe(true);
    expect(driver.out.includes(Buffer.from('ann'))).toBe(true);
    driver.sent.length = 0;
    driver.expect({ kind: 'prepare', labels: ['mail', undefined, 'one'] }).push(find('prepare', mode).bytes);
    expect(driver.out.includes(Buffer.from('\x06people\x04mail\x02id'))).toBe(true);
    expect(messagesOf(driver.out)).toHaveLength(messagesOf(find('prepare', mode).bytes).length);
    expect(driver.answers.idle).toBe(true);
  });
});

describe('an answer that is cut', () => {
  it.each(MODES)('ends with the refusal in the place of its end, numbered as the client counts: %s', (mode) => {
    const run = newRun({ maxRows: 1 });
    const driver = new Driver({ upstream: capabilitiesOf(mode) }).expect({ kind: 'query', run });
    driver.push(find('select', mode).bytes);
    const messages = messagesOf(driver.out);
    expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
    expect(decodeErr(arrived(driver.out)).message.toString()).toMatch(
      /^the result has more than the 1 rows .*WW_ROW_LIMIT/,
    );
    expect([run.rows, driver.log.at(-1)]).toEqual([1, 'cut']);
  });

  it('keeps the rest of its results', () => {
    const run = newRun({ labels: [[], []] });
    const driver = new Driver().expect({ kind: 'query', run });
    const { bytes } = find('two statements');
    driver.push(bytes.subarray(0, 8));
    driver.answers.cut(run, refusal);
    driver.push(bytes.subarray(8));
    const messages = messagesOf(driver.out);
    expect(messages.at(-1)?.payload[0]).toBe(0xff);
    expect(messages.filter(({ payload }) => payload.toString('latin1') === '\x011')).toEqual([]);
    expect(driver.answers.idle).toBe(true);
  });

  it('counts the rows of all fetches of one cursor together', () => {
    const run = newRun({ maxRows: 2 });
    const driver = new Driver().expect({ kind: 'execute', run }).push(find('execute with cursor').bytes);
    driver.expect({ kind: 'fetch', run }).push(find('fetch 2').bytes);
    expect(driver.log).not.toContain('cut');
    driver.expect({ kind: 'fetch', run }).push(find('fetch the rest').bytes);
    expect(driver.log.at(-1)).toBe('cut');
  });

  it('is cut for a row that is too large to be masked, and goes on', () => {
    const run = newRun({ masks: [plan(stars)] });
    const rows = [packet(1, (out) => out.u8(1)), definition(2), packet(3, (out) => out.bytes(EOF))];
    const large = packets(Buffer.concat([Buffer.from([0xfc, 0xd0, 0x07]), Buffer.alloc(2_000, 0x61)]), 4);
    const driver = new Driver({ maxWholeBytes: 1_000 }).expect({ kind: 'query', run });
    driver.push(
      ...rows,
      large.subarray(0, 500),
      large.subarray(500),
      packet(5, (out) => out.bytes(EOF)),
    );
    expect(decodeErr(arrived(driver.out)).number).toBe(1153);
    expect(driver.out.includes(Buffer.from('aaa'))).toBe(false);
  });
});

const EOF = Buffer.from([0xfe, 0, 0, 2, 0]);
const definition = (sequence: number): Buffer =>
  packet(sequence, (out) => out.bytes(Buffer.from('036465660000000161000c2d0090010000fd00001f0000', 'hex')));

describe('a row of more than 16 MB', () => {
  const value = Buffer.alloc(0x100_0000, 0x61);
  const row = Buffer.concat([Buffer.from([0xfd, 0, 0, 0]), Buffer.from([1, 0x62])]);
  row[3] = 0;
  const large = Buffer.concat([Buffer.from([0xfe, 0, 0, 0, 1, 0, 0, 0, 0]), value]);
  const stream = (): Buffer[] => [
    packet(1, (out) => out.u8(1)),
    definition(2),
    packet(3, (out) => out.bytes(EOF)),
    packets(large, 4),
    packet(6, (out) => out.bytes(EOF)),
  ];

  it('passes in pieces', () => {
    const driver = new Driver().expect({ kind: 'query', run: newRun() }).push(...stream());
    expect(driver.out.equals(Buffer.concat(stream()))).toBe(true);
  });

  it('leaves a gap in no numbers when its mask makes it small', () => {
    const run = newRun({ masks: [plan(stars)] });
    const driver = new Driver({ maxWholeBytes: 0x200_0000 }).expect({ kind: 'query', run }).push(...stream());
    expect(messagesOf(driver.out).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('stays one of several packets when only its neighbour is masked', () => {
    const run = newRun({ masks: [{ columns: [{ textOnly: true, mask: (v) => v }], origins: [undefined] }] });
    const driver = new Driver({ maxWholeBytes: 0x200_0000 }).expect({ kind: 'query', run }).push(...stream());
    expect(driver.out.equals(Buffer.concat(stream()))).toBe(true);
  });
});

describe('what the client is shown instead', () => {
  it('of an OK: other counts, another text', () => {
    const shown = { ok: (_: unknown, ok: object) => ({ ...ok, warnings: 0, affectedRows: 0n, info: Buffer.alloc(0) }) };
    const driver = new Driver({ shown: shown as never }).expect({ kind: 'query', run: newRun() });
    driver.push(find('update').bytes);
    expect(messagesOf(driver.out)).toEqual([{ sequence: 1, payload: Buffer.from([0, 0, 0, 3, 0, 0, 0]) }]);
  });

  it.each(MODES)('of our own commands: nothing, but their rows are told (%s)', (mode) => {
    const rows: string[] = [];
    const driver = new Driver({ upstream: capabilitiesOf(mode) });
    driver.expect({ kind: 'query', ours: true, row: (cells) => rows.push(cells.join()) });
    driver.push(find('select', mode).bytes);
    driver.expect({ kind: 'query', ours: true }).push(find('syntax error', mode).bytes);
    driver.expect({ kind: 'single', ours: true }).push(find('ping', mode).bytes);
    driver.expect({ kind: 'prepare', ours: true }).push(find('prepare', mode).bytes);
    expect(driver.out).toEqual(Buffer.alloc(0));
    expect(rows).toEqual(['1,a@x,ann,1', '2,b@x,bob,1', '3,c@x,cid,2']);
    expect(driver.answers.idle).toBe(true);
  });

  it('is numbered for the client where the command had more packets on one side', () => {
    const driver = new Driver().expect({ kind: 'query', run: newRun(), serverSequence: 1, clientSequence: 3 });
    driver.push(find('select').bytes);
    const numbers = messagesOf(driver.out).map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.map((_, index) => index + 3));
  });

  it('of a server that says goodbye: its error', () => {
    const bytes = Buffer.concat([Buffer.from([20, 0, 0, 0, 0xff, 0xbf, 0x0f]), Buffer.from('#HY000disconnect!')]);
    bytes.writeUIntLE(bytes.length - 4, 0, 3);
    const driver = new Driver().push(bytes);
    expect([driver.out, driver.log]).toEqual([bytes, ['goodbye 4031']]);
  });

  it('answers several commands in the order in which they were sent', () => {
    const driver = new Driver().expect({ kind: 'query', run: newRun() }).expect({ kind: 'single' });
    const both = Buffer.concat([find('select').bytes, find('ping').bytes]);
    expect(driver.push(both).out).toEqual(both);
    expect(driver.log.filter((line) => line === 'done')).toHaveLength(2);
  });
});

describe('a server that does not keep to its protocol', () => {
  it.each<readonly [string, 'query' | 'prepare' | 'single' | 'fetch', Buffer]>([
    ['asks for a file of the client', 'query', packet(1, (out) => out.bytes(Buffer.from('\xfb/etc/passwd', 'latin1')))],
    ['begins with an EOF', 'query', packet(1, (out) => out.bytes(EOF))],
    ['has a result without columns', 'query', packet(1, (out) => out.bytes(Buffer.from([0xfc, 0, 0])))],
    ['has more columns than there can be', 'query', packet(1, (out) => out.bytes(Buffer.from([0xfd, 0, 0, 1])))],
    ['sends nothing in a packet', 'query', packet(1, () => undefined)],
    ['has bytes behind the number of columns', 'query', packet(1, (out) => out.bytes(Buffer.from([1, 1])))],
    ['skips a sequence id', 'query', packet(2, (out) => out.bytes(Buffer.from([0, 0, 0, 2, 0, 0, 0])))],
    ['cuts an OK', 'single', packet(1, (out) => out.bytes(Buffer.from([0, 0, 0, 2, 0])))],
    ['cuts an ERR', 'single', packet(1, (out) => out.bytes(Buffer.from([0xff, 1])))],
    [
      'reports a progress that nobody asked for',
      'query',
      packet(1, (out) => out.bytes(Buffer.from([255, 255, 255, 1]))),
    ],
    ['cuts the answer to a Prepare', 'prepare', packet(1, (out) => out.bytes(Buffer.from([0, 1, 0, 0, 0, 1])))],
    ['answers a Prepare with rows', 'prepare', packet(1, (out) => out.u8(1))],
  ])('is left: it %s', (_, kind, bytes) => {
    const driver = new Driver().expect({ kind, run: runFor(kind) });
    let thrown: unknown;
    try {
      driver.push(bytes);
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof MalformedMessage || thrown instanceof ProtocolViolation).toBe(true);
    expect(driver.out).toEqual(Buffer.alloc(0));
  });

  it('is left when it speaks without being asked', () => {
    expect(() => new Driver().push(packet(0, (out) => out.bytes(Buffer.from([0, 0, 0, 2, 0, 0, 0]))))).toThrow(
      ProtocolViolation,
    );
  });

  it('may not have other packets than the client expects', () => {
    expect(() => new Driver({ upstream: DEPRECATE, client: PLAIN })).toThrow('same packets');
  });
});
