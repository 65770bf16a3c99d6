/**
 * What is wrong with rules beyond what keeps them from loading: names that the upstream doesn't have, lines that can
 * never speak, lines that say more than was probably meant.
 */
import type { ObjectName } from '../core/action.ts';
import { readRules, type RuleDocument, type RuleLine, type RuleText, type Selector } from './document.ts';
import { ALL_GRANTS } from './grant.ts';
import { LineIndex } from './line-index.ts';
import { namesMissing } from './check-names.ts';
import { unmaskedReturns } from './policy.ts';
import { didYouMean, type Finding, type Place } from './problem.ts';
import type { CheckedSchema } from './schema-lookup.ts';

export interface CheckOptions {
  /** Schemas by upstream, those that are at hand. */
  readonly schemas?: ReadonlyMap<string, CheckedSchema>;
  /** Names of all upstreams that are configured. */
  readonly upstreams?: readonly string[];
}

/** Every mistake of every file, in the order of files and lines. */
export function checkRules(texts: readonly RuleText[], options: CheckOptions = {}): Finding[] {
  const { documents, findings } = readRules(texts);
  const found = [
    ...findings,
    ...unmaskedReturns(documents),
    ...documents.flatMap((document) => [
      ...unknownUpstreams(document, options.upstreams),
      ...dependingOnIntent(document),
      ...writtenTwice(document),
      ...shadowed(document, documents),
      ...namesMissing(document, options.schemas ?? new Map()),
    ]),
  ];
  return found.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}

function unknownUpstreams(document: RuleDocument, known: readonly string[] | undefined): Finding[] {
  if (known === undefined) return [];
  return (document.upstreams ?? [])
    .filter((name) => !known.includes(name))
    .map((name) => ({
      severity: 'error',
      ...document.place,
      message: `upstream "${name}" is not configured`,
      ...didYouMean(name, known),
    }));
}

/** A deny or hold holds whatever the intent; whoever wrote it under an intent may think otherwise. */
function dependingOnIntent({ selector, deny, hold }: RuleDocument): Finding[] {
  if (typeof selector !== 'object' || selector.intents === undefined) return [];
  const message = (what: string): string =>
    `this ${what} holds whatever the intent: only what is granted can depend on one`;
  const suggestion = 'move it to a document without "intents"';
  return [
    ...deny.map((line) => warning(line.place, message('deny'), suggestion)),
    ...hold.map((line) => warning(line.place, message('hold'), suggestion)),
  ];
}

function writtenTwice({ allow, deny, hold }: RuleDocument): Finding[] {
  return [allow, deny, hold].flatMap((lines) => {
    const first = new Map<string, RuleLine>();
    return lines.flatMap((line) => {
      const text = line.grant.text.replaceAll(/\s+/g, ' ').trim();
      const known = first.get(text);
      if (known === undefined) first.set(text, line);
      return known === undefined ? [] : [warning(line.place, `this line stands at line ${known.place.line} already`)];
    });
  });
}

/** Allow and hold lines of which denies leave nothing. */
function shadowed(document: RuleDocument, all: readonly RuleDocument[]): Finding[] {
  const index = new LineIndex();
  for (const other of all) if (reaches(other, document)) for (const line of other.deny) index.add(line, false);
  if (index.entries.length === 0) return [];
  return [...document.allow, ...document.hold].flatMap((line) => {
    const denies = denying(line, index);
    if (denies === undefined) return [];
    const { file, line: at } = denies.place;
    return [
      warning(line.place, `this line can never match: ${file}:${at} denies all of it`, 'take one of the two out'),
    ];
  });
}

/** The deny that meets the line, if denies meet each of its privileges on each of its objects as a whole. */
function denying({ grant }: RuleLine, index: LineIndex): RuleLine | undefined {
  let found: RuleLine | undefined;
  for (const target of grant.targets) {
    const object: ObjectName = {
      kind: target.object,
      schema: target.schema,
      // No object is called so: only a wildcard at least as wide can meet it.
      name: target.name + (target.prefix ? '*' : ''),
      ...(target.signature === undefined ? {} : { signature: target.signature }),
    };
    for (const { privilege } of grant.privileges) {
      for (const one of privilege === 'ALL' ? ALL_GRANTS[target.object] : [privilege]) {
        // "any" is met only by a deny of the whole.
        const entry = index
          .restricting({ privilege: one, object, columns: 'any', offset: -1 })
          .find((deny) => deny.target.signature === undefined || deny.target.signature === target.signature);
        if (entry === undefined) return undefined;
        found = entry.line;
      }
    }
  }
  return found;
}

/** Whether whatever the second document is for, the first one's denies are for as well. */
function reaches(denying: RuleDocument, document: RuleDocument): boolean {
  const { upstreams } = denying;
  const upstream = upstreams === undefined || (document.upstreams?.every((one) => upstreams.includes(one)) ?? false);
  return upstream && contains(denying.selector, document.selector);
}

function contains(wide: RuleDocument['selector'], narrow: RuleDocument['selector']): boolean {
  if (wide === undefined || wide === 'everyone') return true;
  if (typeof narrow !== 'object') return false;
  const within = (key: keyof Selector): boolean =>
    wide[key] === undefined || (narrow[key]?.every((one) => wide[key]?.includes(one)) ?? false);
  return within('agents') && within('groups') && within('tenants');
}

function warning(place: Place, message: string, suggestion?: string): Finding {
  const { file, line, column } = place;
  return { severity: 'warning', file, line, column, message, ...(suggestion === undefined ? {} : { suggestion }) };
}
