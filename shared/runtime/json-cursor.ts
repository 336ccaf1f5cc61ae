const letters = /[ !#-[\]-~\u0080-\uffff]*/y;
/**
 * Keys and most values are shorter; up to here a loop is faster than a regular expression, then
 * three times slower.
 */
const shortLength = 48;
const hex = '[0-9a-fA-F]';
const unitEscape = `u(?!00[01]|007[fF]|[dD][89a-fA-F])${hex}{4}`;
const pairEscape = String.raw`u[dD][89abAB]${hex}{2}\\u[dD][c-fC-F]${hex}{2}`;
const allowedEscape = new RegExp(String.raw`\\(?:["\\/]|${unitEscape}|${pairEscape})`, 'y');
const controlEscape = /\\(?:[bfnrt]|u00[01][0-9a-fA-F]|u007[fF])/y;
const surrogateEscape = /\\u[dD][89a-fA-F][0-9a-fA-F]{2}/y;
const literal = /true|false|null/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Fifteen digits are below 2^53 whatever they are. */
const shortPlainNumber = /(?:0|[1-9][0-9]{0,14})(?![0-9.eE])/y;
const plainNumber = /^(?:0|[1-9][0-9]*)$/;

/**
 * Says whether a number's source text is plain digits of a value up to 2^53 - 1, which a double
 * holds as written.
 */
export function isPlainNumber(source: string): boolean {
  return plainNumber.test(source) && Number(source) <= Number.MAX_SAFE_INTEGER;
}

/**
 * What may stand in a string as it is: no quote, backslash or control character, and not the end of
 * the text.
 */
function isLetter(code: number): boolean {
  return code >= 0x20 && code !== 0x22 && code !== 0x5c && code !== 0x7f;
}

/**
 * A place in a JSON text that moves over its tokens, one after the other, until it meets what is
 * not JSON or not allowed; then `problem` says what and stays. Builds nothing but keys. Well-formed
 * Unicode is the caller's to check.
 * @see RFC 8259 sections 6 and 7
 */
export class JsonCursor {
  problem: string | undefined;
  hasOnlyPlainNumbers = true;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves over blanks to the next character and gives it, or an empty text at the end. */
  peek(): string {
    let next = this.#text.charAt(this.#at);
    while (next === ' ' || next === '\n' || next === '\r' || next === '\t') {
      this.#at += 1;
      next = this.#text.charAt(this.#at);
    }
    return next;
  }

  /** Moves over the one character that `peek` gave. */
  step(): void {
    this.#at += 1;
  }

  /** Moves over the string, number or literal that starts here. */
  skipScalar(): void {
    const next = this.#text.charAt(this.#at);
    if (next === '"') this.#skipString();
    else if (next === '-' || (next >= '0' && next <= '9')) this.#skipNumber();
    else if (!this.#skip(literal)) this.failHere();
  }

  /**
   * Moves over the key that starts here and gives it without its escapes, or `undefined` when it is
   * not one.
   */
  readKey(): string | undefined {
    const start = this.#at;
    if (this.#text.charAt(start) !== '"') this.failHere();
    const hasEscapes = this.#skipString();
    if (this.problem !== undefined) return undefined;
    const source = this.#text.slice(start + 1, this.#at - 1);
    if (!hasEscapes) return source;
    const key: string = JSON.parse(`"${source}"`);
    return key;
  }

  /** Stops at what is not JSON. */
  failHere(): void {
    this.fail(this.#at < this.#text.length ? `not valid JSON ${this.#place()}` : 'JSON is cut off');
  }

  /** Stops for another reason, said as the end of the sentence. */
  fail(reason: string): void {
    this.problem ??= `body: ${reason}`;
  }

  #skipString(): boolean {
    this.#at += 1;
    this.#skipLetters();
    let hasEscapes = false;
    while (this.problem === undefined && this.#text.charAt(this.#at) !== '"') {
      hasEscapes = this.#skip(allowedEscape);
      if (hasEscapes) this.#skipLetters();
      else this.#failInString();
    }
    this.#at += 1;
    return hasEscapes;
  }

  #skipLetters(): void {
    let at = this.#at;
    const near = at + shortLength;
    while (at < near && isLetter(this.#text.charCodeAt(at))) at += 1;
    this.#at = at;
    if (at === near) this.#skip(letters);
  }

  #failInString(): void {
    const next = this.#text.charAt(this.#at);
    const isControl = next !== '' && next !== '\\';
    if (isControl || this.#matches(controlEscape)) this.fail(`control character ${this.#place()}`);
    else if (this.#matches(surrogateEscape)) this.fail(`lone surrogate ${this.#place()}`);
    else this.failHere();
  }

  #skipNumber(): void {
    if (this.#skip(shortPlainNumber)) return;
    const start = this.#at;
    if (!this.#skip(number)) this.failHere();
    else if (!isPlainNumber(this.#text.slice(start, this.#at))) this.hasOnlyPlainNumbers = false;
  }

  #skip(token: RegExp): boolean {
    const found = this.#matches(token);
    if (found) this.#at = token.lastIndex;
    return found;
  }

  #matches(token: RegExp): boolean {
    token.lastIndex = this.#at;
    return token.test(this.#text);
  }

  #place(): string {
    return `near character ${this.#at + 1}`;
  }
}
