/** What policy asks of an upstream's schema; the catalog has this shape. Knows no connection and no dialect. */

export interface SchemaRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly { readonly name: string }[];
}

export interface SchemaFunction {
  readonly schema: string;
  readonly name: string;
  readonly argumentTypes: readonly string[];
}

export interface SchemaLookup {
  relation(schema: string, name: string): SchemaRelation | undefined;
  descendants(oid: number): readonly SchemaRelation[];
  ancestors(oid: number): readonly SchemaRelation[];
}

/** What `check` needs beside: everything by name, for suggestions. */
export interface CheckedSchema extends SchemaLookup {
  readonly data: {
    readonly schemas: readonly string[];
    readonly relations: readonly SchemaRelation[];
    readonly functions: readonly SchemaFunction[];
  };
  hasSchema(name: string): boolean;
  functions(schema: string, name: string): readonly SchemaFunction[];
}
