/**
 * Which status counters may be read. Most count what the session's own statements did (Handler_read_next, Sort_rows, Created_tmp_tables),
 * and so tell how many rows held a value that is masked; these tell of the connection and the server alone.
 */
const READABLE =
  /^(ssl_(cipher|version|cipher_list|server_not_after|server_not_before|session_reused|default_timeout|verify_depth|verify_mode)|uptime|uptime_since_flush_status|threads_(connected|running|created|cached)|connections|max_used_connections(_time)?|aborted_(clients|connects)|compression(_algorithm|_level)?|tls_(library_version|sni_server_name)|caching_sha2_password_rsa_public_key|rsa_public_key|current_tls_version|mysqlx_\w+|wsrep_(ready|cluster_size|cluster_status|connected|local_state(_comment)?|on|provider_version|cluster_state_uuid|local_state_uuid|desync_count|evs_state)|aurora_version|open_tables|slave_running|rpl_semi_sync_\w+_status|innodb_version|innodb_page_size)$/;

/** By its whole name, in any case. */
export function readableStatus(name: string): boolean {
  return READABLE.test(name.toLowerCase());
}
