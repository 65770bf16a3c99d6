import { describe, expect, it } from 'vitest';
import {
  guardedFunction, opaqueFunction, safeCall, safeExtensionFunction, safeFunction, safeOperator, totalCall,
} from '../../../../src/sql/postgres/lists/index.ts'; // prettier-ignore

const words = (list: string) => list.split(/\s+/).filter((word) => word !== '');

describe('safe functions', () => {
  it.each(
    words(`
    lower upper length substring trim btrim concat concat_ws format replace regexp_replace regexp_matches regexp_split_to_table split_part
    string_agg array_agg json_agg jsonb_agg json_object_agg json_build_object to_json to_jsonb row_to_json jsonb_set jsonb_path_query
    jsonb_array_elements jsonb_each jsonb_to_recordset count sum avg min max stddev percentile_cont percentile_disc mode bool_and every
    row_number rank dense_rank lag lead first_value ntile now clock_timestamp date_trunc date_part age extract to_char to_date to_timestamp
    make_date generate_series generate_subscripts unnest array_length array_position abs round ceil floor power sqrt mod random
    gen_random_uuid md5 sha256 encode decode to_tsvector to_tsquery websearch_to_tsquery ts_rank ts_headline version current_database
    current_schema current_schemas current_user session_user pg_typeof pg_backend_pid pg_get_indexdef pg_get_constraintdef pg_get_expr
    pg_get_viewdef pg_get_functiondef pg_get_serial_sequence obj_description col_description shobj_description format_type
    pg_table_is_visible has_table_privilege pg_encoding_to_char pg_total_relation_size pg_size_pretty pg_is_in_recovery quote_ident
    quote_literal inet_server_addr pg_postmaster_start_time to_regclass point box host masklen int4range isempty xmlagg xpath
    pg_input_is_valid pg_options_to_table pg_get_keywords row_security_active pg_advisory_unlock pg_advisory_unlock_all
    pg_advisory_unlock_shared
  `).filter((name) => !['trim'].includes(name)),
  )('%s is callable', (name) => expect(safeFunction(name)).toBeDefined());

  it.each(
    words(`
    set_config current_setting nextval setval currval lastval pg_sleep pg_sleep_for pg_sleep_until pg_notify pg_advisory_lock
    pg_try_advisory_lock pg_advisory_lock_shared pg_advisory_xact_lock pg_terminate_backend pg_cancel_backend pg_reload_conf pg_rotate_logfile pg_promote
    pg_read_file pg_read_binary_file pg_ls_dir pg_ls_logdir pg_stat_file pg_current_logfile lo_import lo_export lo_get lo_put lo_open
    lo_create lo_unlink loread lowrite lo_from_bytea query_to_xml query_to_xmlschema query_to_xml_and_xmlschema cursor_to_xml
    cursor_to_xmlschema table_to_xml table_to_xmlschema schema_to_xml schema_to_xml_and_xmlschema database_to_xml database_to_xmlschema
    ts_stat setseed currtid2 pg_export_snapshot pg_switch_wal pg_create_restore_point pg_logical_emit_message pg_logical_slot_get_changes
    pg_logical_slot_peek_changes pg_create_logical_replication_slot pg_drop_replication_slot pg_replication_origin_create pg_stat_get_activity
    pg_stat_get_backend_activity pg_stat_reset pg_lock_status pg_prepared_statement pg_cursor pg_show_all_settings pg_show_all_file_settings
    pg_hba_file_rules pg_log_backend_memory_contexts pg_import_system_collations pg_sequence_last_value pg_get_sequence_data
    pg_restore_attribute_stats pg_clear_attribute_stats pg_mcv_list_items brin_summarize_new_values gin_clean_pending_list txid_current
    pg_current_xact_id pg_current_snapshot txid_status binary_upgrade_set_next_pg_type_oid textin int4out textrecv byteasend array_in
    RI_FKey_cascade_del tsvector_update_trigger plpgsql_call_handler amvalidate pg_event_trigger_dropped_objects pg_control_system
    pg_get_backend_memory_contexts pg_blocking_pids pg_config pg_nextoid dblink no_such_function constructor __proto__
  `),
  )('%s is not', (name) => {
    expect(safeFunction(name)).toBeUndefined();
    expect(safeCall(name, 1)).toBeUndefined();
  });

  it('are told apart by the number of arguments where one overload runs text', () => {
    expect(safeCall('ts_rewrite', 3)).toBeDefined();
    expect(safeCall('ts_rewrite', 2)).toBeUndefined();
    expect(safeFunction('ts_rewrite')?.closed).toHaveLength(1);
  });

  it.each([
    ['count', { aggregate: true, setReturning: false }],
    ['row_number', { window: true, aggregate: false }],
    ['generate_series', { setReturning: true }],
    ['now', { volatility: 'stable' }],
    ['random', { volatility: 'volatile' }],
    ['lower', { volatility: 'immutable', strict: true, canRaise: true }],
    ['md5', { canRaise: false }],
    ['concat', { strict: false }],
    ['to_regclass', { readsText: 'name' }],
  ])('%s is %o', (name, facts) => expect(safeFunction(name)).toMatchObject(facts));

  it.each([
    ['lower', ['text'], true],
    ['lower', ['character varying'], true],
    ['lower', [undefined], true],
    ['lower', ['int4range'], false],
    ['length', ['bytea', 'name'], false],
    ['md5', ['text'], true],
    ['repeat', ['text', 'integer'], false],
    ['abs', ['integer'], false],
    ['to_date', ['text', 'text'], false],
    ['lower', [], false],
    ['lower', ['public.citext'], false],
  ])('%s(%s) can neither raise nor warn: %s', (name, types, total) => expect(totalCall(name, types)).toBe(total));
});

describe('functions that need more', () => {
  it.each([
    ['current_setting', { kind: 'read_setting', argument: 0 }],
    ['set_config', { kind: 'write_setting', argument: 0 }],
    ['nextval', { kind: 'sequence', argument: 0, privilege: 'USAGE' }],
    ['setval', { kind: 'sequence', argument: 0, privilege: 'UPDATE' }],
    ['lastval', { kind: 'sequence', argument: undefined, privilege: 'USAGE' }],
  ])('%s is guarded', (name, guard) => expect(guardedFunction(name)).toEqual(guard));

  it.each([
    ['query_to_xml', undefined, 'opaque'],
    ['database_to_xml_and_xmlschema', undefined, 'opaque'],
    ['ts_stat', undefined, 'opaque'],
    ['dblink_exec', 'dblink', 'opaque'],
    ['crosstab', 'tablefunc', 'opaque'],
    ['connectby', undefined, 'opaque'],
    ['xpath_table', 'xml2', 'opaque'],
    ['pg_read_file', undefined, 'file'],
    ['pg_ls_waldir', undefined, 'file'],
    ['lo_export', undefined, 'file'],
    ['http_get', 'http', 'file'],
    ['schedule', 'pg_cron', 'opaque'],
    ['get_raw_page', 'pageinspect', 'opaque'],
  ])('%s of %s is dangerous', (name, extension, hazard) => {
    expect(opaqueFunction(name, extension)).toMatchObject({ hazard });
  });

  it.each(['schedule', 'lower', 'order_total', 'http_get', 'constructor'])(
    'a function called %s alone is not',
    (name) => {
      expect(opaqueFunction(name)).toBeUndefined();
    },
  );

  it.each([
    ['pg_trgm', 'similarity', true],
    ['pg_trgm', 'set_limit', false],
    ['uuid-ossp', 'uuid_generate_v4', true],
    ['pgcrypto', 'crypt', true],
    ['tablefunc', 'crosstab', false],
    ['dblink', 'dblink', false],
    ['vector', 'cosine_distance', true],
    ['shop', 'similarity', false],
  ])('%s has %s on its list: %s', (extension, name, listed) => {
    expect(safeExtensionFunction(extension, name) !== undefined).toBe(listed);
  });
});

describe('operators', () => {
  it.each(
    words('= <> < <= > >= + - * / % ^ || ~ ~* !~ ~~ ~~* -> ->> #> #>> @> <@ && ? ?| ?& @@ <-> << >> |/ ! @?').filter(
      (name) => name !== '!',
    ),
  )('%s of pg_catalog is safe', (name) => expect(safeOperator(name)).toBeDefined());

  it.each(['===', '<=>', '<%', ''])('%s is not one of pg_catalog', (name) =>
    expect(safeOperator(name)).toBeUndefined(),
  );

  it('that compare are total, those that compute are not', () => {
    expect(safeOperator('=')?.total).toBe(true);
    expect(safeOperator('/')?.total).toBe(false);
    expect(safeOperator('||')?.total).toBe(false);
  });
});
