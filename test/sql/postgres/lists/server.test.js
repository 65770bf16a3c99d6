/** The lists against the server that npm brings: a new minor or major version shows here what nobody has decided about. */
import { beforeAll, expect, it } from 'vitest';
import { readServer } from '../../../../scripts/lists/facts.js';
import { isInternal, isSafe, signature } from '../../../../scripts/lists/make-functions.js';
import { safeCall, safeFunction, safeOperator, settingRule } from '../../../../src/sql/postgres/lists/index.js';
import { isClassified } from '../../../../src/sql/postgres/lists/system-relations.js';
let facts;
beforeAll(async () => {
    facts = await readServer(18);
});
it('every system relation of a real server is classified', () => {
    const open = facts.relations.filter(({ schema, name }) => !isClassified(schema === 'pg_catalog' ? 'pg_catalog' : 'information_schema', name));
    expect(open).toEqual([]);
});
it('every setting that a user of a real server can change is decided about', () => {
    const unknown = facts.settings.filter(({ name, context }) => {
        const rule = settingRule(name, undefined);
        return context === 'user' && rule.kind === 'refused' && rule.why === 'it is not on the list of settings';
    });
    expect(unknown).toEqual([]);
});
it('the shipped functions are those that the review finds safe on a real server, overload by overload', () => {
    const own = facts.functions.filter((fact) => fact.extension === '');
    const wrong = own.filter((fact) => {
        const listed = safeFunction(fact.name)?.overloads.some((overload) => overload.arguments.join(',') === fact.arguments.join(','));
        return isSafe(fact) !== (listed ?? false);
    });
    expect(wrong.map(signature)).toEqual([]);
});
it('no call that could reach an unsafe function of a real server counts as safe', () => {
    const unsafe = facts.functions.filter((fact) => fact.extension === '' && !isSafe(fact) && !isInternal(fact));
    const reachable = unsafe.filter((fact) => safeCall(fact.name, fact.arguments.length) !== undefined);
    expect(reachable.map(signature)).toEqual([]);
});
it('every operator of pg_catalog on a real server is listed', () => {
    expect(facts.operators.filter(({ name }) => safeOperator(name) === undefined)).toEqual([]);
});
