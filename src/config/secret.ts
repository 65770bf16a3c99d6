/** Secrets of the configuration: where each comes from, and a value that doesn't show itself by accident. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { inspect, promisify } from 'node:util';

const HIDDEN = '[secret]';

/** Prints as `[secret]` everywhere; `reveal` is for the one place that sends it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }
}

export type SecretSource =
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  /** The first word is a program, found by PATH; no shell reads it. Its output is the secret. */
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]]; readonly timeoutMs: number };

/** A secret that could not be had. The message names the source, never what it gave. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** No password is longer; a command that prints more is the wrong command. */
const MAX_SECRET_BYTES = 64 * 1024;

const run = promisify(execFile);

/** Reads the secret now; one line end behind it is dropped. Ask again at each login: files and commands may rotate. */
export async function resolveSecret(source: SecretSource, env: NodeJS.ProcessEnv = process.env): Promise<Secret> {
  const text = await read(source, env);
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new SecretError(`${describeSource(source)} is empty`);
  if (value.length > MAX_SECRET_BYTES) throw new SecretError(`${describeSource(source)} is longer than 64KB`);
  return new Secret(value);
}

async function read(source: SecretSource, env: NodeJS.ProcessEnv): Promise<string> {
  switch (source.kind) {
    case 'env': {
      const value = env[source.name];
      if (value === undefined) throw new SecretError(`${describeSource(source)} is not set`);
      return value;
    }
    case 'file':
      try {
        return await readFile(source.path, 'utf8');
      } catch (error) {
        throw new SecretError(`${describeSource(source)} can't be read: ${errorCode(error)}`);
      }
    case 'command': {
      const [program, ...args] = source.command;
      const options = { timeout: source.timeoutMs, killSignal: 'SIGKILL', maxBuffer: MAX_SECRET_BYTES } as const;
      try {
        return (await run(program, args, options)).stdout;
      } catch (error) {
        // The system's own message has the command's whole output in it, which may be half a secret.
        throw new SecretError(`${describeSource(source)} failed: ${errorCode(error)}`);
      }
    }
    default:
      return source satisfies never;
  }
}

export function describeSource(source: SecretSource): string {
  switch (source.kind) {
    case 'env':
      return `environment variable "${source.name}"`;
    case 'file':
      return `file "${source.path}"`;
    case 'command':
      return `command "${source.command[0]}"`;
    default:
      return source satisfies never;
  }
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('killed' in error && error.killed === true) return 'it took too long or printed too much';
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return `it ended with status ${code}`;
  return typeof code === 'string' ? code : 'unknown error';
}
