/**
 * What of pg_catalog and information_schema an agent may read without a grant: names, types, keys and definitions, as drivers, ORMs,
 * psql's \d commands and BI tools need them. Closed: samples of data (statistics, large objects), what other sessions do, secrets
 * (passwords, connection strings, values of settings). Every relation of every supported version stands here; unlisted is closed.
 */
export type SystemRelation =
  | { readonly kind: 'open' }
  /**
   * Open but for these columns. With `fixedBy`: the closed columns are open too where a top-level AND term of WHERE compares that column
   * with a constant for equality and `readableSetting` accepts the constant (pg_settings.name). Ignoring it is safe.
   */
  | { readonly kind: 'columns'; readonly closed: ReadonlySet<string>; readonly fixedBy?: string }
  | { readonly kind: 'closed'; readonly why: string };

const OPEN_CATALOG = `
  pg_aggregate pg_am pg_amop pg_amproc pg_attrdef pg_auth_members pg_available_extension_versions pg_available_extensions pg_cast pg_class
  pg_collation pg_constraint pg_conversion pg_database pg_default_acl pg_depend pg_description pg_enum pg_event_trigger
  pg_extension pg_foreign_table pg_group pg_index pg_indexes pg_inherits pg_init_privs pg_language pg_largeobject_metadata pg_matviews
  pg_namespace pg_opclass pg_operator pg_opfamily pg_parameter_acl pg_partitioned_table pg_policies pg_policy pg_proc pg_publication
  pg_publication_namespace pg_publication_rel pg_publication_tables pg_range pg_rewrite pg_rules pg_seclabel pg_seclabels pg_sequence
  pg_shdepend pg_shdescription pg_shseclabel pg_statistic_ext pg_subscription_rel pg_tables pg_tablespace pg_timezone_abbrevs
  pg_timezone_names pg_transform pg_trigger pg_ts_config pg_ts_config_map pg_ts_dict pg_ts_parser pg_ts_template pg_type pg_views
  pg_wait_events
  pg_attribute
  pg_cursors pg_prepared_statements
`;
// pg_attribute has attmissingval, a column's constant default at the time it was added: the same for all rows, as in pg_attrdef.
// pg_cursors and pg_prepared_statements show this session's own statements, Wirewall's probes among them; they hold no secret.
// pg_proc.prosrc, view texts and defaults are metadata: whoever writes a secret into a function's body shows it to every role of the server.

const OPEN_INFORMATION_SCHEMA = `
  _pg_foreign_table_columns _pg_foreign_tables administrable_role_authorizations applicable_roles attributes character_sets
  check_constraint_routine_usage check_constraints collation_character_set_applicability collations column_column_usage
  column_domain_usage column_options column_privileges column_udt_usage columns constraint_column_usage constraint_table_usage
  data_type_privileges domain_constraints domain_udt_usage domains element_types enabled_roles foreign_data_wrappers
  foreign_servers foreign_table_options foreign_tables information_schema_catalog_name key_column_usage
  parameters referential_constraints role_column_grants role_routine_grants role_table_grants role_udt_grants role_usage_grants
  routine_column_usage routine_privileges routine_routine_usage routine_sequence_usage routine_table_usage routines schemata sequences
  sql_features sql_implementation_info sql_parts sql_sizing table_constraints table_privileges tables transforms triggered_update_columns
  triggers udt_privileges usage_privileges user_defined_types user_mappings view_column_usage view_routine_usage view_table_usage views
`;

/** Columns that hold secrets, or a value of data. */
const CLOSED_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'pg_catalog.pg_db_role_setting': ['setconfig'],
  // ALTER ROLE … SET and ALTER DATABASE … SET are where applications keep keys (app.jwt_secret); the password columns show ********.
  'pg_catalog.pg_roles': ['rolconfig'],
  'pg_catalog.pg_user': ['useconfig'],
  'pg_catalog.pg_user_mapping': ['umoptions'],
  'pg_catalog.pg_user_mappings': ['umoptions'],
  'pg_catalog.pg_foreign_server': ['srvoptions'],
  'pg_catalog.pg_foreign_data_wrapper': ['fdwoptions'],
  'pg_catalog.pg_subscription': ['subconninfo'],
  'pg_catalog.pg_sequences': ['last_value'],
  // Wirewall may be logged in as a role that sees every value: connection strings, commands, paths. The names stay open, and a value where
  // the name is fixed to one that SHOW would give too.
  'pg_catalog.pg_settings': ['setting', 'boot_val', 'reset_val', 'sourcefile', 'sourceline'],
  'information_schema._pg_user_mappings': ['umoptions'],
  'information_schema._pg_foreign_servers': ['srvoptions'],
  'information_schema._pg_foreign_data_wrappers': ['fdwoptions'],
  'information_schema.user_mapping_options': ['option_value'],
  'information_schema.foreign_server_options': ['option_value'],
  'information_schema.foreign_data_wrapper_options': ['option_value'],
};

const FIXED_BY: Readonly<Record<string, string>> = { 'pg_catalog.pg_settings': 'name' };

const SAMPLES = 'it holds samples of the data of every table';
const SESSIONS = 'it shows what other sessions do';
const SECRETS = 'it holds passwords or secrets of the configuration';
const INSIDE = "it shows the server's inside";

const CLOSED: readonly (readonly [names: RegExp, why: string])[] = [
  [/^pg_catalog\.pg_(statistic|statistic_ext_data|stats|stats_ext|stats_ext_exprs)$/, SAMPLES],
  [/^pg_catalog\.pg_largeobject$/, 'it holds the data of every large object'],
  [/^pg_catalog\.pg_(authid|shadow|file_settings|hba_file_rules|ident_file_mappings|config)$/, SECRETS],
  [/^pg_catalog\.pg_(locks|prepared_xacts)$/, SESSIONS],
  [/^pg_catalog\.pg_stat(io)?_\w+$/, SESSIONS],
  [/^pg_catalog\.pg_(replication_origin|replication_origin_status|replication_slots)$/, INSIDE],
  [/^pg_catalog\.pg_(aios|backend_memory_contexts|shmem_allocations|shmem_allocations_numa)$/, INSIDE],
];

const UNLISTED: SystemRelation = { kind: 'closed', why: 'it is not on the list of readable system relations' };

const LISTED: ReadonlyMap<string, SystemRelation> = new Map<string, SystemRelation>([
  ...words(OPEN_CATALOG).map((name) => [`pg_catalog.${name}`, { kind: 'open' }] as const),
  ...words(OPEN_INFORMATION_SCHEMA).map((name) => [`information_schema.${name}`, { kind: 'open' }] as const),
  ...Object.entries(CLOSED_COLUMNS).map(([name, closed]) => [name, closedColumns(name, closed)] as const),
]);

/** Whether `SELECT` on it is free, free but for some columns, or closed to everyone. */
export function systemRelation(schema: 'pg_catalog' | 'information_schema', name: string): SystemRelation {
  const full = `${schema}.${name}`;
  const listed = LISTED.get(full);
  if (listed !== undefined) return listed;
  const closed = CLOSED.find(([names]) => names.test(full));
  return closed === undefined ? UNLISTED : { kind: 'closed', why: closed[1] };
}

/** Whether somebody decided about it; a test asks it for every relation of every server version. */
export function isClassified(schema: 'pg_catalog' | 'information_schema', name: string): boolean {
  return systemRelation(schema, name) !== UNLISTED;
}

function closedColumns(name: string, closed: readonly string[]): SystemRelation {
  const fixedBy = FIXED_BY[name];
  return { kind: 'columns', closed: new Set(closed), ...(fixedBy === undefined ? {} : { fixedBy }) };
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
