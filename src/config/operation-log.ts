/**
 * The operation log: what the gateway does and what goes wrong in it, for the operator. Not the audit, which records what
 * agents do. Secrets are taken out by key, since nobody may rely on every caller to think of it.
 */
import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'pretty' | 'json';
  /** Standard error where none is given: standard output belongs to what commands print. */
  readonly destination?: Writable;
  /** Colours in the pretty format. By default where the destination is a terminal. */
  readonly colour?: boolean;
}

const SECRET_KEYS = [
  'password', 'secret', 'token', 'authorization', 'credentials', 'scram', 'cachingSha2', 'nativePassword', 'verifier', 'privateKey', 'key', 'proof', 'cookie', 'connectionString',
]; // prettier-ignore
/** At the top, one and two levels down: deeper objects have no business in a log line. */
const REDACT_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

export function createLog({ level, format, destination, colour }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACT_PATHS, censor: '[secret]' },
  };
  if (format === 'json') return pino(options, destination ?? standardError());
  const target = destination ?? process.stderr;
  const coloured = colour ?? ('isTTY' in target && target.isTTY && process.env['NO_COLOR'] === undefined);
  return pino(options, prettyStream(target, coloured));
}

/** Written at once, so that the last words of a process that ends are not lost. */
function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: true });
}

const COLOURS: Readonly<Record<string, number>> = { fatal: 31, error: 31, warn: 33, info: 36, debug: 90, trace: 90 };

/** No stream in between: a line is written in the turn that logs it, also the last one. */
function prettyStream(target: Writable, coloured: boolean): DestinationStream {
  return {
    write: (json) => {
      target.write(prettyLine(json, coloured));
    },
  };
}

/** `12:30:01.123 WARN  audit log can't be written  directory=var/audit`, a stack on lines of its own below. */
export function prettyLine(json: string, coloured: boolean): string {
  let record: Record<string, unknown>;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return json;
    record = { ...value };
  } catch {
    return json;
  }
  const { time, level, msg, err, ...rest } = record;
  const paint = (text: string, code: number): string => (coloured ? `\u001B[${code}m${text}\u001B[0m` : text);
  const label = String(level);
  const parts = [
    paint(String(time).slice(11, 23), 90),
    paint(label.toUpperCase().padEnd(5), COLOURS[label] ?? 0),
    printable(typeof msg === 'string' ? msg : ''),
    ...Object.entries(rest).map(([key, value]) => paint(`${key}=`, 90) + printable(asText(value))),
  ];
  return `${parts.filter((part) => part !== '').join(' ')}${errorLines(err)}\n`;
}

function errorLines(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  const text = typeof stack === 'string' ? stack : typeof message === 'string' ? message : '';
  return text
    .split('\n')
    .map((line) => `\n    ${printable(line.trim())}`)
    .join('');
}

function asText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"]+$/.test(value) ? value : (JSON.stringify(value) ?? '');
}

/** What a peer sent may hold escape sequences that rewrite the operator's terminal. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(
    /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
