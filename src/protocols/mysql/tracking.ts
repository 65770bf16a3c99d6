// Which settings of its session the server is to report, and how it is asked how the session stands.

/**
 * What a text's meaning or its bytes rest on, and what the servers report by default: clients look for that. The two last are told of so that nobody
 * turns them off unseen.
 */
export const TRACKED_VARIABLES =
  'autocommit,character_set_client,character_set_connection,character_set_results,time_zone,' +
  'sql_mode,session_track_schema,session_track_system_variables';

/** Made anew after COM_RESET_CONNECTION, which takes them back. */
export const TRACKING = `SET SESSION session_track_schema = ON, SESSION session_track_system_variables = '${TRACKED_VARIABLES}'`;
export const STANDING = 'SELECT @@SESSION.sql_mode, @@SESSION.character_set_client, DATABASE()';
