// The list of protocols, one line each.

export { postgresProtocol } from './postgres/serve.ts';
