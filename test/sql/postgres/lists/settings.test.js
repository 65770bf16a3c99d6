import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../../src/sql/postgres/lists/data/settings.js';
import { readableSetting, settingRule } from '../../../../src/sql/postgres/lists/index.js';
const settings = SETTINGS.trim()
    .split('\n')
    .map((line) => line.split(' '));
describe('rules for settings', () => {
    it('decides about every setting that an ordinary user or a superuser can change in a session, in every server version', () => {
        const undecided = settings.filter(([name = '', context]) => {
            const rule = settingRule(name, undefined);
            const unlisted = rule.kind === 'refused' && rule.why === 'it is not on the list of settings';
            return unlisted && context === 'user';
        });
        expect(undecided).toEqual([]);
    });
    it('leaves everything that only the server itself may change refused or under a grant', () => {
        const loose = settings.filter(([name = '', context = '']) => {
            const { kind } = settingRule(name, undefined);
            return context !== 'user' && kind !== 'refused' && kind !== 'grant';
        });
        expect(loose.filter(([name = '']) => !/^(vacuum_truncate|role|session_authorization)$/.test(name))).toEqual([]);
    });
    it.each([
        ['DateStyle', 'ISO', 'free'],
        ['TIMEZONE', 'UTC', 'free'],
        ['extra_float_digits', '3', 'free'],
        ['row_security', 'off', 'free'],
        ['enable_seqscan', 'off', 'free'],
        ['Search_Path', 'shop', 'tracked'],
        ['app.user_id', '7', 'grant'],
        ['plpgsql.variable_conflict', 'error', 'grant'],
        ['lc_messages', 'C', 'grant'],
        ['role', 'postgres', 'refused'],
        ['role', 'none', 'refused'],
        ['role', undefined, 'free'],
        ['session_authorization', undefined, 'free'],
        ['session_replication_role', 'replica', 'refused'],
        ['local_preload_libraries', 'x', 'refused'],
        ['seed', '0.5', 'refused'],
        ['exit_on_error', 'on', 'refused'],
        ['shared_buffers', '1GB', 'refused'],
        ['no_such_setting', 'x', 'refused'],
        ['wirewall.other', 'x', 'refused'],
        ['Wirewall.Token', 'x', 'own'],
    ])('SET %s = %s is %s', (name, value, kind) => {
        expect(settingRule(name, value).kind).toBe(kind);
    });
    it.each([
        ['client_encoding', 'UTF8', true],
        ['client_encoding', 'utf-8', true],
        ['client_encoding', 'Unicode', true],
        ['client_encoding', 'SJIS', false],
        ['client_encoding', 'UTF8X', false],
        ['client_encoding', 'SQL_ASCII', false],
        ['client_encoding', undefined, true],
        ['standard_conforming_strings', 'ON', true],
        ['standard_conforming_strings', 'tr', true],
        ['standard_conforming_strings', 'off', false],
        ['standard_conforming_strings', '0', false],
        ['standard_conforming_strings', 'o', false],
        ['transform_null_equals', 'off', true],
        ['transform_null_equals', 'yes', false],
    ])('the pin of %s with the value %s answers %s', (name, value, ok) => {
        expect(settingRule(name, value)).toMatchObject({ kind: 'pinned', ok });
    });
    it.each([
        ['server_version', true],
        ['max_index_keys', true],
        ['standard_conforming_strings', true],
        ['transaction_isolation', true],
        ['search_path', true],
        ['is_superuser', true],
        ['primary_conninfo', false],
        ['ssl_passphrase_command', false],
        ['archive_command', false],
        ['data_directory', false],
        ['app.jwt_secret', false],
        ['all', false],
    ])('SHOW %s is %s', (name, readable) => {
        expect(readableSetting(name)).toBe(readable);
    });
});
