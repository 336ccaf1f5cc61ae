import type { BendName } from './bent-answers.ts';

/**
 * What an SDK makes of an answer: it takes and verifies it, takes it but does not look at its
 * signature any more, or throws.
 */
export type Verdict = 'verified' | 'unverified' | 'refused';

/** What is expected of an SDK beside what is expected of all. */
export interface Traits {
  /** The request target: `POST /path`, or `POST https://host/path`. */
  readonly target: 'origin form' | 'absolute form';
  readonly requestTime: RegExp;
  /** All of them, as they are spelled, in the order of the alphabet. */
  readonly headerNames: readonly string[];
  readonly contentType: string;
  /** Whether a partner can have it send `Connected-CustomerId` and `Access-Token`. */
  readonly furtherHeaders: boolean;
  /** What comes of a call without what this run gives it: an authority to trust, a codec. */
  readonly givenNothing: 'S SUCCESS' | RegExp;
  /** What comes of a call where nothing listens: one connects to port 443 whatever the URL says. */
  readonly otherPort: 'S SUCCESS' | RegExp;
  /** What comes of a base URL of `http:`: one speaks TLS all the same. */
  readonly plainHttp: 'S SUCCESS' | RegExp;
  /** What it makes of a signed answer to somebody else's request to the same endpoint. */
  readonly othersAnswer: 'F INVALID_CLIENT' | RegExp;
  /** What it makes of answers that are not as they should be. */
  readonly verdicts: Readonly<Record<BendName, Verdict>>;
}

/** An official SDK, as its registry has it. */
export interface Sdk {
  readonly name: string;
  readonly language: 'python' | 'java';
  readonly release: 'newest' | 'oldest';
  readonly version: string;
  readonly traits: Traits;
}

/** How each says that a signature is not right. */
export const unverified = /^refused: .*(?:response verify failed|signature verify fail)/i;

const python: Omit<Traits, 'furtherHeaders' | 'givenNothing'> = {
  target: 'absolute form',
  requestTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/,
  headerNames: [
    'Accept',
    'Accept-Encoding',
    'Cache-Control',
    'Connection',
    'Content-Length',
    'Content-type',
    'Host',
    'Request-Time',
    'Signature',
    'User-Agent',
    'client-id',
  ],
  contentType: 'application/json; charset=UTF-8',
  otherPort: 'S SUCCESS',
  plainHttp: 'S SUCCESS',
  // It verifies with the client id that the answer names, and compares that with nothing.
  othersAnswer: 'F INVALID_CLIENT',
  verdicts: {
    'as it is': 'verified',
    'names in title case': 'refused',
    'no client-id': 'refused',
    'raw base64': 'refused',
    'signature= first': 'verified',
    'HTTP status 201': 'refused',
    'HTTP status 400': 'refused',
    unsigned: 'refused',
  },
};

const java: Omit<Traits, 'requestTime'> = {
  target: 'origin form',
  headerNames: [
    'Accept',
    'Connection',
    'Content-Length',
    'Content-Type',
    'Host',
    'Request-Time',
    'Signature',
    'User-Agent',
    'client-id',
  ],
  contentType: 'application/json; charset=UTF-8',
  furtherHeaders: true,
  // It trusts any certificate for the address, so that it is given no authority in any case.
  givenNothing: /^refused: NoClassDefFoundError: javax\/xml\/bind\/DatatypeConverter/,
  otherPort: /^refused: .*Connection refused/,
  plainHttp: /^refused: .*Only supports HTTPS/,
  othersAnswer: unverified,
  verdicts: {
    'as it is': 'verified',
    'names in title case': 'verified',
    'no client-id': 'verified',
    'raw base64': 'refused',
    'signature= first': 'refused',
    'HTTP status 201': 'refused',
    'HTTP status 400': 'refused',
    unsigned: 'unverified',
  },
};

/** The newest and the oldest release that PyPI and Maven Central have of each. */
export const sdks: readonly Sdk[] = [
  {
    ...{ name: 'Python 1.7.1', language: 'python', release: 'newest', version: '1.7.1' },
    traits: {
      ...python,
      furtherHeaders: true,
      givenNothing: /^refused: .*certificate verify failed/,
    },
  },
  {
    ...{ name: 'Python 1.3.0', language: 'python', release: 'oldest', version: '1.3.0' },
    traits: { ...python, furtherHeaders: false, givenNothing: 'S SUCCESS' },
  },
  {
    ...{ name: 'Java 2.0.45', language: 'java', release: 'newest', version: '2.0.45' },
    traits: { ...java, requestTime: /^\d{13}$/ },
  },
  {
    ...{ name: 'Java 2.0.5', language: 'java', release: 'oldest', version: '2.0.5' },
    traits: { ...java, requestTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/ },
  },
];
