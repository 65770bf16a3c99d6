// Capability flags (MySQL docs, "Capabilities Flags"; MariaDB KB, "Connection"). Knows their numbers and which can't be offered; who has which is the
// login's matter.

/** Bits of the 32-bit word that both servers share. In MariaDB bit 0 says "this is MySQL", in MySQL it says nothing. */
export const CAPABILITIES = {
  LONG_PASSWORD: 0x1,
  FOUND_ROWS: 0x2,
  LONG_FLAG: 0x4,
  CONNECT_WITH_DB: 0x8,
  NO_SCHEMA: 0x10,
  COMPRESS: 0x20,
  ODBC: 0x40,
  LOCAL_FILES: 0x80,
  IGNORE_SPACE: 0x100,
  PROTOCOL_41: 0x200,
  INTERACTIVE: 0x400,
  SSL: 0x800,
  IGNORE_SIGPIPE: 0x1000,
  TRANSACTIONS: 0x2000,
  RESERVED: 0x4000,
  SECURE_CONNECTION: 0x8000,
  MULTI_STATEMENTS: 0x1_0000,
  MULTI_RESULTS: 0x2_0000,
  PS_MULTI_RESULTS: 0x4_0000,
  PLUGIN_AUTH: 0x8_0000,
  CONNECT_ATTRS: 0x10_0000,
  PLUGIN_AUTH_LENENC_CLIENT_DATA: 0x20_0000,
  CAN_HANDLE_EXPIRED_PASSWORDS: 0x40_0000,
  SESSION_TRACK: 0x80_0000,
  DEPRECATE_EOF: 0x100_0000,
  OPTIONAL_RESULTSET_METADATA: 0x200_0000,
  ZSTD_COMPRESSION_ALGORITHM: 0x400_0000,
  QUERY_ATTRIBUTES: 0x800_0000,
  MULTI_FACTOR_AUTHENTICATION: 0x1000_0000,
  CAPABILITY_EXTENSION: 0x2000_0000,
  SSL_VERIFY_SERVER_CERT: 0x4000_0000,
  REMEMBER_OPTIONS: 0x8000_0000,
} as const;

/** MariaDB's second word, which travels where MySQL has filler and only when bit 0 of the first is clear. */
export const MARIADB_CAPABILITIES = {
  PROGRESS: 0x1,
  COM_MULTI: 0x2,
  STMT_BULK_OPERATIONS: 0x4,
  EXTENDED_METADATA: 0x8,
  CACHE_METADATA: 0x10,
  BULK_UNIT_RESULTS: 0x20,
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** Whether all of these flags are set. Flags are unsigned 32-bit numbers. */
export function has(flags: number, ...wanted: readonly Capability[]): boolean {
  return wanted.every((one) => (flags & CAPABILITIES[one]) !== 0);
}

/** The word with exactly these flags. */
export function capabilities(...wanted: readonly Capability[]): number {
  return wanted.reduce((flags, one) => (flags | CAPABILITIES[one]) >>> 0, 0);
}

/**
 * What no client is offered, since we don't carry it: compression would hide the packets, LOCAL_FILES lets a server ask for the client's files,
 * QUERY_ATTRIBUTES are not read, OPTIONAL_RESULTSET_METADATA takes away what masks go by. SSL_VERIFY_SERVER_CERT and REMEMBER_OPTIONS are
 * a client library's own notes.
 */
export const NEVER_OFFERED: number = capabilities(
  'COMPRESS',
  'LOCAL_FILES',
  'OPTIONAL_RESULTSET_METADATA',
  'ZSTD_COMPRESSION_ALGORITHM',
  'QUERY_ATTRIBUTES',
  'MULTI_FACTOR_AUTHENTICATION',
  'CAPABILITY_EXTENSION',
  'SSL_VERIFY_SERVER_CERT',
  'REMEMBER_OPTIONS',
);
