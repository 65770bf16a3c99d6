/** What outlives a process. What other rooms use of this one. */
export { openSqliteStore } from './sqlite-store.ts';
export type { SqliteStoreOptions } from './sqlite-store.ts';
export { StoreFull, StoreUnavailable } from './store.ts';
export type { GatewayRegistry, GatewayState, RevocationReach, RevocationRepository, Store } from './store.ts';
