/** Finds streams, files and lines of an audit directory. Reads only; what it finds may have been changed by anybody. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { uuidv7TimeMs } from '../core/uuid.ts';

/** No line of ours is longer: a text of 1 MB, each byte escaped, and its names. A longer one is cut into pieces, which are no JSON. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const FILE_NAME = /^(\d{6,})\.jsonl$/;
const NEWLINE = 0x0a;
const CHUNK_BYTES = 1024 * 1024;

export interface StreamFolder {
  readonly stream: string;
  readonly path: string;
}

export interface NumberedFile {
  readonly path: string;
  readonly number: number;
}

/** The streams of a directory, the one that began first first. Throws the system's error where there is no directory. */
export async function listStreams(directory: string): Promise<StreamFolder[]> {
  const names = await readdir(directory);
  return names
    .flatMap((stream) => (uuidv7TimeMs(stream) === undefined ? [] : [{ stream, path: join(directory, stream) }]))
    .sort((a, b) => (a.stream < b.stream ? -1 : 1));
}

export async function listFiles(stream: StreamFolder): Promise<NumberedFile[]> {
  const names = await readdir(stream.path);
  return names
    .flatMap((name) => {
      const number = FILE_NAME.exec(name)?.[1];
      return number === undefined ? [] : [{ path: join(stream.path, name), number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number);
}

export interface Line {
  readonly bytes: Buffer;
  /** Where the line after this one begins. */
  readonly end: number;
  /** False for a last line without its newline. */
  readonly whole: boolean;
}

/** The lines of a file from byte `start` on, without their newlines. */
export async function* readLines(path: string, start = 0, chunkBytes = CHUNK_BYTES): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let position = start;
  for await (const chunk of createReadStream(path, { start, highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(NEWLINE, from);
      if (at === -1) break;
      const bytes = parts.length === 0 ? chunk.subarray(from, at) : Buffer.concat([...parts, chunk.subarray(from, at)]);
      position += bytes.length + 1;
      yield { bytes, end: position, whole: true };
      parts = [];
      length = 0;
      from = at + 1;
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > MAX_LINE_BYTES) {
      position += length;
      yield { bytes: Buffer.concat(parts), end: position, whole: false };
      parts = [];
      length = 0;
    }
  }
  if (length > 0) yield { bytes: Buffer.concat(parts), end: position + length, whole: false };
}

/** A line as read back: its text, and its fields as JSON has them. */
export interface ReadEntry {
  readonly line: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Undefined for what is no JSON object. */
export function parseEntry(bytes: Buffer): ReadEntry | undefined {
  const line = bytes.toString();
  try {
    const fields: unknown = JSON.parse(line);
    return isObject(fields) ? { line, fields } : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textField(fields: Readonly<Record<string, unknown>>, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}

/** A field that is an object; an empty one where it isn't. */
export function objectField(fields: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = fields[key];
  return isObject(value) ? value : {};
}

/** The strings of a field that is a list. */
export function listField(fields: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
