/** `wirewall approvals list` and `show`: what waits for a person, in the words that the person decides by. */
import { relative } from 'node:path';
import type { ApprovalRequest } from '../core/approval.ts';
import type { CliContext } from './context.ts';
import { Failure } from './failure.ts';
import { loadForReading, withStore } from './loading.ts';
import type { ApprovalsListFlags, ApprovalsShowFlags } from './routes/approvals.ts';
import { columns, oneLine, relativeTime, shown, type Tone } from './terminal.ts';

const SHOWN = 200;
const OPEN = ['pending', 'approved'] as const;
const TONES: Readonly<Record<ApprovalRequest['state'], Tone>> = {
  pending: 'yellow',
  approved: 'green',
  used: 'dim',
  rejected: 'red',
  expired: 'dim',
  withdrawn: 'dim',
};

export async function approvalsList(context: CliContext, flags: ApprovalsListFlags): Promise<void> {
  const config = await loadForReading(flags.config);
  const requests = await withStore(config, (store) =>
    store.approvals.list({ limit: SHOWN, ...(flags.all === true ? {} : { states: OPEN }) }),
  );
  if (flags.json === true) {
    context.print(...requests.map((request) => JSON.stringify(request)));
    return;
  }
  if (requests.length === 0) {
    context.print(flags.all === true ? 'Nothing was ever held.' : 'Nothing waits for an answer.');
    return;
  }
  const now = Date.now();
  const rows = requests.map((request) => [
    request.id,
    context.paint(TONES[request.state], stateNow(request, now)),
    shown(request.agent),
    relativeTime(request.createdAtMs, now),
    oneLine(request.text, 80),
  ]);
  context.print(
    ...columns([['ID', 'STATE', 'AGENT', 'ASKED', 'STATEMENT'].map((head) => context.paint('dim', head)), ...rows]),
  );
  const pending = requests.find((request) => stateNow(request, now) === 'pending');
  if (pending !== undefined)
    context.note('', `wirewall approvals show ${pending.id}`, `wirewall approvals approve ${pending.id} --as NAME`);
}

export async function approvalsShow(context: CliContext, flags: ApprovalsShowFlags, id: string): Promise<void> {
  const config = await loadForReading(flags.config);
  const request = await withStore(config, (store) => store.approvals.get(id));
  if (request === undefined)
    throw new Failure(`there is no request "${id}"`, { hint: 'See "wirewall approvals list --all".' });
  if (flags.json === true) {
    context.print(JSON.stringify(request, null, 2));
    return;
  }
  context.print(...describe(context, request, Date.now()));
}

function describe({ paint }: CliContext, request: ApprovalRequest, now: number): string[] {
  const state = stateNow(request, now);
  const end = state === 'pending' || state === 'approved' ? `, ends ${relativeTime(request.expiresAtMs, now)}` : '';
  const rows = [
    ['request', request.id],
    ['state', `${paint(TONES[request.state], state)}${end}`],
    ['agent', shown(request.agent) + (request.tenant === undefined ? '' : ` of ${shown(request.tenant)}`)],
    ['intent', request.intent === undefined ? '-' : shown(request.intent)],
    ['asked', `${new Date(request.createdAtMs).toISOString()} (${relativeTime(request.createdAtMs, now)})`],
    ['database', `${request.database} on ${request.upstream}`],
    ['command', request.command],
    ['touches', request.objects.map(shown).join(', ') || '-'],
    ['held by', `${relative('', request.rule.file)}:${request.rule.line}`],
    ['wants', `${request.quorum} of ${request.approvers.join(', ')}`],
    ...(request.parameters === undefined ? [] : [['parameters', `digest ${request.parameters}`]]),
    ...request.answers.map(({ by, verdict, atMs, comment }) => [
      verdict === 'approve' ? 'approved' : 'rejected',
      `by ${by}, ${relativeTime(atMs, now)}${comment === undefined ? '' : `: ${oneLine(comment)}`}`,
    ]),
    ...(request.withdrawn === undefined ? [] : [['withdrawn', shown(request.withdrawn)]]),
    ...(request.usedBy === undefined ? [] : [['used by', `decision ${request.usedBy}`]]),
  ];
  const text = [request.text, ...request.innerTexts].flatMap((one) => [
    '',
    ...shown(one)
      .split('\n')
      .map((line) => `  ${line}`),
  ]);
  return [...columns(rows.map(([key = '', value = '']) => [paint('dim', key), value])), ...text];
}

/** The sweep of a gateway may be a second behind, or no gateway may run. */
function stateNow({ state, expiresAtMs }: ApprovalRequest, now: number): string {
  return (state === 'pending' || state === 'approved') && expiresAtMs <= now ? 'expired' : state;
}
