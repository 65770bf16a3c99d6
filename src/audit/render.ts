/** One entry as one line for a terminal. Everything that a peer had a hand in is made harmless first. */
import { stripVTControlCharacters } from 'node:util';
import { listField, objectField, textField, type ReadEntry } from './reading.ts';

export interface RenderOptions {
  readonly colour: boolean;
  /** Columns of the terminal; a longer line is cut. */
  readonly width?: number;
}

type Fields = ReadEntry['fields'];

const COLOURS: Readonly<Record<string, number>> = {
  allow: 32,
  hold: 33,
  deny: 31,
  login_refused: 31,
  rules_rejected: 31,
  gap: 31,
};

/** `12:30:01.123 support-bot  deny    SELECT hr.salaries  rules/support.yaml:9  WW_TABLE_NOT_GRANTED`. */
export function renderEntry({ fields }: ReadEntry, { colour, width }: RenderOptions): string {
  const type = textField(fields, 'type');
  const label =
    type === 'decision' ? textField(fields, 'verdict') : type === 'outcome' ? ` ${textField(fields, 'result')}` : type;
  const details = describe(type, fields)
    .map(printable)
    .filter((part) => part !== '');
  const time = textField(fields, 'time').slice(11, 23);
  const agent = printable(textField(fields, 'agent')).padEnd(14);
  const head = `${time} ${agent} ${printable(label).padEnd(8)} `;
  const rest = details.join('  ');
  const line =
    width === undefined || head.length + rest.length <= width
      ? rest
      : `${rest.slice(0, Math.max(0, width - head.length - 1))}…`;
  const code = COLOURS[label];
  if (!colour || code === undefined) return head + line;
  return `${time} ${agent} \u001B[${code}m${printable(label).padEnd(8)}\u001B[0m ${line}`;
}

function describe(type: string, fields: Fields): string[] {
  const word = (key: string): string => textField(fields, key);
  switch (type) {
    case 'decision':
      return describeDecision(fields);
    case 'outcome':
      return [
        word('command'),
        word('result') === 'done' ? `${numberField(fields, 'rows')} rows` : '',
        masked(fields),
        word('error_code'),
        `${Math.round(numberField(fields, 'duration_ms') * 10) / 10} ms`,
      ];
    case 'login':
      return [word('method'), `from ${word('peer')}`, word('client')];
    case 'login_refused':
      return [`user "${word('user')}"`, `from ${word('peer')}`, word('code')];
    case 'approval':
      return [word('event'), word('approval'), word('approver'), word('reason')];
    case 'rules_loaded':
      return [`version ${word('version')}`, `${listField(fields, 'files').length} files`];
    case 'rules_rejected':
      return [...listField(fields, 'problems')];
    case 'gap':
      return [`${numberField(fields, 'lost')} entries were lost while the disk took none`];
    default:
      return ['reason', 'intent', 'subject', 'value', 'version'].map(word);
  }
}

function describeDecision(fields: Fields): string[] {
  const statement = objectField(fields, 'statement');
  const commands = listField(statement, 'commands').join('; ');
  const masks = fields['masks'];
  const rules: unknown = fields['rules'];
  const rule: unknown = Array.isArray(rules) ? rules[0] : undefined;
  const place = objectField({ rule }, 'rule');
  return [
    commands === '' ? textField(statement, 'text') : commands,
    listField(statement, 'tables').join(', '),
    Array.isArray(masks) && masks.length > 0 ? `${masks.length} masked` : '',
    textField(fields, 'code'),
    textField(place, 'file') === '' ? '' : `${textField(place, 'file')}:${numberField(place, 'line')}`,
  ];
}

function masked(fields: Fields): string {
  const cells = numberField(fields, 'masked_cells');
  return cells === 0 ? '' : `${cells} cells masked`;
}

function numberField(fields: Fields, key: string): number {
  const value = fields[key];
  return typeof value === 'number' ? value : 0;
}

/** Statements and names come from agents: no escape sequence, line break or change of direction of theirs reaches the terminal. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}
