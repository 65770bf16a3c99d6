import { describe, expect, test } from 'vitest';
import { VARIABLES } from '../../../../src/sql/mysql/lists/data/variables.ts';
import { readableStatus, readableVariable, variableRule } from '../../../../src/sql/mysql/lists/index.ts';
import { isSortedVariable } from '../../../../src/sql/mysql/lists/variables.ts';

describe('system variables', () => {
  test.each(Object.entries(VARIABLES))('somebody has sorted every one that a session of %s can set', (_, text) => {
    const settable = text.split('\n').flatMap((line) => (line.endsWith(' s') ? [line.slice(0, -2)] : []));
    expect(settable.length).toBeGreaterThan(100);
    expect(settable.filter((name) => !isSortedVariable(name))).toEqual([]);
  });

  // As mysqldump, the drivers and the ORMs send them at start-up.
  test.each([
    'time_zone', 'foreign_key_checks', 'unique_checks', 'sql_notes', 'sql_quote_show_create', 'net_write_timeout', 'wait_timeout',
    'transaction_isolation', 'tx_isolation', 'transaction_read_only', 'sql_safe_updates', 'sql_select_limit', 'lock_wait_timeout',
    'innodb_lock_wait_timeout', 'max_execution_time', 'max_statement_time', 'group_concat_max_len', 'information_schema_stats_expiry', 'SQL_BIG_SELECTS',
  ])('%s is free', (name) => expect(variableRule(name).kind).toBe('free')); // prettier-ignore

  test.each(['sql_mode', 'autocommit', 'character_set_client', 'CHARACTER_SET_RESULTS', 'collation_connection'])(
    '%s is followed',
    (name) => expect(variableRule(name).kind).toBe('tracked'),
  );

  test.each([
    'session_track_system_variables', 'session_track_schema', 'sql_log_bin', 'optimizer_switch', 'optimizer_trace', 'pseudo_thread_id', 'rand_seed1',
    'last_insert_id', 'insert_id', 'gtid_next', 'debug', 'max_sort_length', 'old_mode', 'redirect_url', 'innodb_ft_user_stopword_table',
    'nothing_that_exists', 'max_allowed_packet', 'constructor', '__proto__',
  ])('%s is refused', (name) => expect(variableRule(name).kind).toBe('refused')); // prettier-ignore

  test.each(['sql_auto_is_null', 'completion_type', 'resultset_metadata', 'timestamp', 'default_storage_engine'])(
    '%s has only some values',
    (name) => expect(variableRule(name).kind).toBe('pinned'),
  );
});

describe('what may be read', () => {
  test.each([
    'sql_mode', 'version', 'VERSION_COMMENT', 'auto_increment_increment', 'init_timeout_of_nobody_is_not_known', 'lower_case_table_names', 'license',
    'max_allowed_packet', 'system_time_zone', 'tx_isolation', 'query_cache_size', 'wait_timeout', 'performance_schema', 'character_set_server',
    'validate_password.policy', 'aurora_version', 'have_ssl', 'ndb_version', 'hostname', 'gtid_mode', 'sql_require_primary_key',
  ])('%s', (name) => expect(readableVariable(name)).toBe(name !== 'init_timeout_of_nobody_is_not_known')); // prettier-ignore

  test.each([
    'init_file', 'wsrep_provider_options', 'wsrep_sst_auth', 'report_password', 'datadir', 'ssl_key', 'general_log_file', 'warning_count',
    'error_count', 'file_key_management_filekey', 'authentication_ldap_simple_bind_root_pwd', 'some_secret', 'plugin_of_nobody', 'tmpdir',
  ])('%s stays unread', (name) => expect(readableVariable(name)).toBe(false)); // prettier-ignore

  test.each(['Ssl_cipher', 'Ssl_version', 'Threads_connected', 'Uptime', 'Max_used_connections', 'wsrep_ready'])(
    'the counter %s tells nothing of data',
    (name) => expect(readableStatus(name)).toBe(true),
  );

  test.each(['Handler_read_next', 'Handler_update', 'Sort_rows', 'Created_tmp_tables', 'Last_query_cost', 'Innodb_rows_read', 'Bytes_sent', 'Questions'])(
    'the counter %s counts what statements did',
    (name) => expect(readableStatus(name)).toBe(false),
  ); // prettier-ignore
});
