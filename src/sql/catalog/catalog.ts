/**
 * What an upstream's schema is: plain data, loaded by a CatalogSource that is handed in, and looked up by the analysis.
 * Knows no connection. One snapshot is immutable; `version` changes with its content.
 */

export interface CatalogColumn {
  readonly name: string;
  readonly number: number;
  readonly typeOid: number;
  /** As `format_type` prints it, without the modifier. */
  readonly type: string;
  readonly generated: boolean;
  /** The expression of a generated column, where the catalog's source tells it (MySQL). */
  readonly generation?: string;
  /** ON UPDATE CURRENT_TIMESTAMP: it shows whether an UPDATE changed anything (MySQL). */
  readonly setOnUpdate?: boolean;
  /** Left out by `*`: INVISIBLE on MySQL and MariaDB. */
  readonly invisible?: boolean;
}

export type RelationKind =
  | 'table'
  | 'partitioned'
  | 'view'
  | 'materialized_view'
  | 'foreign'
  | 'sequence'
  | 'composite'
  | 'index'
  | 'toast';

export interface CatalogRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly columns: readonly CatalogColumn[];
  /** Direct parents by inheritance or partitioning, as OIDs. */
  readonly parents: readonly number[];
  /** Text of the query, for views and materialised views (`pg_get_viewdef`). */
  readonly definition?: string;
  /** Row-changing rules other than a view's own SELECT rule: such a relation is refused. */
  readonly hasRules: boolean;
  readonly rowEstimate: number;
}

export interface CatalogFunction {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window';
  /** Types of the input arguments, as `format_type` prints them. */
  readonly argumentTypes: readonly string[];
  readonly argumentTypeOids: readonly number[];
  readonly defaults: number;
  readonly variadic: boolean;
  readonly returnsSet: boolean;
  readonly returnType: string;
  readonly returnTypeOid: number;
  /** Columns of the result where they are declared with the function: RETURNS TABLE, OUT and INOUT parameters. Absent: not told. */
  readonly outputColumns?: readonly { readonly name: string; readonly type: string; readonly typeOid: number }[];
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly language: string;
  readonly extension?: string;
}

export interface CatalogType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'base' | 'composite' | 'domain' | 'enum' | 'range' | 'multirange' | 'pseudo';
  /** Relation whose row type this is, 0 for none. */
  readonly relationOid: number;
}

export interface CatalogOperator {
  readonly schema: string;
  readonly name: string;
  /** The function that it runs. */
  readonly functionOid: number;
}

/** A cast that somebody made. Types as `format_type` prints them, with their OIDs. */
export interface CatalogCast {
  readonly source: string;
  readonly sourceOid: number;
  readonly target: string;
  readonly targetOid: number;
  /** 0: none is run, as the bytes or the text stay the same. */
  readonly functionOid: number;
  /** Where it is taken without being written: nowhere, for a value that is stored, anywhere. */
  readonly context: 'explicit' | 'assignment' | 'implicit';
}

/**
 * What lies in the sessions' temporary schemas (`pg_temp_3`): each session resolves by its own alone, and they come and go all the
 * time. Without definitions of views, whose reading would wait for the locks of their session.
 */
export interface TemporaryObjects {
  readonly relations: readonly CatalogRelation[];
  readonly types: readonly CatalogType[];
}

/** What a MySQL or MariaDB server is, as far as the meaning of texts rests on it. */
export interface ServerFacts {
  readonly flavor: 'mysql' | 'mariadb';
  /** As executable comments number it: 90704 for 9.7.4, 101119 for 10.11.19. */
  readonly version: number;
  /** 0: names of tables and databases are compared exactly; 1 and 2: without case. */
  readonly lowerCaseTableNames: 0 | 1 | 2;
}

/** What a source hands over. Temporary objects stand in `temporary` only. */
export interface CatalogData {
  readonly serverVersion: number;
  readonly database: string;
  readonly schemas: readonly string[];
  readonly relations: readonly CatalogRelation[];
  /** All functions outside pg_catalog and information_schema, and those of pg_catalog that are not on the shipped list by OID are still found there by name. */
  readonly functions: readonly CatalogFunction[];
  readonly types: readonly CatalogType[];
  /** Operators outside pg_catalog. */
  readonly operators: readonly CatalogOperator[];
  /** Casts other than the server's own. */
  readonly casts?: readonly CatalogCast[];
  readonly temporary?: TemporaryObjects;
  /** Of a MySQL or MariaDB server. There schemas are databases, and OIDs are numbers of ours within one snapshot. */
  readonly server?: ServerFacts;
}

export interface CatalogSource {
  load(): Promise<CatalogData>;
}

/** A snapshot with look-ups. Names are exact (already folded). Temporary objects are found under their schema's name and by OID. */
export interface Catalog {
  /** Changes with the content, temporary objects left out. */
  readonly version: string;
  /** Changes with what lies in that temporary schema. Absent: no temporary objects are known. */
  temporaryVersion?(schema: string): string;
  readonly loadedAtMs: number;
  readonly data: CatalogData;
  hasSchema(name: string): boolean;
  relation(schema: string, name: string): CatalogRelation | undefined;
  relationByOid(oid: number): CatalogRelation | undefined;
  /** Every overload of that name in that schema. */
  functions(schema: string, name: string): readonly CatalogFunction[];
  functionByOid(oid: number): CatalogFunction | undefined;
  type(schema: string, name: string): CatalogType | undefined;
  operators(name: string): readonly CatalogOperator[];
  /** The relation itself and all that inherit from it, transitively; temporary children left out, which are a session's own. */
  descendants(oid: number): readonly CatalogRelation[];
  /** All its ancestors, transitively. */
  ancestors(oid: number): readonly CatalogRelation[];
}

/** By what names are resolved: changes with the session. */
export interface NameContext {
  readonly catalog: Catalog;
  /** The effective path in order as `current_schemas(true)` gives it: implicit pg_catalog and a pg_temp schema included. */
  readonly searchPath: readonly string[];
}
