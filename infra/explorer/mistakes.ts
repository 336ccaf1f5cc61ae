import type { ResultCode, ResultStatus } from '../../shared/catalogue/results.ts';
import { bytesOf, joined, toBase64 } from './bytes.ts';
import { type PartnerKey, strangersKey } from './partner-key.ts';
import { type Draft, requestTime, type SignedCall, signCall } from './signed-call.ts';

/** Something that people get wrong, done on purpose. */
export interface Mistake {
  readonly id: string;
  readonly title: string;
  /** What is done, and why it fails. */
  readonly what: string;
  readonly expected: { readonly status: ResultStatus; readonly code: ResultCode };
  /** Signs and bends the draft. */
  make(draft: Draft, key: PartnerKey): Promise<SignedCall>;
}

const badSignature = { status: 'F', code: 'INVALID_SIGNATURE' } as const;
const minuteMs = 60_000;

function atTime(offsetMs: number): Mistake['make'] {
  return (draft, key) => signCall({ ...draft, time: requestTime(Date.now() + offsetMs) }, key);
}

/** Signs one text and sends another body. */
function sentInstead(bodyOf: (body: Draft['body']) => Draft['body']): Mistake['make'] {
  return async (draft, key) => {
    const call = await signCall(draft, key);
    return { ...call, body: bodyOf(call.body) };
  };
}

/** The same JSON value as another text, as a library that parses and writes anew would send it. */
function rewritten(body: Draft['body']): Draft['body'] {
  const text = new TextDecoder().decode(body);
  return bytesOf(text.includes('\n') ? text.replaceAll(/\n\s*/g, ' ') : `${text.slice(0, -1)} }`);
}

/** Every such mistake, in the order of the menu. */
export const mistakes: readonly Mistake[] = [
  {
    id: 'stale-time',
    title: 'A clock ten minutes behind',
    what: 'Request-Time is ten minutes ago, and signed so. The signature is right, but older than 300 seconds.',
    expected: badSignature,
    make: atTime(-10 * minuteMs),
  },
  {
    id: 'future-time',
    title: 'A clock five minutes ahead',
    what: 'Request-Time is five minutes from now. Sixty seconds ahead are allowed.',
    expected: badSignature,
    make: atTime(5 * minuteMs),
  },
  {
    id: 'changed-body',
    title: 'A body written anew after signing',
    what: 'The same JSON with other blanks is sent than was signed: what a framework does that parses and writes the body again.',
    expected: badSignature,
    make: sentInstead(rewritten),
  },
  {
    id: 'trailing-newline',
    title: 'A newline at the end',
    what: 'The body is sent with a newline that was not signed: what curl --data-binary does with a file that an editor saved.',
    expected: badSignature,
    make: sentInstead((body) => joined(body, bytesOf('\n'))),
  },
  {
    id: 'wrong-key',
    title: 'Another private key',
    what: 'Signed with a key made this moment, whose public half the provider has never seen.',
    expected: badSignature,
    make: async (draft) => signCall(draft, await strangersKey()),
  },
  {
    id: 'pss',
    title: 'PSS padding',
    what: 'Signed with RSA-PSS, the newer padding. The protocol is PKCS#1 v1.5.',
    expected: badSignature,
    make: (draft, key) => signCall(draft, key, 'pss'),
  },
  {
    id: 'full-url',
    title: 'The whole URL signed',
    what: 'The text that is signed begins with the URL, host and all, where it should have the path alone.',
    expected: badSignature,
    async make(draft, key) {
      const signed = await signCall({ ...draft, path: `${location.origin}${draft.path}` }, key);
      return { ...signed, path: draft.path, target: draft.path };
    },
  },
  {
    id: 'wrong-client',
    title: "Another client's id",
    what: 'Client-Id names a client that the provider does not have, signed so.',
    expected: { status: 'F', code: 'INVALID_CLIENT' },
    make: (draft, key) => signCall({ ...draft, clientId: 'NOBODY_0000000000001' }, key),
  },
  {
    id: 'query-string',
    title: 'A query string',
    what: '?trace=1 follows the path. Paths are exact, and a query string would not be signed.',
    expected: { status: 'F', code: 'PARAM_ILLEGAL' },
    async make(draft, key) {
      const call = await signCall(draft, key);
      return { ...call, target: `${call.path}?trace=1` };
    },
  },
  {
    id: 'wrong-path',
    title: 'A slash at the end of the path',
    what: 'The path is called, and signed, with a slash at its end.',
    expected: { status: 'F', code: 'INVALID_API' },
    make: (draft, key) => signCall({ ...draft, path: `${draft.path}/` }, key),
  },
  {
    id: 'get',
    title: 'GET instead of POST',
    what: 'Called, and signed, as GET without a body.',
    expected: { status: 'F', code: 'METHOD_NOT_SUPPORTED' },
    make: (draft, key) => signCall({ ...draft, method: 'GET', body: bytesOf('') }, key),
  },
  {
    id: 'unknown-member',
    title: 'A member that the API does not know',
    what: 'The body has one more member, "colour", and is signed so.',
    expected: { status: 'F', code: 'PARAM_ILLEGAL' },
    make(draft, key) {
      const text = new TextDecoder().decode(draft.body).trimEnd();
      const comma = /^\{\s*\}$/.test(text) ? '' : ', ';
      const body = bytesOf(`${text.slice(0, -1).trimEnd()}${comma}"colour": "blue"}`);
      return signCall({ ...draft, body }, key);
    },
  },
  {
    id: 'raw-base64',
    title: 'Base64 as it is (this one works)',
    what: 'The signature is sent without percent-encoding. The contract takes both, since a published client sends it so.',
    expected: { status: 'S', code: 'SUCCESS' },
    async make(draft, key) {
      const call = await signCall(draft, key);
      const value = toBase64(call.signature);
      const Signature = `algorithm=RSA256, keyVersion=${draft.keyVersion}, signature=${value}`;
      return { ...call, headers: { ...call.headers, Signature } };
    },
  },
];
