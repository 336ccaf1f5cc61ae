/** What a signature covers, for a request and for its answer alike. */
export interface SignedMessage {
  /** The request's HTTP method, as received. */
  readonly method: string;
  /** The request's path as received: no authority, no query. */
  readonly path: string;
  readonly clientId: string;
  /** `Request-Time` verbatim for a request, `Response-Time` for an answer. */
  readonly time: string;
  /** The body's bytes exactly as they travel; empty when there is none. */
  readonly body: Uint8Array;
}

/**
 * The bytes that are signed: `<METHOD> <path>\n<Client-Id>.<time>.<body>`, UTF-8, without a
 * trailing newline. It is injective over the accepted grammar: a method has no blank, a path no
 * newline, a client id no dot, and a time is one of five fixed shapes.
 *
 * @see the wire contract, section 3
 */
export function stringToSign(message: SignedMessage): Buffer {
  const { method, path, clientId, time, body } = message;
  const head = `${method} ${path}\n${clientId}.${time}.`;
  return body.length === 0 ? Buffer.from(head) : Buffer.concat([Buffer.from(head), body]);
}
