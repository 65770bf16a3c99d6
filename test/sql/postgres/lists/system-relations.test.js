import { describe, expect, it } from 'vitest';
import { RELATIONS } from '../../../../src/sql/postgres/lists/data/relations.js';
import { systemRelation } from '../../../../src/sql/postgres/lists/index.js';
import { isClassified } from '../../../../src/sql/postgres/lists/system-relations.js';
function parts(full) {
    const [schema, name = ''] = full.split('.');
    return [schema === 'pg_catalog' ? 'pg_catalog' : 'information_schema', name];
}
describe('system relations', () => {
    it('are all classified, of every server version', () => {
        const unclassified = RELATIONS.trim()
            .split('\n')
            .filter((full) => !isClassified(...parts(full)));
        expect(unclassified).toEqual([]);
    });
    it.each([
        'pg_class',
        'pg_attribute',
        'pg_type',
        'pg_index',
        'pg_proc',
        'pg_constraint',
        'pg_namespace',
        'pg_database',
        'pg_description',
    ])('pg_catalog.%s is open, as every driver needs it', (name) => expect(systemRelation('pg_catalog', name)).toEqual({ kind: 'open' }));
    it.each(['tables', 'columns', 'key_column_usage', 'table_constraints', 'routines', 'views', 'schemata'])('information_schema.%s is open', (name) => expect(systemRelation('information_schema', name)).toEqual({ kind: 'open' }));
    it.each([
        'pg_statistic', 'pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs', 'pg_statistic_ext_data', 'pg_stat_activity', 'pg_stat_statements',
        'pg_stat_user_tables', 'pg_authid', 'pg_shadow', 'pg_largeobject', 'pg_hba_file_rules', 'pg_file_settings', 'pg_locks', 'pg_config',
        'pg_of_a_later_version', 'constructor',
    ])('pg_catalog.%s is closed', (name) => expect(systemRelation('pg_catalog', name).kind).toBe('closed')); // prettier-ignore
    it.each([
        ['pg_catalog', 'pg_user_mapping', 'umoptions'],
        ['pg_catalog', 'pg_user_mappings', 'umoptions'],
        ['pg_catalog', 'pg_subscription', 'subconninfo'],
        ['pg_catalog', 'pg_foreign_server', 'srvoptions'],
        ['pg_catalog', 'pg_roles', 'rolconfig'],
        ['pg_catalog', 'pg_db_role_setting', 'setconfig'],
        ['pg_catalog', 'pg_settings', 'setting'],
        ['pg_catalog', 'pg_sequences', 'last_value'],
        ['information_schema', 'user_mapping_options', 'option_value'],
    ])('%s.%s keeps its column %s closed', (schema, name, column) => {
        const relation = systemRelation(schema, name);
        expect(relation.kind === 'columns' && relation.closed.has(column)).toBe(true);
    });
});
