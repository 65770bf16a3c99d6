/** What reading one MySQL statement yields beyond what every dialect's reading does. */
import type { Refusal } from '../../core/refusal.ts';
import type { Statement } from '../statement.ts';
import type { ByteString } from './bytes.ts';

export interface MySqlStatement extends Statement {
  readonly dialect: 'mysql';
  /** What goes upstream: printed from the tree, in the character set of the text. Empty for what is answered by us (`own`, `kill`). */
  readonly printed: ByteString;
  /** For each output column the name that the client expects, where the server would take another from the printed text. */
  readonly labels: readonly (string | undefined)[];
}

/** A text is judged whole. Offsets are of bytes. */
export type MySqlReading =
  | {
      readonly kind: 'statements';
      readonly statements: readonly MySqlStatement[];
      /** The same object for readings that differ in nothing but `printed`. */
      readonly alike?: object;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
