/**
 * The part of the function list that a person decided, with the reasons. The rest follows from the server's own catalog:
 * a function of pg_catalog that is immutable or stable, whose name does not begin with `pg_`, and whose arguments and result are
 * ordinary values is safe unless a line here closes it; a volatile or `pg_` function is closed unless a line here opens it.
 *
 * Safe means: reads no table's data but its arguments, writes nothing, has no effect outside the statement (file, network, sleep,
 * lock, signal, setting, notification, sequence, large object, transaction id, random seed), and runs no text.
 */

/** Arguments or results of these types belong to the server's inside: handlers, triggers, I/O functions, support functions. */
export const INTERNAL_TYPE =
  /^(internal|cstring|cstring\[\]|trigger|event_trigger|void|pg_ddl_command|.*_handler|pg_mcv_list|pg_ndistinct|pg_dependencies)$/;

/** Immutable or stable and not `pg_…`, and yet not safe. */
export const CLOSED: readonly (readonly [name: RegExp, why: string])[] = [
  [/^current_setting$/, 'returns settings, some of which hold secrets: guarded'],
  [/^(query|cursor|table|schema|database)_to_xml(schema|_and_xmlschema)?$/, 'runs or reads what its text names'],
  [
    /^txid_(current|current_if_assigned|current_snapshot|status)$/,
    'assigns a transaction id, or shows those of others',
  ],
  [/^(amvalidate|xmlvalidate|postgresql_fdw_validator)$/, 'of no use in a query'],
];

/** Volatile, not `pg_…`, and yet safe. */
export const OPEN_VOLATILE: readonly string[] = [
  'array_sample', 'array_shuffle', 'clock_timestamp', 'current_query', 'gen_random_uuid', 'random', 'random_normal', 'timeofday',
  'timezone', 'uuidv4', 'uuidv7',
]; // prettier-ignore

/** `pg_…` functions that are safe, by what they tell. */
export const OPEN_PG: Readonly<Record<string, readonly string[]>> = {
  'pure functions of their arguments': [
    'pg_lsn', 'pg_lsn_cmp', 'pg_lsn_eq', 'pg_lsn_ge', 'pg_lsn_gt', 'pg_lsn_hash', 'pg_lsn_hash_extended', 'pg_lsn_larger', 'pg_lsn_le',
    'pg_lsn_lt', 'pg_lsn_mi', 'pg_lsn_mii', 'pg_lsn_ne', 'pg_lsn_pli', 'pg_lsn_smaller', 'pg_wal_lsn_diff', 'pg_size_bytes',
    'pg_size_pretty', 'pg_snapshot_xip', 'pg_snapshot_xmax', 'pg_snapshot_xmin', 'pg_visible_in_snapshot', 'pg_typeof',
    'pg_column_size', 'pg_column_compression', 'pg_collation_for', 'pg_options_to_table', 'pg_input_is_valid', 'pg_input_error_info',
    'pg_char_to_encoding', 'pg_encoding_to_char', 'pg_encoding_max_length', 'pg_indexam_progress_phasename',
  ],
  'names, types, keys and definitions, as \\d and every ORM read them': [
    'pg_basetype', 'pg_collation_is_visible', 'pg_column_is_updatable', 'pg_conversion_is_visible', 'pg_describe_object',
    'pg_filenode_relation', 'pg_function_is_visible', 'pg_get_acl', 'pg_get_catalog_foreign_keys', 'pg_get_constraintdef', 'pg_get_expr',
    'pg_get_function_arg_default', 'pg_get_function_arguments', 'pg_get_function_identity_arguments', 'pg_get_function_result',
    'pg_get_function_sqlbody', 'pg_get_functiondef', 'pg_get_indexdef', 'pg_get_keywords', 'pg_get_object_address',
    'pg_get_partition_constraintdef', 'pg_get_partkeydef', 'pg_get_publication_tables', 'pg_get_replica_identity_index', 'pg_get_ruledef',
    'pg_get_serial_sequence', 'pg_get_statisticsobjdef', 'pg_get_statisticsobjdef_columns', 'pg_get_statisticsobjdef_expressions',
    'pg_get_triggerdef', 'pg_get_userbyid', 'pg_get_viewdef', 'pg_has_role', 'pg_identify_object', 'pg_identify_object_as_address',
    'pg_index_column_has_property', 'pg_index_has_property', 'pg_indexam_has_property', 'pg_is_other_temp_schema', 'pg_my_temp_schema',
    'pg_opclass_is_visible', 'pg_operator_is_visible', 'pg_opfamily_is_visible', 'pg_partition_ancestors', 'pg_partition_root',
    'pg_partition_tree', 'pg_relation_filenode', 'pg_relation_filepath', 'pg_relation_is_publishable', 'pg_relation_is_updatable',
    'pg_sequence_parameters', 'pg_settings_get_flags', 'pg_statistics_obj_is_visible', 'pg_table_is_visible', 'pg_tablespace_location',
    'pg_ts_config_is_visible', 'pg_ts_dict_is_visible', 'pg_ts_parser_is_visible', 'pg_ts_template_is_visible', 'pg_type_is_visible',
    'pg_collation_actual_version', 'pg_database_collation_actual_version', 'pg_available_extensions', 'pg_available_extension_versions',
  ],
  "letting go of the session's own advisory locks": [
    'pg_advisory_unlock', 'pg_advisory_unlock_all', 'pg_advisory_unlock_shared',
  ],
  'sizes': [
    'pg_database_size', 'pg_indexes_size', 'pg_relation_size', 'pg_table_size', 'pg_tablespace_size', 'pg_total_relation_size',
  ],
  'this session and this server': [
    'pg_backend_pid', 'pg_client_encoding', 'pg_conf_load_time', 'pg_is_in_recovery', 'pg_is_wal_replay_paused', 'pg_jit_available',
    'pg_listening_channels', 'pg_postmaster_start_time', 'pg_trigger_depth', 'pg_timezone_abbrevs', 'pg_timezone_abbrevs_abbrevs',
    'pg_timezone_abbrevs_zone', 'pg_timezone_names', 'pg_current_wal_flush_lsn', 'pg_current_wal_insert_lsn', 'pg_current_wal_lsn',
    'pg_last_wal_receive_lsn', 'pg_last_wal_replay_lsn', 'pg_last_xact_replay_timestamp',
  ],
}; // prettier-ignore

/** An argument is text (or becomes regclass) that is read as a name by the search path. */
export const READS_NAME =
  /^(to_reg\w+|regclass|has_\w+_privilege|row_security_active|pg_get_serial_sequence|pg_get_viewdef|pg_input_is_valid|pg_input_error_info|pg_get_object_address|pg_has_role|pg_database_size|pg_tablespace_size|\w*to_tsvector|\w*to_tsquery|ts_headline|ts_lexize|ts_parse|ts_token_type|ts_debug)$/;

/**
 * Immutable, and no value makes them raise or warn. Deliberately short: what allocates by its arguments (repeat, replace, lpad), parses
 * (casts, decode) or computes (overflow, division) is not here. Argument types as format_type prints them.
 */
export const TOTAL: ReadonlySet<string> = new Set([
  'lower(text)', 'upper(text)', 'initcap(text)', 'reverse(text)', 'md5(text)', 'md5(bytea)', 'length(text)', 'length(bytea)',
  'length(character)', 'char_length(text)', 'char_length(character)', 'character_length(text)', 'character_length(character)',
  'octet_length(text)', 'octet_length(bytea)', 'octet_length(character)', 'bit_length(text)', 'bit_length(bytea)', 'btrim(text)',
  'btrim(text,text)', 'ltrim(text)', 'ltrim(text,text)', 'rtrim(text)', 'rtrim(text,text)', 'left(text,integer)', 'right(text,integer)',
  'strpos(text,text)', 'position(text,text)', 'starts_with(text,text)', 'quote_ident(text)', 'sha224(bytea)', 'sha256(bytea)',
  'sha384(bytea)', 'sha512(bytea)', 'hashtext(text)', 'translate(text,text,text)', 'isfinite(date)',
  'isfinite(timestamp without time zone)', 'isfinite(timestamp with time zone)',
]); // prettier-ignore

/** Comparisons of built-in types: their functions return a boolean and raise for no value. */
export const TOTAL_OPERATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Per extension: which functions are safe. Others of these extensions, and all other extensions, need a grant. */
export const SAFE_EXTENSIONS: Readonly<Record<string, { readonly open: RegExp; readonly except: RegExp; readonly why: string }>> = {
  'pg_trgm': { open: /./, except: /^set_limit$/, why: 'set_limit changes a setting' },
  'uuid-ossp': { open: /./, except: /^$/, why: 'all are pure or random' },
  'pgcrypto': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'citext': { open: /./, except: /^$/, why: 'text functions' },
  'hstore': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'ltree': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'fuzzystrmatch': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'unaccent': { open: /./, except: /^$/, why: 'reads a dictionary that the operator configured' },
  'cube': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'earthdistance': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'intarray': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'isn': { open: /./, except: /^isn_weak$/, why: 'isn_weak changes how later values are read' },
  'seg': { open: /./, except: /^$/, why: 'all work on their arguments' },
  'btree_gist': { open: /_dist$/, except: /^$/, why: 'distances; the rest is index support' },
  'tablefunc': { open: /^normal_rand$/, except: /^$/, why: 'crosstab and connectby run text' },
}; // prettier-ignore

/**
 * Extensions that no server of ours brings, as lines of the list: https://github.com/pgvector/pgvector, 0.8. Its aggregates and its distances work
 * on their arguments alone.
 */
export const WRITTEN_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  vector: [
    ...['l2_distance', 'inner_product', 'cosine_distance', 'l1_distance', 'negative_inner_product'].map((name) => `${name}|ifk|vector,vector|double precision`),
    ...['l2_distance', 'inner_product', 'cosine_distance', 'l1_distance', 'negative_inner_product'].map((name) => `${name}|ifk|halfvec,halfvec|double precision`),
    ...['l2_distance', 'inner_product', 'cosine_distance', 'l1_distance', 'negative_inner_product'].map((name) => `${name}|ifk|sparsevec,sparsevec|double precision`),
    'hamming_distance|ifk|bit,bit|double precision', 'jaccard_distance|ifk|bit,bit|double precision',
    'vector_dims|ifk|vector|integer', 'vector_dims|ifk|halfvec|integer', 'vector_norm|ifk|vector|double precision', 'l2_norm|ifk|halfvec|double precision',
    'l2_norm|ifk|sparsevec|double precision', 'l2_normalize|ifk|vector|vector', 'l2_normalize|ifk|halfvec|halfvec', 'l2_normalize|ifk|sparsevec|sparsevec',
    'binary_quantize|ifk|vector|bit', 'binary_quantize|ifk|halfvec|bit', 'subvector|ifk|vector,integer,integer|vector', 'subvector|ifk|halfvec,integer,integer|halfvec',
    'vector_add|ifk|vector,vector|vector', 'vector_sub|ifk|vector,vector|vector', 'vector_mul|ifk|vector,vector|vector', 'vector_concat|ifk|vector,vector|vector',
    'vector_negative_inner_product|ifk|vector,vector|double precision', 'vector_spherical_distance|ifk|vector,vector|double precision',
    'vector_l2_squared_distance|ifk|vector,vector|double precision', 'halfvec_negative_inner_product|ifk|halfvec,halfvec|double precision',
    'sparsevec_negative_inner_product|ifk|sparsevec,sparsevec|double precision',
    'halfvec_add|ifk|halfvec,halfvec|halfvec', 'halfvec_sub|ifk|halfvec,halfvec|halfvec', 'halfvec_mul|ifk|halfvec,halfvec|halfvec', 'halfvec_concat|ifk|halfvec,halfvec|halfvec',
    ...['lt', 'le', 'eq', 'ne', 'ge', 'gt'].flatMap((name) => ['vector', 'halfvec', 'sparsevec'].map((type) => `${type}_${name}|ifk|${type},${type}|boolean`)),
    'vector|ifk|vector,integer,boolean|vector', 'halfvec|ifk|halfvec,integer,boolean|halfvec', 'sparsevec|ifk|sparsevec,integer,boolean|sparsevec',
    'array_to_vector|ifk|real[],integer,boolean|vector', 'array_to_vector|ifk|integer[],integer,boolean|vector', 'vector_to_float4|ifk|vector,integer,boolean|real[]',
    'vector_to_halfvec|ifk|vector,integer,boolean|halfvec', 'halfvec_to_vector|ifk|halfvec,integer,boolean|vector',
    'avg|ia|vector|vector', 'sum|ia|vector|vector', 'avg|ia|halfvec|halfvec', 'sum|ia|halfvec|halfvec',
  ],
}; // prettier-ignore
