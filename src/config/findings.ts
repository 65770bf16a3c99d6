/** zod's issues → our words: which key, what was expected, what was found, what was probably meant. */
import type { z } from 'zod';
import type { Finding, KeyPath } from './check.ts';
import { suggestion } from './problem.ts';
import { configJsonSchema } from './schema.ts';

export interface ShapeFinding extends Finding {
  /** The key itself is at fault, not its value. */
  readonly onKey: boolean;
}

/** What was found isn't shown where it may be a secret in the wrong place. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'password',
  'scram',
  'caching_sha2_password',
  'mysql_native_password',
]);

type Issue = z.core.$ZodIssue;

export function findingsOf(error: z.ZodError, value: unknown): ShapeFinding[] {
  const schema = configJsonSchema();
  return error.issues.flatMap((issue) => ofIssue(issue, [], value, schema));
}

function ofIssue(issue: Issue, above: KeyPath, value: unknown, schema: unknown): ShapeFinding[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const found = valueAt(value, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], onKey: true, message: unknownKey(key, known) }));
  }
  if (issue.code === 'invalid_union') {
    const branch = likelyBranch(issue.errors, found);
    if (branch !== undefined) return branch.flatMap((inner) => ofIssue(inner, path, value, schema));
  }
  const expected = expectation(issue, found);
  if (found === undefined) {
    const about = descriptionAt(schema, path);
    return [{ path, onKey: false, message: `this key is missing${about === '' ? '' : `. ${about}`}` }];
  }
  const hidden = path.some((part) => SECRET_KEYS.has(String(part)));
  const advice = hidden && typeof found === 'string' && path.at(-1) === 'password';
  if (advice)
    return [
      {
        path,
        onKey: false,
        message: 'a password does not stand here: write { env: NAME }, { file: … } or { command: […] }',
      },
    ];
  const shown = hidden || expected.includes('found ') ? '' : `, found ${show(found)}`;
  return [{ path, onKey: false, message: `${expected}${shown}${meant(issue, found)}` }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = suggestion(key, known);
  return `there is no such key: ${near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`}`;
}

/** Of a union, the branch that takes this kind of value at all; its problems are the ones worth telling. */
function likelyBranch(branches: readonly Issue[][], found: unknown): Issue[] | undefined {
  if (found === undefined) return undefined;
  return branches.find((issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0));
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'names with values',
};

function expectation(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid')
        ? `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`
        : issue.message;
    case 'invalid_value':
      return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return found === '' ? 'expected a text that is not empty' : `expected at least ${String(issue.minimum)}`;
    case 'too_big':
      return `expected at most ${String(issue.maximum)}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'expected an address like https://login.example.com/keys' : issue.message;
    case 'invalid_union':
      return 'expected a value of another kind';
    default:
      return issue.message;
  }
}

function meant(issue: Issue, found: unknown): string {
  if (issue.code !== 'invalid_value' || typeof found !== 'string' || issue.values.length === 1) return '';
  const near = suggestion(found, issue.values.map(String));
  return near === undefined ? '' : `: did you mean "${near}"?`;
}

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function child(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (Reflect.get(value, key) as unknown) : undefined;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce(child, value);
}

/** Steps through the JSON Schema as the path goes through a value. */
function schemaAt(schema: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((at, part) => {
    const options = child(at, 'anyOf');
    const node = Array.isArray(options) ? options.find((option) => child(option, 'properties') !== undefined) : at;
    return typeof part === 'number'
      ? child(node, 'items')
      : (child(child(node, 'properties'), part) ?? child(node, 'additionalProperties'));
  }, schema);
}

function keysAt(schema: unknown, path: KeyPath): string[] {
  const at = schemaAt(schema, path);
  const options = child(at, 'anyOf');
  const node: unknown = Array.isArray(options)
    ? options.find((option) => child(option, 'properties') !== undefined)
    : at;
  const properties = child(node, 'properties');
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function descriptionAt(schema: unknown, path: KeyPath): string {
  const text = child(schemaAt(schema, path), 'description');
  return typeof text === 'string' ? text : '';
}
