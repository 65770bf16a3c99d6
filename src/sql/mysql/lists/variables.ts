/**
 * What an agent may do to each system variable for its own session, and which it may read. Every variable that a session can set on any supported
 * server stands here; unknown is refused. GLOBAL and PERSIST are for the caller to refuse: they change the server for all.
 */
import type { ServerFacts } from '../../catalog/catalog.ts';
import { VARIABLES } from './data/variables.ts';
import { listsOf } from './versions.ts';

export type VariableRule =
  /** Doesn't change what a statement means or may touch. */
  | { readonly kind: 'free' }
  /**
   * What later texts mean or how results are sent rests on it; the conversation learns the new value from the server. `values`: what may be
   * assigned: `any` expression, or one of these words alone (lower case; DEFAULT is none of them, a saved `@variable` is for `restorable`).
   */
  | { readonly kind: 'tracked'; readonly values: 'any' | readonly string[]; readonly restorable: boolean }
  /** Only these values (lower case, numbers and words), and DEFAULT where `orDefault`. */
  | { readonly kind: 'pinned'; readonly to: readonly string[]; readonly orDefault: boolean }
  | { readonly kind: 'refused'; readonly why: string };

/** How values look, limits on the session's own work, how its transactions behave, and checks of its own data that dump tools turn off. */
const FREE = `
  alter_algorithm analyze_max_length analyze_sample_percentage aria_repair_threads aria_sort_buffer_size aria_stats_method
  auto_increment_increment auto_increment_offset big_tables block_encryption_mode bulk_insert_buffer_size
  character_set_collations character_set_database character_set_server check_constraint_checks collation_database collation_server
  column_compression_threshold column_compression_zlib_level column_compression_zlib_strategy column_compression_zlib_wrap
  cte_max_recursion_depth deadlock_search_depth_long deadlock_search_depth_short deadlock_timeout_long deadlock_timeout_short
  default_regex_flags default_week_format div_precision_increment end_markers_in_json explain_format explain_json_format_version
  explicit_defaults_for_timestamp foreign_key_checks group_concat_max_len idle_readonly_transaction_timeout idle_transaction_timeout
  idle_write_transaction_timeout information_schema_stats_expiry innodb_compression_default innodb_ddl_buffer_size innodb_ddl_threads
  innodb_ft_enable_stopword innodb_lock_wait_timeout innodb_parallel_read_threads innodb_snapshot_isolation innodb_strict_mode
  innodb_table_locks interactive_timeout join_buffer_size join_buffer_space_limit keep_files_on_create lc_messages lc_time_names
  lock_wait_timeout low_priority_updates max_delayed_threads max_error_count max_execution_time max_heap_table_size
  max_insert_delayed_threads max_join_size max_length_for_sort_data max_points_in_geometry max_recursive_iterations max_session_mem_used
  max_sp_recursion_depth max_statement_time max_tmp_session_space_usage max_tmp_tables mhnsw_default_distance mhnsw_default_m
  mhnsw_ef_search mrr_buffer_size myisam_repair_threads myisam_sort_buffer_size myisam_stats_method net_buffer_length net_read_timeout
  net_retry_count net_write_timeout note_verbosity old_alter_table parser_max_mem_size preload_buffer_size print_identified_with_as_hex
  progress_report_time query_alloc_block_size query_cache_type query_cache_wlock_invalidate query_prealloc_size range_alloc_block_size
  range_optimizer_max_mem_size read_buffer_size read_rnd_buffer_size restrict_fk_on_non_standard_key rowid_merge_buff_size
  select_into_buffer_size select_into_disk_sync select_into_disk_sync_delay set_operations_buffer_size
  show_create_table_skip_secondary_engine show_create_table_verbosity show_gipk_in_create_table_and_information_schema sort_buffer_size
  sql_big_selects sql_buffer_result sql_generate_invisible_primary_key sql_notes sql_quote_show_create sql_require_primary_key
  sql_safe_updates sql_select_limit sql_warnings tcp_nodelay time_zone tmp_disk_table_size tmp_memory_table_size tmp_table_size
  transaction_alloc_block_size transaction_isolation transaction_prealloc_size transaction_read_only tx_isolation tx_read_only
  unique_checks updatable_views_with_limit wait_timeout windowing_use_high_precision wsrep_sync_wait wsrep_causal_reads
  xa_detach_on_prepare
`;

const CHARSETS = ['utf8mb4', 'utf8mb3', 'utf8', 'latin1', 'ascii'] as const;

const ENGINES = ['innodb', 'myisam', 'aria', 'memory', 'rocksdb', 'ndbcluster', 'columnstore'] as const;
const OFF = ['0', 'off', 'false'] as const;

const BY_HAND: Readonly<Record<string, VariableRule>> = {
  sql_mode: { kind: 'tracked', values: 'any', restorable: true },
  autocommit: { kind: 'tracked', values: 'any', restorable: true },
  character_set_client: { kind: 'tracked', values: CHARSETS, restorable: true },
  character_set_connection: { kind: 'tracked', values: CHARSETS, restorable: true },
  character_set_results: { kind: 'tracked', values: [...CHARSETS, 'null'], restorable: true },
  // Its character set becomes character_set_connection.
  collation_connection: { kind: 'tracked', values: 'any', restorable: true },
  // `column IS NULL` would find the row that was inserted last: a guard would read another condition than the one that runs.
  sql_auto_is_null: { kind: 'pinned', to: OFF, orDefault: true },
  completion_type: { kind: 'pinned', to: ['0', 'no_chain'], orDefault: false },
  resultset_metadata: { kind: 'pinned', to: ['1', 'full'], orDefault: true },
  // Views that compare with NOW() would show what they hide.
  timestamp: { kind: 'pinned', to: ['0'], orDefault: true },
  profiling: { kind: 'pinned', to: OFF, orDefault: true },
  // Other engines reach files or other servers.
  default_storage_engine: { kind: 'pinned', to: ENGINES, orDefault: false },
  storage_engine: { kind: 'pinned', to: ENGINES, orDefault: false },
  default_tmp_storage_engine: { kind: 'pinned', to: ENGINES, orDefault: false },
};

const PLANNER = 'it changes how queries are planned, and so the order of rows';
const LOGS = "it changes what the server's logs hold";
const REPLICATION = 'it concerns replication';
const TRACKING = 'wirewall follows the session by it';

const REFUSED: readonly (readonly [names: RegExp, why: string])[] = [
  [/^(optimizer_(?!trace)\w+|join_cache_level|max_seeks_for_key|max_sort_length|eq_range_index_dive_limit|expensive_subquery_limit|in_predicate_conversion_threshold|max_rowid_filter_size|use_stat_tables|standard_compliant_cte|new_mode|secondary_engine_cost_threshold|use_secondary_engine|enable_secondary_engine_statistics)$/, PLANNER],
  [/^(optimizer_trace\w*|profiling_history_size)$/, 'its trace would show values of columns'],
  [/^(histogram_\w+)$/, 'it concerns samples of data'],
  [/^session_track_/, TRACKING],
  [/^(max_allowed_packet|max_user_connections|connection_memory_\w+|global_connection_memory_tracking|thread_pool_\w+)$/, "it is the server's own limit"],
  [/^(sql_log_\w+|log_\w+|slow_query_log|long_query_time|min_examined_row_limit|query_cache_strip_comments)$/, LOGS],
  [/^(binlog_\w+|gtid_\w+|server_id|wsrep_\w+|rbr_exec_mode|skip_(parallel_)?replication|sql_slave_skip_counter|max_relay_log_size|default_master_connection|pseudo_(replica|slave)_mode|original_\w+|immediate_server_version|transaction_allow_batching|group_replication_consistency|require_row_format)$/, REPLICATION],
  [/^(last_insert_id|identity|insert_id)$/, 'it keeps a value for a later statement'],
  [/^rand_seed[12]$/, 'it makes random values predictable'],
  [/^pseudo_thread_id$/, 'it changes who the server takes the session for'],
  [/^(character_set_filesystem|default_collation_for_utf8mb4|redirect_url|terminology_use_previous|old|old_mode|old_passwords|sql_if_exists|enable_cascade_triggers)$/, 'it changes what statements mean'],
  [/^system_versioning_/, 'it changes which rows of the past are seen or written'],
  [/^(enforce_storage_engine|internal_tmp_mem_storage_engine|external_table_\w+|innodb_tmpdir|innodb_ft_user_stopword_table|innodb_default_encryption_key_id|default_table_encryption|generated_random_password_length)$/, "it concerns the server's files, keys or secrets"],
  [/^debug/, "it is for the server's developers"],
]; // prettier-ignore

const RULES: ReadonlyMap<string, VariableRule> = new Map<string, VariableRule>([
  ...words(FREE).map((name) => [name, { kind: 'free' }] as const),
  ...Object.entries(BY_HAND),
]);

/** What setting it for the session asks for. `name` in any case; one with a dot (a component's) is refused. */
export function variableRule(name: string): VariableRule {
  const folded = name.toLowerCase();
  const listed = RULES.get(folded);
  if (listed !== undefined) return listed;
  const refused = REFUSED.find(([names]) => names.test(folded));
  return { kind: 'refused', why: refused?.[1] ?? 'it is not on the list of variables' };
}

/** Whether somebody decided about it; a test asks it for every variable that a session can set on a server. */
export function isSortedVariable(name: string): boolean {
  return RULES.has(name) || REFUSED.some(([names]) => names.test(name));
}

/** Secrets, SQL that others run, paths, and what tells of the statement before: its warnings may tell of masked values. */
const UNREADABLE =
  /(^|_)(password|pwd|passphrase|secret|secrets|token|auth|credentials?)$|_filekey|^init_(file|slave|replica)$|^wsrep_(provider_options|sst_auth|notify_cmd|cluster_address)$|^report_(user|password)$|_(dir|dirs|path|capath|crlpath|home|filename|basename)$|(^|_)(datadir|basedir|tmpdir|directory|directories|socket|pid_file|plugin_dir)$|_(log_file|query_file|key|cert|ca|crl|ssl_key)$|^(log_error|log_bin_index|relay_log_index|ft_stopword_file|general_log_file|slow_query_log_file|log_slow_query_file)$|^(warning_count|error_count)$|^rand_seed[12]$|^secure_file_priv$/;
const READABLE_ANYWAY =
  /^(secure_auth|validate_password\.?\w*|innodb_ft_\w+|character_sets_dir|default_password_lifetime|password_history|disconnect_on_expired_password|max_seeks_for_key|\w+_primary_key|restrict_fk_on_non_standard_key|aria_sync_log_dir|optimizer_trace|optimizer_switch)$/;

/** Of plugins that no server has which the lists were made of. A pattern must not reach them. */
const SECRETS = [
  'authentication_ldap_sasl_bind_root_pwd', 'authentication_ldap_simple_bind_root_pwd', 'aws_key_management_master_key_id',
  'file_key_management_filekey', 'file_key_management_filename', 'hashicorp_key_management_token', 'keyring_okv_conf_dir',
  'keyring_hashicorp_secret_id', 'keyring_aws_conf_file', 'server_audit_loc_info', 'keyring_encrypted_file_password', 'group_replication_recovery_ssl_key',
]; // prettier-ignore

const KNOWN: ReadonlySet<string> = new Set([...namesOf('mysql'), ...namesOf('mariadb')]);
const ALL: readonly string[] = [...new Set([...KNOWN, ...SECRETS])].sort();

/** Variables of plugins and of other builds that clients ask for, and that no list has because the servers it was made of lack them. */
const ASKED_FOR =
  /^(aurora_\w+|ndb_version\w*|ndbinfo_version|tidb_version|innodb_version|have_\w+|lower_case_\w+|validate_password[._]\w+|mysqlx_port|language|version_\w+|tx_\w+|query_cache_\w+|sql_max_join_size|storage_engine|table_type|rds_\w+|group_replication_(group_name|single_primary_mode)|super_read_only|innodb_file_format|innodb_large_prefix)$/;

/** Whether @@name, SHOW VARIABLES and the tables of variables may tell its value. In any case; one that nobody knows may hold a secret. */
export function readableVariable(name: string): boolean {
  const folded = name.toLowerCase();
  if (READABLE_ANYWAY.test(folded)) return true;
  if (UNREADABLE.test(folded) || SECRETS.includes(folded)) return false;
  return KNOWN.has(folded) || ASKED_FOR.test(folded);
}

/** Every variable of any known server, in lower case, and those of plugins and other builds that hold secrets. */
export function knownVariables(): readonly string[] {
  return ALL;
}

function namesOf(flavor: ServerFacts['flavor']): string[] {
  const names = listsOf(VARIABLES, flavor).flatMap(({ lines }) => lines.map((line) => line.split(' ')[0] ?? ''));
  return [...new Set(names)].sort();
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
