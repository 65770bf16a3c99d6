/**
 * Texts of statements and values in them are byte strings: JavaScript strings with one character (0 to 255) for each byte. Drivers send any
 * byte inside `_binary'…'`, and offsets into a byte string are offsets into what was received. Names alone are Unicode.
 */
export type ByteString = string & { readonly __bytes?: never };

export function toByteString(bytes: Uint8Array): ByteString {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function fromByteString(text: ByteString): Buffer {
  return Buffer.from(text, 'latin1');
}
