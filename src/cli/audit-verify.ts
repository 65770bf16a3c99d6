/** `wirewall audit verify`: is the log as it was written? */
import { verifyAudit, type Anchor, type AuditReport } from '../audit/index.ts';
import { auditDirectory } from './audit-place.ts';
import type { CliContext } from './context.ts';
import { EXIT, Failure, Silent } from './failure.ts';
import type { VerifyFlags } from './routes/audit.ts';
import { columns, counted } from './terminal.ts';

export async function auditVerify(context: CliContext, flags: VerifyFlags): Promise<Silent | undefined> {
  const anchors = (flags.anchor ?? []).map(parseAnchor);
  const report = await verifyAudit(await auditDirectory(flags), anchors);
  if (flags.json === true) context.print(JSON.stringify(report, null, 2));
  else context.print(...reportLines(context, report, anchors.length));
  return report.ok ? undefined : new Silent();
}

function reportLines({ paint }: CliContext, report: AuditReport, anchors: number): string[] {
  const streams = report.streams.map(({ stream, entries, head, torn }) => [
    stream,
    counted(entries, 'entry', 'entries'),
    head === undefined ? '' : paint('dim', `head ${head.stream}:${head.seq}:${head.hash}`),
    torn ? paint('yellow', 'its last line is incomplete: the process was stopped while it wrote') : '',
  ]);
  const problems = report.problems.map(
    ({ kind, file, line, message }) => `${file}${line === 0 ? '' : `:${line}`}  ${paint('red', kind)}  ${message}`,
  );
  const sum = `${counted(report.entries, 'entry', 'entries')} in ${counted(report.streams.length, 'stream')}`;
  if (!report.ok) {
    return [
      ...columns(streams),
      '',
      ...problems,
      '',
      `${paint('red', '✗')} ${sum}: ${counted(report.problems.length, 'problem')}. Keep the files as they are, and compare them with a copy.`,
    ];
  }
  const advice =
    anchors > 0
      ? []
      : [
          "  A tail that was cut off can't be told from files alone: keep a head elsewhere, and hand it in with --anchor.",
        ];
  return [
    ...columns(streams),
    '',
    `${paint('green', '✓')} ${sum}: nothing was changed, taken out, moved or put in`,
    ...advice,
  ];
}

/** `stream:entry:hash`, as the report prints a head. */
export function parseAnchor(text: string): Anchor {
  const [, stream = '', seq = '', hash = ''] = /^([0-9a-f-]{36}):(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (stream === '') {
    throw new Failure(`"${text}" is no anchor: expected stream:entry:hash`, {
      hint: 'Copy it as an earlier "wirewall audit verify" printed it, behind "head".',
      exitCode: EXIT.usage,
    });
  }
  return { stream, seq: Number(seq), hash };
}
