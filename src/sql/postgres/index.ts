/** The Postgres dialect: what the protocol and the composition may use of it. */
export { PostgresReader } from './reader.ts';
export type { ReaderOptions } from './reader.ts';
export { loadParser, retiredParsers } from './parse.ts';
export { CatalogKeeper } from '../catalog/keeper.ts';
export type { KeeperOptions } from '../catalog/keeper.ts';
export { CATALOG_QUERY, catalogDecoder, decodeCatalog } from '../catalog/postgres-query.ts';
export { catalogAfter, makeCatalog } from '../catalog/snapshot.ts';
export { BadSchemaFile, readSchemaFile, writeSchemaFile } from '../catalog/schema-file.ts';
export type { Catalog, CatalogData, CatalogSource, NameContext } from '../catalog/catalog.ts';
export { readableSetting, settingRule } from './lists/index.ts';
export type { SettingRule } from './lists/index.ts';
