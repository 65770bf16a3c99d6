/** Functions that the list of safe ones leaves out and that need more than a "not listed": those safe for some constants, and those that are dangerous. */

/**
 * A function that is safe only for some constant arguments. `read_setting`: argument 0 must be a constant that `readableSetting`
 * accepts, or a parameter that is judged by it at Bind. `write_setting` (set_config): argument 0 must be a constant, judged by
 * `settingRule` like SET, with argument 1 as the value where it is a constant too; argument 2 is is_local.
 * `sequence`: argument 0 must be a constant that names a sequence, on which `privilege` is needed; with `argument` undefined
 * (lastval) there is no name to check, so it is not callable. `channel` (pg_notify): argument 0 must be a constant that names the channel,
 * judged like NOTIFY; argument 1 leaves the session for whoever listens.
 */
export type GuardedFunction =
  | { readonly kind: 'read_setting'; readonly argument: 0 }
  | { readonly kind: 'write_setting'; readonly argument: 0 }
  | { readonly kind: 'channel'; readonly argument: 0 }
  | { readonly kind: 'sequence'; readonly argument: 0 | undefined; readonly privilege: 'USAGE' | 'UPDATE' | 'SELECT' };

const GUARDED: ReadonlyMap<string, GuardedFunction> = new Map<string, GuardedFunction>([
  ['current_setting', { kind: 'read_setting', argument: 0 }],
  ['set_config', { kind: 'write_setting', argument: 0 }],
  ['pg_notify', { kind: 'channel', argument: 0 }],
  // As the server asks: USAGE is enough for nextval and currval, setval writes.
  ['nextval', { kind: 'sequence', argument: 0, privilege: 'USAGE' }],
  ['currval', { kind: 'sequence', argument: 0, privilege: 'USAGE' }],
  ['setval', { kind: 'sequence', argument: 0, privilege: 'UPDATE' }],
  ['lastval', { kind: 'sequence', argument: undefined, privilege: 'USAGE' }],
]);

/** Functions of pg_catalog that are safe for some constants only; none of them is a `safeFunction`. */
export function guardedFunction(name: string): GuardedFunction | undefined {
  return GUARDED.get(name);
}

export interface OpaqueFunction {
  readonly why: string;
  readonly hazard: 'opaque' | 'file';
}

interface OpaqueEntry extends OpaqueFunction {
  readonly name: RegExp;
  /** Absent: wherever it lives, since the name is distinctive. Else only where the catalog says that the extension owns it. */
  readonly extension?: string;
}

const OPAQUE: readonly OpaqueEntry[] = [
  // pg_catalog
  { name: /^(query|cursor)_to_xml(schema|_and_xmlschema)?$/, hazard: 'opaque', why: 'it runs the query in its argument' },
  { name: /^(table|schema|database)_to_xml(schema|_and_xmlschema)?$/, hazard: 'opaque', why: 'it reads tables named in its argument' },
  { name: /^ts_stat$/, hazard: 'opaque', why: 'it runs the query in its argument' },
  { name: /^currtid2?$/, hazard: 'opaque', why: 'it reads a table named in its argument' },
  { name: /^pg_logical_slot_(get|peek)_/, hazard: 'opaque', why: 'it returns the changes of every table' },
  { name: /^pg_(restore|clear)_(relation|attribute)_stats$/, hazard: 'opaque', why: 'it changes statistics of a table named in its argument' },
  { name: /^(pg_read_(binary_)?file(_all|_off_len|_old)?|pg_stat_file|pg_ls_\w+|pg_current_logfile)$/, hazard: 'file', why: "it reads the server's files" },
  { name: /^(pg_hba_file_rules|pg_show_all_file_settings|pg_ident_file_mappings)$/, hazard: 'file', why: "it reads the server's configuration files" },
  { name: /^lo_(import|export)(_with_oid)?$/, hazard: 'file', why: "it reads or writes the server's files" },
  // contrib
  { name: /^dblink/, hazard: 'opaque', why: 'it connects to another database and runs text there' },
  { name: /^(xpath_table|crosstab\w*|connectby)$/, hazard: 'opaque', why: 'it runs text' },
  { name: /^xslt_process$/, hazard: 'file', why: 'its style sheet may name files' },
  { name: /^pg_(file_(read|write|append|sync|rename|unlink|length)|logdir_ls)/, hazard: 'file', why: "it reads or writes the server's files" },
  { name: /^(get_raw_page|heap_page_item_attrs|bt_page_items|gist_page_items|brin_page_items)$/, hazard: 'opaque', why: 'it reads the pages of a table or an index named in its argument' },
  { name: /^pgrowlocks$/, hazard: 'opaque', why: 'it reads a table named in its argument' },
  { name: /^pg_get_wal_(record|block)s?_info/, hazard: 'opaque', why: 'it reads the changes of every table' },
  { name: /^postgres_fdw_/, hazard: 'opaque', why: 'it concerns connections to other servers' },
  { name: /^pg_(surgery|heap_force)/, hazard: 'opaque', why: 'it changes rows behind the server' },
  { name: /^./, extension: 'adminpack', hazard: 'file', why: "it reads or writes the server's files" },
  { name: /^./, extension: 'file_fdw', hazard: 'file', why: "it concerns the server's files" },
  { name: /^./, extension: 'xml2', hazard: 'opaque', why: 'some of its functions run text' },
  // others in wide use
  { name: /^./, extension: 'http', hazard: 'file', why: 'it reaches the network' },
  { name: /^./, extension: 'pg_net', hazard: 'file', why: 'it reaches the network' },
  { name: /^./, extension: 'aws_s3', hazard: 'file', why: 'it reaches the network and runs text' },
  { name: /^./, extension: 'aws_lambda', hazard: 'file', why: 'it reaches the network' },
  { name: /^./, extension: 'pg_cron', hazard: 'opaque', why: 'it runs text later' },
  { name: /^./, extension: 'pg_background', hazard: 'opaque', why: 'it runs text' },
  { name: /^./, extension: 'pg_graphql', hazard: 'opaque', why: 'it runs text' },
  { name: /^./, extension: 'pgtap', hazard: 'opaque', why: 'it runs text' },
  { name: /^./, extension: 'orafce', hazard: 'opaque', why: 'some of its functions read files or run text' },
  { name: /^./, extension: 'pg_partman', hazard: 'opaque', why: 'it runs text' },
  { name: /^(add_job|alter_job|run_job)$/, extension: 'timescaledb', hazard: 'opaque', why: 'it runs procedures later' },
  { name: /^(run_command_on_|master_run_on_worker|create_distributed_function)/, hazard: 'opaque', why: 'it runs text on other servers' },
  { name: /^(cypher|create_graph)$/, extension: 'age', hazard: 'opaque', why: 'it runs text' },
  { name: /^st_(fromgdalraster|asgdalraster)$/, hazard: 'file', why: 'its formats may name files' },
]; // prettier-ignore

/**
 * Functions that run text or touch files or the network. `extension`: what the catalog says owns the function, absent where
 * nobody asked it. A grant on such a function has to say that it knows.
 */
export function opaqueFunction(name: string, extension?: string): OpaqueFunction | undefined {
  return OPAQUE.find(
    (entry) => (entry.extension === undefined || entry.extension === extension) && entry.name.test(name),
  );
}
