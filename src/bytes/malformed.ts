// The one error of bytes that do not mean anything. It knows no protocol; who speaks one turns it into a closed connection.

/**
 * The peer sent bytes that are no message of its protocol. Theirs, never ours: close the connection.
 * The text says what was expected and how long it was; it never quotes the bytes, which may be a password.
 */
export class MalformedMessage extends Error {
  override readonly name: string = 'MalformedMessage';
}

/** A string in it is not of its encoding. The message's frame is whole, so a protocol may answer and go on. */
export class MalformedText extends MalformedMessage {
  override readonly name = 'MalformedText';
}
