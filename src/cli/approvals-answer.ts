/** `wirewall approvals approve` and `reject`: one person's answer. Who may answer stands in the configuration. */
import { answerRequest, findApprover } from '../approval/answer.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../core/approval.ts';
import { systemClock } from '../core/clock.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure } from './failure.ts';
import { loadForReading, withStore } from './loading.ts';
import type { AnswerFlags } from './routes/approvals.ts';
import { oneLine } from './terminal.ts';

export function approve(context: CliContext, flags: AnswerFlags, id: string): Promise<void> {
  return answer(context, flags, id, 'approve');
}

export function reject(context: CliContext, flags: AnswerFlags, id: string): Promise<void> {
  return answer(context, flags, id, 'reject');
}

async function answer(
  context: CliContext,
  flags: AnswerFlags,
  id: string,
  verdict: ApprovalAnswer['verdict'],
): Promise<void> {
  const config = await loadForReading(flags.config);
  const approver = findApprover(config.approvers, flags.as);
  if (approver === undefined) {
    const names = config.approvers.map(({ name }) => name).join(', ');
    throw new Failure(`"${flags.as}" is not an approver`, {
      hint: names === '' ? `Name somebody under "approvers" in "${config.file}".` : `The configuration names ${names}.`,
      exitCode: EXIT.usage,
    });
  }
  const result = await withStore(config, (store) =>
    answerRequest(store.approvals, systemClock, approver, id, verdict, flags.comment),
  );
  if (result.kind === 'refused') throw new Failure(result.message, { hint: `See "wirewall approvals show ${id}".` });
  context.print(...answered(context, result.request, flags.as));
}

function answered({ paint }: CliContext, request: ApprovalRequest, by: string): string[] {
  const what = `${request.agent}: ${oneLine(request.text, 100)}`;
  switch (request.state) {
    case 'approved':
      return [
        `${paint('green', '✓')} approved by ${by}`,
        `  ${what}`,
        '  It runs now where the agent still waits, otherwise when it sends the same statement again. Once.',
      ];
    case 'rejected':
      return [`${paint('red', '✗')} rejected by ${by}`, `  ${what}`];
    default: {
      const given = request.answers.filter(({ verdict }) => verdict === 'approve').length;
      return [`${paint('yellow', '…')} ${given} of ${request.quorum} approvals`, `  ${what}`];
    }
  }
}
