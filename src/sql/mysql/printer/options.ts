/** What a print rests on besides the tree, and what it keeps count of. */
import type { ServerFacts } from '../../catalog/catalog.ts';
import type { NumberLiteral, QualifiedName, StringLiteral } from '../ast/index.ts';
import type { ByteString } from '../bytes.ts';
import type { Charset } from '../context.ts';

export interface PrintOptions {
  /** character_set_client upstream: names are encoded in it, the bytes of literals are in it already. */
  readonly charset: Charset;
  /** The database of a table or routine, by its node; undefined where it is printed as it is: common tables, aliases, the server's functions. */
  readonly schemaOf: (name: QualifiedName) => string | undefined;
  /** Few things are written in another way on MariaDB: ANALYZE, VALUE(column). */
  readonly server: ServerFacts;
  /** What is printed in the place of a literal, where that is filled in later. */
  readonly inPlaceOf?: ((node: StringLiteral | NumberLiteral) => ByteString | undefined) | undefined;
  /** Words of the client's sql_mode that aren't set upstream: where the mode is read, they are added. */
  readonly heldBack?: readonly string[];
}

export interface Printing extends PrintOptions {
  /** Parameters in the order in which they are printed. They keep the order that they had: the client binds them by it. */
  readonly parameters: number[];
}
