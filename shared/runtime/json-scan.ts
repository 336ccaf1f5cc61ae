import { JsonCursor } from './json-cursor.ts';

/** No message of the protocol nests deeper than five. */
const maxDepth = 16;
/** Ninety invoices of ten members are 900; a text beyond this is only meant to keep us busy. */
const maxEntries = 10_000;
const maxShownKeyLength = 40;

/**
 * Whether all numbers are plain digits up to 2^53 - 1, or what is wrong with the text, as a
 * sentence.
 */
export type JsonScan = { readonly hasOnlyPlainNumbers: boolean } | { readonly problem: string };

/**
 * Reads a text by the whole grammar of JSON, in one pass, without recursion and building nothing
 * but keys. Stops at the first thing that is not JSON or not allowed: a root that is no object,
 * depth over 16 (the root is 1), more than 10,000 members and elements together, a key twice in one
 * object, the key `__proto__`, control characters (C0 and U+007F) and escaped lone surrogates in
 * keys and strings.
 * @see RFC 8259
 */
export function scanJson(text: string): JsonScan {
  return new JsonScanner(text).scan();
}

class JsonScanner {
  readonly #cursor: JsonCursor;
  /**
   * The open containers, outermost first: the keys so far of an object, `undefined` for an array.
   */
  readonly #open: (ObjectKeys | undefined)[] = [];
  #entries = 0;

  constructor(text: string) {
    this.#cursor = new JsonCursor(text);
  }

  scan(): JsonScan {
    const cursor = this.#cursor;
    if (cursor.peek() !== '{') cursor.fail('expected a JSON object');
    let valueFollows = true;
    while (cursor.problem === undefined) {
      if (valueFollows) valueFollows = this.#value();
      else if (this.#open.length > 0) valueFollows = this.#next();
      else if (cursor.peek() !== '') cursor.failHere();
      else return { hasOnlyPlainNumbers: cursor.hasOnlyPlainNumbers };
    }
    return { problem: cursor.problem };
  }

  /** Moves over a scalar, or into a container; says whether a value follows at once. */
  #value(): boolean {
    const next = this.#cursor.peek();
    if (next === '{') return this.#enter(new ObjectKeys(), '}');
    if (next === '[') return this.#enter(undefined, ']');
    this.#cursor.skipScalar();
    return false;
  }

  #enter(keys: ObjectKeys | undefined, closing: string): boolean {
    if (this.#open.length === maxDepth) {
      this.#cursor.fail(`nested deeper than ${maxDepth} levels`);
      return false;
    }
    this.#open.push(keys);
    this.#cursor.step();
    return this.#cursor.peek() !== closing && this.#entry(keys);
  }

  /** After a value: moves over the comma to the next one, or out of the container. */
  #next(): boolean {
    const cursor = this.#cursor;
    const keys = this.#open.at(-1);
    const next = cursor.peek();
    if (next === ',') {
      cursor.step();
      return this.#entry(keys);
    }
    if (next !== (keys === undefined ? ']' : '}')) cursor.failHere();
    cursor.step();
    this.#open.pop();
    return false;
  }

  /** Counts a member or an element, and moves over a member's key and colon. */
  #entry(keys: ObjectKeys | undefined): boolean {
    this.#entries += 1;
    if (this.#entries > maxEntries) {
      this.#cursor.fail(`more than ${maxEntries} members and elements`);
    } else if (keys !== undefined) this.#key(keys);
    return true;
  }

  #key(keys: ObjectKeys): void {
    const cursor = this.#cursor;
    cursor.peek();
    const key = cursor.readKey();
    if (key === undefined) return;
    if (key === '__proto__') cursor.fail('key "__proto__" is not allowed');
    if (!keys.add(key)) cursor.fail(`duplicate key "${shown(key)}"`);
    if (cursor.peek() !== ':') cursor.failHere();
    cursor.step();
  }
}

/** Up to here a list is searched faster than a set is made. */
const maxListedKeys = 16;

/** The keys of one object so far, without their escapes. */
class ObjectKeys {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** Adds a key, or gives false when it is there already. */
  add(key: string): boolean {
    if (this.#many?.has(key) ?? this.#few.includes(key)) return false;
    if (this.#few.length < maxListedKeys) this.#few.push(key);
    else {
      this.#many ??= new Set(this.#few);
      this.#many.add(key);
    }
    return true;
  }
}

function shown(key: string): string {
  return key.slice(0, maxShownKeyLength).replaceAll(/[^ -~]/g, '?');
}
