/** The MySQL dialect: what the protocol and the composition may use of it. */
export { MySqlReader } from './reader.ts';
export type { ReaderOptions } from './reader.ts';
export { fromByteString, toByteString } from './bytes.ts';
export type { ByteString } from './bytes.ts';
export { charsetOf, decodeStrict, decodeText, encodeText } from './charset.ts';
export { DEFAULT_MODE } from './context.ts';
export type { Charset, LexicalMode, MySqlContext } from './context.ts';
export { lexicalModeOf, withoutLexicalBits } from './mode.ts';
export type { MySqlReading, MySqlStatement } from './statement.ts';
export { CatalogKeeper } from '../catalog/keeper.ts';
export type { KeeperOptions } from '../catalog/keeper.ts';
export { decodeMySqlCatalog, MYSQL_CATALOG_QUERIES, mysqlCatalogDecoder, serverKind } from '../catalog/mysql-query.ts';
export type { TextRows } from '../catalog/mysql-query.ts';
export { catalogAfter, makeCatalog } from '../catalog/snapshot.ts';
export { BadSchemaFile, readSchemaFile, writeSchemaFile } from '../catalog/schema-file.ts';
export type { Catalog, CatalogData, CatalogSource, ServerFacts } from '../catalog/catalog.ts';
export { GRANTED_FUNCTIONS, knownVariables, readableStatus, readableVariable, variableRule } from './lists/index.ts';
export type { VariableRule } from './lists/index.ts';
