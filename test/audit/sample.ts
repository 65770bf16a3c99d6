import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DecisionEntry, OutcomeEntry, RecordedStatement } from '../../src/audit/entry.ts';
import type { AuditLog } from '../../src/audit/log.ts';

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'wirewall-audit-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function statement(text: string, more: Partial<RecordedStatement> = {}): RecordedStatement {
  return {
    dialect: 'postgres',
    text,
    parsed: true,
    secretText: false,
    kinds: ['select'],
    commands: ['SELECT'],
    tables: ['shop.customers'],
    columns: ['shop.customers.name'],
    functions: [],
    ...more,
  };
}

export function decision(log: AuditLog, text: string, more: Partial<DecisionEntry> = {}): DecisionEntry {
  return {
    type: 'decision',
    id: log.newId(),
    agent: 'support-bot',
    session: 's-1',
    upstream: 'shop',
    phase: 'simple',
    verdict: 'allow',
    rules: [{ file: 'rules/support.yaml', line: 5 }],
    statement: statement(text),
    ...more,
  };
}

export function outcome(of: DecisionEntry, more: Partial<OutcomeEntry> = {}): OutcomeEntry {
  return {
    type: 'outcome',
    decision: of.id,
    agent: of.agent,
    session: of.session,
    upstream: of.upstream,
    result: 'done',
    rows: 3,
    bytes: 120,
    maskedCells: 0,
    maskedColumns: [],
    command: 'SELECT',
    durationMs: 1.5,
    ...more,
  };
}

/** Every line of every file of a log's stream, in order. */
export function linesOf(directory: string, log: AuditLog): string[] {
  const folder = join(directory, log.stream);
  return readdirSync(folder)
    .toSorted()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

export function entriesOf(directory: string, log: AuditLog): Record<string, unknown>[] {
  return linesOf(directory, log).map((line) => JSON.parse(line) as Record<string, unknown>);
}
