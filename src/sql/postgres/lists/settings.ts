/**
 * What an agent may do to each server setting, by SET, RESET, set_config, ALTER … SET or at start-up, and which it may read.
 * Every setting that an ordinary user can change in any supported version stands here; unknown is refused.
 */
import { SETTINGS } from './data/settings.ts';

export type SettingRule =
  /** Doesn't change what a statement means or may touch. `planner`: may change the order in which predicates run, so not while a mask is in force. */
  | { readonly kind: 'free'; readonly planner: boolean }
  /** Allowed, and names resolve by it: search_path. */
  | { readonly kind: 'tracked' }
  /**
   * Only these values (compared as the server does). `ok`: the given value is one of them. RESET is `ok`: Wirewall gives its pins as
   * start-up parameters, which are what RESET goes back to.
   */
  | { readonly kind: 'pinned'; readonly to: readonly string[]; readonly ok: boolean }
  /** Needs the privilege SET on the setting. */
  | { readonly kind: 'grant' }
  /** Answered by Wirewall. */
  | { readonly kind: 'own'; readonly name: 'token' | 'intent' | 'reason' }
  | { readonly kind: 'refused'; readonly why: string };

/** How values look, limits on the session's own work, and how the session's own transactions behave. application_name is replaced at start-up, not after. */
const FREE = `
  application_name array_nulls backend_flush_after backslash_quote bytea_output check_function_bodies client_connection_check_interval
  client_min_messages commit_siblings datestyle default_statistics_target default_table_access_method default_tablespace
  default_text_search_config default_toast_compression default_transaction_deferrable default_transaction_isolation
  default_transaction_read_only escape_string_warning extra_float_digits file_copy_method gin_fuzzy_search_limit gin_pending_list_limit
  icu_validation_level idle_in_transaction_session_timeout idle_session_timeout intervalstyle io_combine_limit lc_monetary lc_numeric
  lc_time lock_timeout log_parameter_max_length_on_error logical_decoding_work_mem maintenance_io_concurrency maintenance_work_mem
  max_parallel_maintenance_workers md5_password_warnings quote_all_identifiers restrict_nonsystem_relation_kind row_security statement_timeout
  stats_fetch_consistency synchronize_seqscans synchronous_commit tcp_keepalives_count tcp_keepalives_idle tcp_keepalives_interval
  tcp_user_timeout temp_buffers temp_tablespaces timezone timezone_abbreviations transaction_deferrable transaction_isolation
  transaction_read_only transaction_timeout vacuum_buffer_usage_limit vacuum_cost_delay vacuum_cost_limit vacuum_cost_page_dirty
  vacuum_cost_page_hit vacuum_cost_page_miss vacuum_failsafe_age vacuum_freeze_min_age vacuum_freeze_table_age
  vacuum_max_eager_freeze_failure_rate vacuum_multixact_failsafe_age vacuum_multixact_freeze_min_age vacuum_multixact_freeze_table_age
  vacuum_truncate wal_sender_timeout wal_skip_threshold work_mem xmlbinary xmloption
  pg_trgm.similarity_threshold pg_trgm.word_similarity_threshold pg_trgm.strict_word_similarity_threshold
  hnsw.ef_search hnsw.iterative_scan hnsw.max_scan_tuples hnsw.scan_mem_multiplier ivfflat.probes ivfflat.iterative_scan ivfflat.max_probes
`;

const PLANNER = `
  constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost cursor_tuple_fraction effective_cache_size
  effective_io_concurrency enable_async_append enable_bitmapscan enable_distinct_reordering enable_gathermerge enable_group_by_reordering
  enable_hashagg enable_hashjoin enable_incremental_sort enable_indexonlyscan enable_indexscan enable_material enable_memoize
  enable_mergejoin enable_nestloop enable_parallel_append enable_parallel_hash enable_partition_pruning enable_partitionwise_aggregate
  enable_partitionwise_join enable_presorted_aggregate enable_self_join_elimination enable_seqscan enable_sort enable_tidscan
  from_collapse_limit geqo geqo_effort geqo_generations geqo_pool_size geqo_seed geqo_selection_bias geqo_threshold hash_mem_multiplier
  jit jit_above_cost jit_expressions jit_inline_above_cost jit_optimize_above_cost jit_tuple_deforming join_collapse_limit
  max_parallel_workers max_parallel_workers_per_gather min_parallel_index_scan_size min_parallel_table_scan_size
  parallel_leader_participation parallel_setup_cost parallel_tuple_cost plan_cache_mode random_page_cost recursive_worktable_factor seq_page_cost
`;

/** Changes that reach further than the session's own statements, or that only a superuser may make, and that somebody may still want. */
const GRANT = `
  commit_delay compute_query_id createrole_self_grant deadlock_timeout lc_messages log_duration log_error_verbosity log_lock_failures
  log_lock_waits log_min_duration_sample log_min_duration_statement log_min_error_statement log_min_messages log_parameter_max_length
  log_replication_commands log_statement log_statement_sample_rate log_temp_files log_transaction_sample_rate password_encryption
  scram_iterations temp_file_limit track_activities track_cost_delay_timing track_counts track_functions track_io_timing track_wal_io_timing
`;

const REFUSED: Readonly<Record<string, string>> = {
  role: 'it changes who the server takes the session for',
  session_authorization: 'it changes who the server takes the session for',
  session_replication_role: 'it turns off triggers, rules and foreign keys',
  local_preload_libraries: 'it loads code',
  session_preload_libraries: 'it loads code',
  dynamic_library_path: 'it loads code',
  extension_control_path: 'it loads code',
  allow_system_table_mods: 'it opens the system catalog to changes',
  event_triggers: 'it turns off event triggers',
  seed: 'it makes random values predictable',
  // A refusal inside a pipeline is a statement of ours that fails; it must not end the session.
  exit_on_error: 'it would end the session at the first error',
};

/** Prints trees or traces into the log or to the client, or exists for developers of the server. */
const DEVELOPER =
  /^(debug_\w+|trace_\w+|force_parallel_mode|ignore_\w+|zero_damaged_pages|jit_\w+_support|jit_dump_bitcode|post_auth_delay|backtrace_functions|log_(executor|parser|planner|statement)_stats|log_(dis)?connections)$/;

const TRUE = /^(on|1|t|tr|tru|true|y|ye|yes)$/;
const FALSE = /^(off|of|0|f|fa|fal|fals|false|n|no)$/;

interface Pin {
  readonly to: readonly string[];
  readonly accepts: (value: string) => boolean;
}

const PINNED: ReadonlyMap<string, Pin> = new Map([
  // The server drops everything but letters and digits from an encoding's name.
  [
    'client_encoding',
    { to: ['UTF8'], accepts: (value) => /^(utf8|unicode)$/.test(value.replaceAll(/[^a-z0-9]/g, '')) },
  ],
  ['standard_conforming_strings', { to: ['on'], accepts: (value) => TRUE.test(value) }],
  // `= NULL` would become IS NULL: a guard could read another condition than the one that runs.
  ['transform_null_equals', { to: ['off'], accepts: (value) => FALSE.test(value) }],
]);

const OWN = new Map([
  ['wirewall.token', 'token'],
  ['wirewall.intent', 'intent'],
  ['wirewall.reason', 'reason'],
] as const);

const LISTED: ReadonlyMap<string, SettingRule> = new Map<string, SettingRule>([
  ...words(FREE).map((name) => [name, { kind: 'free', planner: false }] as const),
  ...words(PLANNER).map((name) => [name, { kind: 'free', planner: true }] as const),
  ...words(GRANT).map((name) => [name, { kind: 'grant' }] as const),
  ...Object.entries(REFUSED).map(([name, why]) => [name, { kind: 'refused', why }] as const),
  ['search_path', { kind: 'tracked' }],
]);

/**
 * What setting it to that value asks for. `value` undefined: RESET, or SET … TO DEFAULT. `name` in any case. Several names at once (RESET ALL)
 * are for the caller: they bring back the start-up values of all.
 */
export function settingRule(name: string, value: string | undefined): SettingRule {
  const folded = name.toLowerCase();
  const own = [...OWN].find(([known]) => known === folded);
  if (own !== undefined) return { kind: 'own', name: own[1] };
  const pin = PINNED.get(folded);
  if (pin !== undefined) {
    return { kind: 'pinned', to: pin.to, ok: value === undefined || pin.accepts(value.trim().toLowerCase()) };
  }
  // Back to whom the session logged in as: drivers do it when a connection goes back to the pool.
  if (value === undefined && /^(role|session_authorization)$/.test(folded)) return { kind: 'free', planner: false };
  const listed = LISTED.get(folded);
  if (listed !== undefined) return listed;
  if (DEVELOPER.test(folded)) return { kind: 'refused', why: "it is for the server's developers" };
  if (folded.startsWith('wirewall.')) return { kind: 'refused', why: 'Wirewall has token, intent and reason' };
  // Row level security reads settings of the application (app.user_id): setting one decides what the server lets through.
  if (/^[^.]+(\.[^.]+)+$/.test(folded)) return { kind: 'grant' };
  return { kind: 'refused', why: 'it is not on the list of settings' };
}

/** String settings that hold no secret and no path, besides those that may be set freely. */
const READABLE = `
  client_encoding cluster_name default_with_oids is_superuser lc_collate lc_ctype lc_messages log_timezone role search_path server_encoding
  server_version session_authorization shared_preload_libraries ssl_library
`;

const READABLE_NAMES: ReadonlySet<string> = new Set([
  ...words(FREE),
  ...words(PLANNER),
  ...words(READABLE),
  // A number, a switch or a word of a fixed set can't be a secret.
  ...lines(SETTINGS).flatMap((line) => {
    const [name = '', , type] = line.split(' ');
    return type === 'string' || type === undefined ? [] : [name];
  }),
]);

/** Whether SHOW and current_setting may return it: it can hold no secret. Settings of applications (with a dot) can. */
export function readableSetting(name: string): boolean {
  return READABLE_NAMES.has(name.toLowerCase());
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}

function lines(table: string): string[] {
  return table.split('\n').filter((line) => line !== '');
}
