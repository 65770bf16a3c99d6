/**
 * DDL: which objects it makes, changes and takes away, what its queries and expressions read, and which columns it does something to that masks
 * don't follow.
 */
import type { Privilege } from '../../../core/action.ts';
import type { BaseColumn } from '../../statement.ts';
import type { Definition, Query, QualifiedName } from '../ast/index.ts';
import { systemSchema } from '../lists/index.ts';
import type { Reading } from './reading.ts';
import { notSupported, serverError } from './refuse.ts';
import { EMPTY, plainSource, shapeOf, type Scope } from './scope.ts';
import { namesBehind, wordsOf } from './utility-definition-words.ts';
import {
  existing, missing, placeOf, positionColumns, schemaObject, schemaNamed, tableObject, type Place,
} from './utility-names.ts'; // prettier-ignore
import { plainColumns, told, type UtilityReaders, type UtilityReading } from './utility-readers.ts';

export function readDefinition(reading: Reading, node: Definition, readers: UtilityReaders): UtilityReading {
  if (node.temporary) {
    throw notSupported(`${node.verb} TEMPORARY TABLE`, node.start, 'Use a subquery or WITH in the place of a temporary table.');
  }
  reading.found.readOnly = false;
  if (node.object === 'DATABASE') readDatabase(reading, node);
  else {
    const places = node.targets.map((target) => readTarget(reading, node, target));
    readParts(reading, node, places, readers);
  }
  return told(node.verb === 'TRUNCATE' ? 'truncate' : 'ddl', node.command, { effect: { kind: 'ddl' } });
} // prettier-ignore

function readDatabase(reading: Reading, { verb, command, targets }: Definition): void {
  for (const { name } of targets) {
    const ifExists = verb === 'DROP' ? reading.catalog.hasSchema(name.text) : true;
    const schema = verb === 'CREATE' || !ifExists ? name.text : schemaNamed(reading, name);
    if (systemSchema(name.text, reading.server) !== undefined) {
      reading.found.hazard('not_supported', `${command} of the server's own schema ${name.text}`, name.start);
    }
    const privilege: Privilege = verb === 'CREATE' ? 'CREATE' : verb === 'DROP' ? 'DROP' : 'ALTER';
    reading.found.touchWhole(privilege, schemaObject(schema), name.start);
  }
}

function readTarget(reading: Reading, node: Definition, target: QualifiedName): Place {
  const place = placeOf(reading, target);
  if (place.system) reading.found.hazard('not_supported', `${node.command} in the server's own schema ${place.schema}`, target.start);
  const object = tableObject(place);
  const words = wordsOf(node);
  const touch = (privilege: Privilege): void => reading.found.touchWhole(privilege, object, target.start);
  const mustExist = (): void => {
    if (place.relation === undefined && !place.system) throw missing(place, target.start);
  };
  switch (node.verb) {
    case 'CREATE':
      if (node.object === 'INDEX') {
        mustExist();
        touch('ALTER');
        break;
      }
      reading.found.touchWhole('CREATE', schemaObject(place.schema), target.start);
      // OR REPLACE takes away what was there; a view of the same name is changed.
      if (words.includes(' OR REPLACE ') && place.relation !== undefined) touch(node.object === 'VIEW' ? 'ALTER' : 'DROP');
      break;
    case 'ALTER':
      mustExist();
      touch('ALTER');
      break;
    case 'DROP':
      if (node.object === 'INDEX') {
        mustExist();
        touch('ALTER');
        break;
      }
      if (place.relation === undefined && !place.system && !words.includes(' IF EXISTS ')) throw unknownTable(place, target.start);
      touch('DROP');
      break;
    case 'TRUNCATE':
      mustExist();
      touch('TRUNCATE');
      break;
    case 'RENAME':
      // RENAME TABLE a TO old, b TO a: what an earlier pair has made is moved with the table that it was.
      if (place.relation === undefined && isMadeBefore(node, target)) break;
      if (!words.includes(' IF EXISTS ')) mustExist();
      moves(reading, place, target.start);
      break;
    default:
      node.verb satisfies never;
  }
  return place;
} // prettier-ignore

/** Names are compared as written: where the server folds them, a name in another case is answered as missing. */
function isMadeBefore({ parts }: Definition, { schema, name, start }: QualifiedName): boolean {
  return parts.some(
    (part) =>
      part.kind === 'Named' &&
      part.as === 'rename_to' &&
      part.name.start < start &&
      part.name.name.text === name.text &&
      part.name.schema?.text === schema?.text,
  );
}

function unknownTable({ schema, name }: Place, offset: number): Error {
  return serverError(1051, `Unknown table '${schema}.${name}'`, offset);
}

/** Under its new name no mask is on it. */
function moves(reading: Reading, place: Place, offset: number): void {
  reading.found.touchWhole('ALTER', tableObject(place), offset);
  reading.found.touchWhole('DROP', tableObject(place), offset);
  positionColumns(reading, place, offset);
}

function readParts(reading: Reading, node: Definition, places: readonly Place[], readers: UtilityReaders): void {
  const [place] = places;
  if (place === undefined) return;
  const changes = node.verb === 'ALTER' || node.object === 'INDEX';
  if (changes) {
    const all = node.columns === undefined || wordsOf(node).includes(' CONVERT TO ');
    positionColumns(reading, place, node.start, all ? undefined : node.columns?.map(({ text }) => text));
  }
  const scope = scopeOf(reading, node, place);
  node.parts.forEach((part, at) => {
    switch (part.kind) {
      case 'Named':
        return readNamed(reading, node, part.as, part.name, at, place);
      case 'Computed':
        reading.found.position(readers.expression(reading, part.expression, scope), 'ddl', part.expression.start);
        return undefined;
      case 'Selected':
        return readSelected(reading, node, place, part.query, readers);
      case 'Tokens':
      case 'Target':
      case 'Words':
        return undefined;
      default:
        return part satisfies never;
    }
  });
}

function readNamed(
  reading: Reading,
  node: Definition,
  as: 'references' | 'rename_to' | 'like' | 'exchange',
  name: QualifiedName,
  at: number,
  place: Place,
): void {
  switch (as) {
    case 'references': {
      const referenced = placeOf(reading, name);
      const columns = namesBehind(node, at);
      const listed = columns === undefined ? 'all' : columns;
      // A key answers whether there is a row with this value.
      positionColumns(reading, referenced, name.start, columns);
      const touched = reading.found.touch('REFERENCES', tableObject(referenced), name.start);
      if (listed === 'all') touched.whole = true;
      else for (const column of listed) touched.columns.add(spelled(referenced, column));
      return;
    }
    case 'like': {
      const model = existing(reading, name);
      reading.found.touchWhole('SELECT', tableObject(model), name.start);
      // Its copy would reach the same rows elsewhere, by the same connection.
      if (model.relation?.kind === 'foreign') {
        reading.found.hazard('file', `${node.command} LIKE ${model.schema}.${model.name}`, name.start);
      }
      return;
    }
    case 'rename_to': {
      const made = placeOf(reading, name);
      reading.found.touchWhole('CREATE', schemaObject(made.schema), name.start);
      if (node.verb === 'ALTER') moves(reading, place, node.start);
      return;
    }
    case 'exchange': {
      const other = existing(reading, name);
      reading.found.touchWhole('ALTER', tableObject(other), name.start);
      positionColumns(reading, other, name.start);
      positionColumns(reading, place, node.start);
      return;
    }
    default:
      as satisfies never;
  }
}

function spelled({ relation }: Place, column: string): string {
  return relation?.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase())?.name ?? column;
}

/**
 * A table that is made holds these values itself, under a name of its own. A view shows them by its base columns, whose masks follow; who may
 * read it isn't known yet, so that they count as written away.
 */
function readSelected(reading: Reading, node: Definition, place: Place, query: Query, readers: UtilityReaders): void {
  for (const { name, lineage } of readers.query(reading, query)) {
    const target: BaseColumn | undefined =
      node.object === 'VIEW' ? undefined : { schema: place.schema, table: place.name, column: name };
    reading.found.write(target, lineage, query.start);
  }
  reading.found.readOnly = false;
}

/** Expressions of a definition name columns of the one table; what they do to those is said by `columns`. */
function scopeOf(reading: Reading, node: Definition, place: Place): Scope {
  const names = new Set([
    ...(place.relation?.columns ?? []).map(({ name }) => name.toLowerCase()),
    ...referenced(node).map((name) => name.toLowerCase()),
  ]);
  if (names.size === 0) return { parent: undefined, shape: EMPTY, ctes: undefined };
  const source = plainSource(plainColumns([...names]));
  const item = {
    name: place.name,
    key: reading.server.lowerCaseTableNames === 0 ? place.name : place.name.toLowerCase(),
    schemaKey: reading.server.lowerCaseTableNames === 0 ? place.schema : place.schema.toLowerCase(),
    aliased: false,
    relation: place.relation,
    source,
  };
  return { parent: undefined, shape: shapeOf(item), ctes: undefined };
}

/** Names of columns within the expressions: of what is made here, all there are. */
function referenced({ parts }: Definition): string[] {
  const names: string[] = [];
  const waiting: unknown[] = parts.flatMap((part) => (part.kind === 'Computed' ? [part.expression] : []));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if ('kind' in next && next.kind === 'ColumnReference' && 'column' in next) names.push(textOf(next.column));
    for (const value of Object.values(next)) if (typeof value === 'object' && value !== null) waiting.push(value);
  }
  return names.filter((name) => name !== '');
}

function textOf(name: unknown): string {
  return typeof name === 'object' && name !== null && 'text' in name && typeof name.text === 'string' ? name.text : '';
}
