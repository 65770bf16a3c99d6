// Any message of either side, for property tests and fuzzing.

import * as fc from 'fast-check';
import type { WritableBackendMessage } from '../../../../src/protocols/postgres/messages/backend.ts';
import type { FrontendMessage, FunctionCall } from '../../../../src/protocols/postgres/messages/frontend.ts';
import type { StartupPacket, UnsupportedProtocol } from '../../../../src/protocols/postgres/messages/startup.ts';

const word = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '0').toWellFormed());
const name = word.map((text) => `n${text}`);
const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value));
const value = fc.option(bytes, { nil: null });
const oid = fc.nat({ max: 0xffff_ffff });
const int32 = fc.integer();
const int16 = fc.integer({ min: -32_768, max: 32_767 });
const format = fc.constantFrom('text', 'binary');
const formats = fc.array(format, { maxLength: 4 });
const key = fc.uint8Array({ minLength: 4, maxLength: 256 }).map((value) => Buffer.from(value));
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });
const kind = <const Kind extends string>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds);

const parameters = list(value).chain((values) =>
  fc.record({
    parameters: fc.constant(values),
    parameterFormats: fc.oneof(
      fc.array(format, { maxLength: 1 }),
      fc.array(format, { minLength: values.length, maxLength: values.length }),
    ),
  }),
);

export const startupPackets: fc.Arbitrary<Exclude<StartupPacket, UnsupportedProtocol>> = fc.oneof(
  fc.record({
    kind: kind('StartupMessage'),
    major: fc.constant<3>(3),
    minor: fc.nat({ max: 65_535 }),
    parameters: fc.uniqueArray(fc.tuple(name, word), { selector: ([name]) => name, maxLength: 6 }),
  }),
  fc.record({ kind: kind('SSLRequest', 'GSSENCRequest') }),
  fc.record({ kind: kind('CancelRequest'), processId: int32, key }),
);

export const frontendMessages: fc.Arbitrary<Exclude<FrontendMessage, FunctionCall>> = fc.oneof(
  fc.record({ kind: kind('Query'), text: word }),
  fc.record({ kind: kind('Parse'), statement: word, text: word, parameterTypes: list(oid) }),
  fc
    .record({ kind: kind('Bind'), portal: word, statement: word, parameters, resultFormats: formats })
    .map(({ parameters, ...rest }) => ({ ...rest, ...parameters })),
  fc.record({ kind: kind('Describe', 'Close'), target: kind('statement', 'portal'), name: word }),
  fc.record({ kind: kind('Execute'), portal: word, maxRows: int32 }),
  fc.record({ kind: kind('CopyData'), data: bytes }),
  fc.record({ kind: kind('CopyFail'), message: word }),
  fc.record({ kind: kind('CopyDone', 'Flush', 'Sync', 'Terminate') }),
);

const field = fc.record({
  name: word,
  tableOid: oid,
  attributeNumber: int16,
  typeOid: oid,
  typeLength: int16,
  typeModifier: int32,
  format,
});
const code = fc.integer({ min: 1, max: 127 }).map((byte) => String.fromCharCode(byte));

export const backendMessages: fc.Arbitrary<WritableBackendMessage> = fc.oneof(
  fc.record({ kind: kind('AuthenticationOk', 'AuthenticationCleartextPassword') }),
  fc.record({ kind: kind('AuthenticationMD5Password'), salt: key.map((key) => key.subarray(0, 4)) }),
  fc.record({ kind: kind('AuthenticationSASL'), mechanisms: fc.array(name, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: kind('AuthenticationSASLContinue', 'AuthenticationSASLFinal'), data: bytes }),
  fc.record({ kind: kind('BackendKeyData'), processId: int32, key }),
  fc.record({ kind: kind('ParameterStatus'), name: word, value: word }),
  fc.record({ kind: kind('ReadyForQuery'), status: kind('idle', 'transaction', 'failed') }),
  fc.record({ kind: kind('RowDescription'), fields: list(field) }),
  fc.record({ kind: kind('ParameterDescription'), parameterTypes: list(oid) }),
  fc.record({ kind: kind('DataRow'), cells: list(value) }),
  fc.record({ kind: kind('CommandComplete'), tag: word }),
  fc.record({
    kind: kind('ErrorResponse', 'NoticeResponse'),
    fields: list(fc.tuple(code, word)).map((fields) => new Map(fields)),
  }),
  fc.record({ kind: kind('NotificationResponse'), processId: int32, channel: word, payload: word }),
  fc.record({
    kind: kind('NegotiateProtocolVersion'),
    major: fc.nat({ max: 65_535 }),
    minor: fc.nat({ max: 65_535 }),
    unrecognizedOptions: list(word),
  }),
  fc.record({ kind: kind('CopyInResponse', 'CopyOutResponse', 'CopyBothResponse') }).chain(({ kind }) =>
    fc.oneof(
      fc.record({ kind: fc.constant(kind), format: fc.constant<'binary'>('binary'), columnFormats: formats }),
      fc.record({
        kind: fc.constant(kind),
        format: fc.constant<'text'>('text'),
        columnFormats: list(fc.constant<'text'>('text')),
      }),
    ),
  ),
  fc.record({ kind: kind('CopyData'), data: bytes }),
  fc.record({ kind: kind('BindComplete', 'CloseComplete', 'CopyDone', 'EmptyQueryResponse') }),
  fc.record({ kind: kind('NoData', 'ParseComplete', 'PortalSuspended') }),
);
