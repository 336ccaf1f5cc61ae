/**
 * Decodes standard base64 with padding, or gives undefined when the text is not the one canonical
 * text of its bytes: Node also reads base64url, blanks, junk, missing padding and stray bits.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
