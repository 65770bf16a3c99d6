/** Types of the catalog by OID, and the fields of those that are rows. */
import type { CatalogType } from '../../catalog/catalog.ts';
import type { Lineage } from '../../lineage.ts';
import type { Reading } from './reading.ts';
import type { Column } from './scope.ts';
import { isUserType, typeOf } from './types.ts';

/** By the content of a catalog snapshot, which outlives its renewals. */
const indexes = new WeakMap<object, ReadonlyMap<number, CatalogType>>();

export function typeByOid(reading: Reading, oid: number): CatalogType | undefined {
  const { types, temporary } = reading.catalog.data;
  return indexOf(types).get(oid) ?? (temporary === undefined ? undefined : indexOf(temporary.types).get(oid));
}

function indexOf(types: readonly CatalogType[]): ReadonlyMap<number, CatalogType> {
  let index = indexes.get(types);
  if (index === undefined) indexes.set(types, (index = new Map(types.map((type) => [type.oid, type]))));
  return index;
}

/** The fields of a value of that type: parts of it, so that they come from where it comes. Undefined for what is no row. */
export function fieldsOf(reading: Reading, type: string, lineage: Lineage): readonly Column[] | undefined {
  if (!isUserType(type)) return undefined;
  const relationOid = typeByOid(reading, Number(type.slice(1)))?.relationOid ?? 0;
  const relation = relationOid === 0 ? undefined : reading.catalog.relationByOid(relationOid);
  reading.spend(relation?.columns.length ?? 0);
  return relation?.columns.map((column) => ({
    name: column.name, lineage, origin: undefined, type: typeOf(column.type, column.typeOid), row: undefined,
  })); // prettier-ignore
}
