// Which types a Parse may give its parameters. A value is read by its type's own code, which no text shows and no rule has judged:
// a domain's checks are functions that somebody made. Knows the catalog's types; no rules.

import type { Refusal } from '../../core/refusal.ts';
import type { Catalog, CatalogType } from '../../sql/catalog/catalog.ts';

/** Below are the server's own types (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

/** Undefined: all of them may be given. Drivers name enums and the types of extensions by their OIDs. */
export function parameterTypeRefusal(oids: readonly number[], catalog: Catalog): Refusal | undefined {
  for (const [index, oid] of oids.entries()) {
    if (oid < FIRST_USER_OID) continue;
    const type = catalog.data.types.find((one) => one.oid === oid);
    if (type !== undefined && isPlain(type, catalog)) continue;
    const name = type === undefined ? `${oid}, which is not known` : `"${type.schema}.${type.name}"`;
    return {
      code: 'WW_NOT_SUPPORTED',
      message: `the parameter $${index + 1} is given the type ${name}: reading its values could run code that no rule has judged`,
      hint: 'Leave the type of the parameter to the server, and write a cast where it needs one.',
    };
  }
  return undefined;
}

/** An array is a base type whose name is that of its elements with an underscore in front; where it isn't, it is not known here. */
function isPlain({ kind, schema, name }: CatalogType, catalog: Catalog): boolean {
  if (kind === 'enum') return true;
  if (kind !== 'base') return false;
  if (!name.startsWith('_')) return true;
  const element = catalog.type(schema, name.slice(1));
  return element?.kind === 'enum' || (element?.kind === 'base' && !element.name.startsWith('_'));
}
