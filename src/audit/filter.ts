/** Which entries somebody wants to see. An outcome, and an approval, goes with the decision that it belongs to. */
import { listField, objectField, textField, type ReadEntry } from './reading.ts';

export interface EntryFilter {
  /** Milliseconds since the epoch; from this time on. */
  readonly sinceMs?: number;
  /** Before this time. */
  readonly untilMs?: number;
  readonly agent?: string;
  readonly session?: string;
  readonly verdict?: 'allow' | 'hold' | 'deny';
  /** `schema.table`, or a name alone for that table in any schema. */
  readonly table?: string;
}

/** Decisions that are wanted, so that what belongs to them is too. The oldest is forgotten first: its outcome is long past. */
const MAX_DECISIONS = 100_000;

/** Says of one entry after another, in the order of the log, whether it is wanted. */
export function entryFilter(filter: EntryFilter): (entry: ReadEntry) => boolean {
  const decisions = new Set<string>();
  const remember = (id: string): void => {
    decisions.add(id);
    if (decisions.size <= MAX_DECISIONS) return;
    for (const oldest of decisions) {
      decisions.delete(oldest);
      break;
    }
  };
  const ofStatement = filter.verdict !== undefined || filter.table !== undefined;
  return ({ fields }) => {
    const time = Date.parse(textField(fields, 'time'));
    const within = !(time < (filter.sinceMs ?? Number.NEGATIVE_INFINITY)) && !(time >= (filter.untilMs ?? Infinity));
    if (filter.agent !== undefined && textField(fields, 'agent') !== filter.agent) return false;
    if (filter.session !== undefined && textField(fields, 'session') !== filter.session) return false;
    if (!ofStatement) return within;
    if (textField(fields, 'type') === 'decision') {
      const wanted = matchesVerdict(fields, filter) && matchesTable(fields, filter);
      if (wanted) remember(textField(fields, 'id'));
      return wanted && within;
    }
    return within && decisions.has(textField(fields, 'decision'));
  };
}

function matchesVerdict(fields: ReadEntry['fields'], { verdict }: EntryFilter): boolean {
  return verdict === undefined || textField(fields, 'verdict') === verdict;
}

function matchesTable(fields: ReadEntry['fields'], { table }: EntryFilter): boolean {
  if (table === undefined) return true;
  const touched = listField(objectField(fields, 'statement'), 'tables');
  return touched.some((name) => name === table || name.endsWith(`.${table}`));
}
