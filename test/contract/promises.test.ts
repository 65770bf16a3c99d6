/** One suite of promises that every protocol keeps. What one can't keep, it says in words, and the suite repeats them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aboutApprovals } from './promises/approvals.ts';
import { aboutIdentity } from './promises/identity.ts';
import { aboutLimits } from './promises/limits.ts';
import { aboutMasks } from './promises/masks.ts';
import { aboutTheRecord } from './promises/record.ts';
import { aboutStatements } from './promises/statements.ts';
import { RULES } from './rules.ts';
import { Stage } from './stage.ts';
import { subjects } from './subjects.ts';

const all = subjects();
const here = all.filter(({ missing }) => missing === undefined);
const missing = all.filter((subject) => subject.missing !== undefined);

// In CI every server has to be there: a suite that runs over none of them proves nothing.
test.each(missing)('$name is not tried: $missing', (subject) => {
  expect(process.env['CI'], subject.missing).toBeUndefined();
});

describe.each(here)('$name', (subject) => {
  const stage = new Stage(subject);
  beforeAll(async () => {
    stage.scene = await subject.open(RULES);
  });
  afterAll(() => stage.scene[Symbol.asyncDispose]());

  test.each(Object.entries(subject.cannot))('can’t keep the promise about %s: %s', (_, why) => {
    expect(why).not.toBe('');
  });
  aboutStatements(stage);
  aboutMasks(stage);
  aboutIdentity(stage);
  aboutLimits(stage);
  aboutApprovals(stage);
  aboutTheRecord(stage);
});
