// The list of protocols, one line each.

export { mysqlProtocol } from './mysql/serve.ts';
export { postgresProtocol } from './postgres/serve.ts';
