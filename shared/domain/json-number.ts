/**
 * A number of a JSON text that a double may not hold as written: with a sign, a fraction or an
 * exponent, or above 2^53 - 1. It keeps the source text, so that a schema judges what the partner
 * sent. Plain digits stay numbers.
 * @see RFC 8259 section 6
 */
export class JsonNumber {
  /** The token verbatim, such as `-0`, `1.50`, `1e400` or `9007199254740993`. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}
