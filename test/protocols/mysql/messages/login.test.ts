import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/bytes/malformed.ts';
import {
  capabilities,
  decodeAuthMoreData,
  decodeAuthSwitchRequest,
  decodeChangeUser,
  decodeHandshake,
  decodeLoginRequest,
  encodeAuthMoreData,
  encodeAuthSwitchRequest,
  encodeChangeUser,
  encodeHandshake,
  encodeHandshakeResponse,
  encodeSSLRequest,
} from '../../../../src/protocols/mysql/messages/index.ts';
import type { ChangeUser, Handshake, HandshakeResponse } from '../../../../src/protocols/mysql/messages/index.ts';
import { bodyOf, draw, written, type Field } from './drawing.ts';

const NONCE = Buffer.from('abcdefghijklmnopqrst');
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const word = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];

const SERVER = capabilities('LONG_PASSWORD', 'PROTOCOL_41', 'SECURE_CONNECTION', 'PLUGIN_AUTH');

describe('the handshake of a server', () => {
  const handshake: Handshake = {
    kind: 'Handshake',
    version: '9.7.4',
    connectionId: 258,
    nonce: NONCE,
    capabilities: SERVER,
    extended: 0,
    collation: 255,
    status: 2,
    plugin: 'caching_sha2_password',
  };
  const fields = (low: number, extended: readonly number[]): Field[] => [
    ['protocol', [10]],
    ['version', '9.7.4\0'],
    ['connection', [2, 1, 0, 0]],
    ['nonce, first part', 'abcdefgh'],
    ['filler', [0]],
    ['capabilities, low', [low, 0x82]],
    ['collation', [255]],
    ['status', [2, 0]],
    ['capabilities, high', [8, 0]],
    ['bytes of the nonce', [21]],
    ['filler', zeros(6)],
    ['filler, or what MariaDB can', extended],
    ['nonce, second part', 'ijklmnopqrst\0'],
    ['plugin', 'caching_sha2_password\0'],
  ];

  it.each([
    ['MySQL', handshake, fields(0x01, zeros(4))],
    ['MariaDB', { ...handshake, capabilities: SERVER - 1, extended: 0x1d }, fields(0x00, [0x1d, 0, 0, 0])],
  ] as const)('of %s is read from and written to these bytes', (_, message, drawn) => {
    const bytes = draw(...drawn);
    expect(decodeHandshake(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeHandshake(message, out))).toEqual(bytes);
  });

  it('takes the last 4 filler bytes for nothing where the server says that it is MySQL', () => {
    expect(decodeHandshake(bodyOf(draw(...fields(0x01, [1, 2, 3, 4])))).extended).toBe(0);
  });

  it.each([
    ['an older protocol', (bytes: Buffer) => Buffer.concat([Buffer.from([9]), bytes.subarray(1)])],
    ['nothing', (bytes: Buffer) => bytes.subarray(0, 0)],
    ['a version without an end', (bytes: Buffer) => bytes.subarray(0, 5)],
    ['half a nonce', (bytes: Buffer) => bytes.subarray(0, 12)],
    ['no second part of the nonce', (bytes: Buffer) => bytes.subarray(0, 39)],
    ['no plugin although one is said to follow', (bytes: Buffer) => bytes.subarray(0, -22)],
    ['a plugin without an end', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['more than the plugin', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([1])])],
  ])('refuses %s', (_, change) => {
    const bytes = change(draw(...fields(0x01, zeros(4))));
    expect(() => decodeHandshake(bodyOf(bytes))).toThrow(MalformedMessage);
  });

  it.each([
    ['a NUL in the nonce', { ...handshake, nonce: Buffer.alloc(20) }],
    ['a short nonce', { ...handshake, nonce: NONCE.subarray(1) }],
    ['no plugin', { ...handshake, capabilities: capabilities('PROTOCOL_41') }],
  ])('is not written with %s', (_, message) => {
    expect(() => written((out) => encodeHandshake(message, out))).toThrow(TypeError);
  });
});

const CLIENT = capabilities(
  'LONG_PASSWORD',
  'CONNECT_WITH_DB',
  'PROTOCOL_41',
  'SECURE_CONNECTION',
  'PLUGIN_AUTH',
  'CONNECT_ATTRS',
  'PLUGIN_AUTH_LENENC_CLIENT_DATA',
);

const response: HandshakeResponse = {
  kind: 'HandshakeResponse',
  capabilities: CLIENT,
  extended: 0,
  maxPacketBytes: 0x100_0000,
  collation: 45,
  user: 'ann',
  auth: Buffer.from([7, 8, 9]),
  database: 'shop',
  plugin: 'mysql_native_password',
  attributes: [['_os', 'x']],
};
const head = (flags: number, collation = 45, second: readonly number[] = zeros(4)): Field[] => [
  ['capabilities', word(flags)],
  ['largest packet', [0, 0, 0, 1]],
  ['collation', [collation]],
  ['filler', zeros(19)],
  ['filler, or what MariaDB can', second],
];
const ATTRIBUTES: Field[] = [
  ['length of all attributes', [6]],
  ['name', [3, 0x5f, 0x6f, 0x73]],
  ['value', [1, 0x78]],
];

describe('the login request of a client', () => {
  const plain = capabilities('LONG_PASSWORD', 'PROTOCOL_41', 'SECURE_CONNECTION');
  const old = capabilities('LONG_PASSWORD', 'PROTOCOL_41');
  const bare = { database: undefined, plugin: undefined, attributes: [] } as const;

  it.each<readonly [string, HandshakeResponse, Field[]]>([
    [
      'with everything',
      response,
      [
        ...head(CLIENT),
        ['user', 'ann\0'],
        ['answer', [3, 7, 8, 9]],
        ['database', 'shop\0'],
        ['plugin', 'mysql_native_password\0'],
        ...ATTRIBUTES,
      ],
    ],
    [
      'with nothing but a user and an answer',
      { ...response, ...bare, capabilities: plain },
      [...head(plain), ['user', 'ann\0'], ['answer', [3, 7, 8, 9]]],
    ],
    [
      'whose answer ends at a NUL',
      { ...response, ...bare, capabilities: old },
      [...head(old), ['user', 'ann\0'], ['answer', [7, 8, 9, 0]]],
    ],
    [
      'of MariaDB, which says more where others have filler',
      { ...response, ...bare, capabilities: plain - 1, extended: 0x0c },
      [...head(plain - 1, 45, [0x0c, 0, 0, 0]), ['user', 'ann\0'], ['answer', [3, 7, 8, 9]]],
    ],
    [
      'in latin1',
      { ...response, ...bare, capabilities: plain, collation: 8, user: 'é€' },
      [...head(plain, 8), ['user', [0xe9, 0x80, 0]], ['answer', [3, 7, 8, 9]]],
    ],
  ])('%s is read from and written to these bytes', (_, message, fields) => {
    const bytes = draw(...fields);
    expect(decodeLoginRequest(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeHandshakeResponse(message, out))).toEqual(bytes);
  });

  it('is an SSLRequest when it ends where the user would begin', () => {
    const flags = capabilities('LONG_PASSWORD', 'PROTOCOL_41', 'SSL');
    const bytes = draw(...head(flags));
    const message = { kind: 'SSLRequest', capabilities: flags, extended: 0, maxPacketBytes: 0x100_0000, collation: 45 };
    expect(decodeLoginRequest(bodyOf(bytes))).toEqual(message);
    const { kind: _, ...rest } = { ...message, kind: 'SSLRequest' as const };
    expect(written((out) => encodeSSLRequest(rest, out))).toEqual(bytes);
  });

  it('takes an answer of more than 250 bytes, which a token is', () => {
    const message = { ...response, auth: Buffer.alloc(3_000, 0x61) };
    expect(decodeLoginRequest(bodyOf(written((out) => encodeHandshakeResponse(message, out))))).toEqual(message);
  });

  it.each<readonly [string, Field[]]>([
    ['nothing', []],
    ['half a head', [['capabilities', word(CLIENT)]]],
    ['a protocol before 4.1', [...head(capabilities('LONG_PASSWORD')), ['user', 'ann\0']]],
    ['no user and no wish for TLS', head(plain)],
    ['a user without an end', [...head(plain), ['user', 'ann']]],
    ['a user that is not utf-8', [...head(plain), ['user', [0xff, 0]], ['answer', [0]]]],
    ['no answer', [...head(plain), ['user', 'ann\0']]],
    ['an answer longer than the packet', [...head(plain), ['user', 'ann\0'], ['answer', [4, 7, 8, 9]]]],
    ['a lying length of 8 bytes', [...head(CLIENT), ['user', 'ann\0'], ['answer', [0xfe, ...zeros(7), 0x80]]]],
    ['a length that is none', [...head(CLIENT), ['user', 'ann\0'], ['answer', [0xff]]]],
    ['an answer that is NULL', [...head(CLIENT), ['user', 'ann\0'], ['answer', [0xfb]]]],
    ['no database although one is said to follow', [...head(CLIENT), ['user', 'ann\0'], ['answer', [0]]]],
    ['a database without an end', [...head(CLIENT), ['user', 'ann\0'], ['answer', [0]], ['database', 'shop']]],
    ['bytes behind its end', [...head(plain), ['user', 'ann\0'], ['answer', [0]], ['more', [0]]]],
    [
      'attributes longer than the packet',
      [...head(CLIENT), ['user', 'a\0'], ['answer', [0]], ['database', '\0'], ['plugin', '\0'], ['length', [9, 1, 0]]],
    ],
    [
      'an attribute longer than all attributes',
      [...head(CLIENT), ['user', 'a\0'], ['answer', [0]], ['database', '\0'], ['plugin', '\0'], ['one', [2, 5, 0]]],
    ],
    [
      'an attribute without a value',
      [...head(CLIENT), ['user', 'a\0'], ['answer', [0]], ['database', '\0'], ['plugin', '\0'], ['one', [2, 1, 0x61]]],
    ],
  ])('refuses %s', (_, fields) => {
    expect(() => decodeLoginRequest(bodyOf(draw(...fields)))).toThrow(MalformedMessage);
  });

  it('never quotes what may be a password', () => {
    const bytes = draw(...head(CLIENT), ['user', 'ann\0'], ['answer', [90, ...Buffer.from('secret')]]);
    expect(() => decodeLoginRequest(bodyOf(bytes))).toThrow(/^(?!.*secret)/);
  });

  it.each([
    ['a database without its flag', { ...response, capabilities: CLIENT - 8 }],
    ['a flag without its database', { ...response, database: undefined }],
    ['a flag without its plugin', { ...response, plugin: undefined }],
    ['a NUL in the user', { ...response, user: 'a\0b' }],
  ])('is not written with %s', (_, message) => {
    expect(() => written((out) => encodeHandshakeResponse(message, out))).toThrow(TypeError);
  });
});

describe('COM_CHANGE_USER', () => {
  const message: ChangeUser = {
    kind: 'ChangeUser',
    user: 'bob',
    auth: Buffer.from([1, 2]),
    database: 'hr',
    collation: 255,
    plugin: 'mysql_clear_password',
    attributes: [['_os', 'x']],
  };
  const fields: readonly Field[] = [
    ['command', [0x11]],
    ['user', 'bob\0'],
    ['answer', [2, 1, 2]],
    ['database', 'hr\0'],
    ['collation', [255, 0]],
    ['plugin', 'mysql_clear_password\0'],
    ...ATTRIBUTES,
  ];

  it('is read from and written to these bytes', () => {
    const bytes = draw(...fields);
    expect(decodeChangeUser(bodyOf(bytes), CLIENT, 45)).toEqual(message);
    expect(written((out) => encodeChangeUser(message, CLIENT, out))).toEqual(bytes);
  });

  it('may end behind the database, as older clients end it', () => {
    const short = { ...message, collation: undefined, plugin: undefined, attributes: [] };
    const bytes = draw(...fields.slice(0, 4));
    expect(decodeChangeUser(bodyOf(bytes), CLIENT, 45)).toEqual(short);
    expect(written((out) => encodeChangeUser(short, CLIENT, out))).toEqual(bytes);
  });

  it.each<readonly [string, readonly Field[]]>([
    ['another command', [['command', [0x12]], ...fields.slice(1)]],
    ['no database', fields.slice(0, 3)],
    ['half a collation', [...fields.slice(0, 4), ['collation', [1]]]],
    ['an answer longer than the packet', [...fields.slice(0, 2), ['answer', [200, 1, 2]]]],
    ['bytes behind its end', [...fields, ['more', [0]]]],
  ])('refuses %s', (_, drawn) => {
    expect(() => decodeChangeUser(bodyOf(draw(...drawn)), CLIENT, 45)).toThrow(MalformedMessage);
  });
});

describe('packets between the login request and its end', () => {
  it('an AuthSwitchRequest is read from and written to these bytes', () => {
    const bytes = draw(['switch', [0xfe]], ['plugin', 'caching_sha2_password\0'], ['nonce', 'abcdefghijklmnopqrst\0']);
    const message = { kind: 'AuthSwitchRequest', plugin: 'caching_sha2_password', data: NONCE } as const;
    expect(decodeAuthSwitchRequest(bodyOf(bytes))).toEqual(message);
    expect(written((out) => encodeAuthSwitchRequest(message, out))).toEqual(bytes);
  });

  it('AuthMoreData is read from and written to these bytes', () => {
    const bytes = draw(['more', [1]], ['data', [4]]);
    expect(decodeAuthMoreData(bodyOf(bytes))).toEqual({ kind: 'AuthMoreData', data: Buffer.from([4]) });
    expect(written((out) => encodeAuthMoreData({ kind: 'AuthMoreData', data: Buffer.from([4]) }, out))).toEqual(bytes);
  });

  it.each([
    ['a switch to the hash of before 4.1', [0xfe]],
    ['a plugin without an end', [0xfe, 0x61]],
    ['something else', [0x00, 0x61, 0]],
    ['nothing', []],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeAuthSwitchRequest(bodyOf(Buffer.from(bytes)))).toThrow(MalformedMessage);
  });
});
