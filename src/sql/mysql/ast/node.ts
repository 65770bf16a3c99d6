/** What every node of the tree has. Nodes are plain frozen data with a literal `kind`; they hold no parentheses and no comments. */
export interface Span {
  /** Byte offsets in the text that was received: of the first byte, and behind the last one. */
  readonly start: number;
  readonly end: number;
}

/** A name, quotes gone, in Unicode. Printed in backticks. */
export interface Name extends Span {
  readonly kind: 'Name';
  readonly text: string;
}

/** A table, view, routine, index or other thing that lives in a database. Printed qualified where the analysis says with what. */
export interface QualifiedName extends Span {
  readonly kind: 'QualifiedName';
  readonly schema: Name | undefined;
  readonly name: Name;
}
