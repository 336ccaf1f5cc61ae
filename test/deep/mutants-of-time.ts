import type { Choices } from './choices.ts';
import {
  type Mutation,
  type Mutations,
  type SignedRequest,
  withBytes,
  withHeader,
  withMore,
  without,
} from './mutant.ts';

const time =
  (change: (text: string, of: SignedRequest, choose: Choices) => string): Mutation =>
  (of, sent, choose) =>
    withHeader(sent, 'request-time', change(of.time, of, choose));
const client =
  (change: (text: string, choose: Choices) => string): Mutation =>
  (of, sent, choose) =>
    withHeader(sent, 'client-id', change(of.clientId, choose));
/** The instant that was signed, in another of the shapes. */
const shaped = (shape: (iso: string, ms: number) => string): Mutation =>
  time((text) => {
    const ms = instantOf(text);
    return shape(new Date(ms).toISOString(), ms);
  });

/** The time in other shapes, near to it, and repeated. */
export const timeMutations: Mutations = {
  'in Z': shaped((iso) => `${iso.slice(0, 19)}Z`),
  'in Z with milliseconds': shaped((iso) => iso),
  'with +00:00': shaped((iso) => `${iso.slice(0, 19)}+00:00`),
  'with +0000': shaped((iso) => `${iso.slice(0, 19)}+0000`),
  'with -00:00': shaped((iso) => `${iso.slice(0, 19)}-00:00`),
  'eight hours east': shaped(
    (_, ms) => `${new Date(ms + 28_800_000).toISOString().slice(0, 19)}+08:00`,
  ),
  'epoch milliseconds': shaped((_, ms) => `${ms}`),
  'epoch seconds': shaped((_, ms) => `${Math.floor(ms / 1_000)}`),
  'no offset': shaped((iso) => iso.slice(0, 19)),
  'a blank for the T': time((text) => text.replace('T', ' ')),
  'lower case': time((text) => text.toLowerCase()),
  'the colon of the offset': time((text) =>
    /[+-]\d\d:\d\d$/.test(text) ? text.replace(/:(\d\d)$/, '$1') : text.replace(/(\d\d)$/, ':$1'),
  ),
  'a zero more in the fraction': time((text) =>
    text.replace(/(:\d\d)(\.\d+)?/, (_, s, f) => `${s}${f ?? '.'}0`),
  ),
  'an empty fraction': time((text) => text.replace(/(:\d\d)(?=[Z+-])/, '$1.')),
  'another second': time((text, _, choose) => shifted(text, choose.int(120) - 60)),
  'long ago': time((text, _, choose) => shifted(text, -1_000 - choose.int(100_000_000))),
  'far ahead': time((text, _, choose) => shifted(text, 1_000 + choose.int(100_000_000))),
  'a blank behind': time((text, _, choose) => text + choose.of([' ', '\t', '\n', '\r\n'])),
  'a blank before': time((text, _, choose) => choose.of([' ', '\t', '+']) + text),
  twice: time((text, _, choose) => `${text},${choose.of(['', ' '])}${text}`),
  'in quotes': time((text) => `"${text}"`),
  empty: time(() => ''),
  absent: (_, sent) => without(sent, 'request-time'),
  'the header in two letter cases': (of, sent, choose) =>
    withMore(sent, ['Request-Time', choose.of([of.time, '1795228200000'])], choose.int(2) === 0),
  'full-width digits': time((text) => text.replace('2', '\uff12')),
  'in words': time(() => 'Sat, 21 Nov 2026 02:30:00 GMT'),
};

/** The client's id in other spellings, and those of others. */
export const clientMutations: Mutations = {
  'lower case': client((id) => id.toLowerCase()),
  'mixed case': client((id) => id.charAt(0) + id.slice(1).toLowerCase()),
  'a partner with the same key': client(() => 'SAME_KEY_1'),
  'a partner with another key': client(() => 'OTHER_1'),
  'a partner unknown': client((id, choose) => `${id}${choose.int(10)}`),
  'a blank behind': client((id, choose) => id + choose.of([' ', '\t', '\n', '\0'])),
  'a blank before': client((id) => ` ${id}`),
  'a dot behind': client((id) => `${id}.`),
  twice: client((id, choose) => `${id},${choose.of(['', ' '])}${id}`),
  'the header in two letter cases': (of, sent, choose) =>
    withMore(sent, ['Client-Id', choose.of([of.clientId, 'SAME_KEY_1'])], choose.int(2) === 0),
  empty: client(() => ''),
  absent: (_, sent) => without(sent, 'client-id'),
  'a letter less': client((id) => id.slice(0, -1)),
  'a letter of another script': client((id) => id.replace('P', '\u0420')),
  'a member of every object': client((_, choose) =>
    choose.of(['__proto__', 'constructor', 'toString']),
  ),
  'in quotes': client((id) => `"${id}"`),
};

/** The borders between client, time and body moved, the signed text staying as it is. */
export const borderMutations: Mutations = {
  'the body begins in the time': (of, sent, choose) => {
    const at = choose.int(of.body.length + 1);
    const moved = withHeader(sent, 'request-time', `${of.time}.${of.body.subarray(0, at)}`);
    return { ...moved, body: withBytes(of.body.subarray(at)) };
  },
  'the time goes on in the body': (of, sent, choose) => {
    const at = choose.int(of.time.length);
    const rest = Buffer.concat([Buffer.from(`${of.time.slice(at)}.`), of.body]);
    const moved = withHeader(sent, 'request-time', of.time.slice(0, at));
    return { ...moved, body: withBytes(rest) };
  },
  'the time begins in the client': (of, sent, choose) => {
    const at = choose.int(of.time.length + 1);
    const moved = withHeader(sent, 'client-id', `${of.clientId}.${of.time.slice(0, at)}`);
    return withHeader(moved, 'request-time', of.time.slice(at));
  },
  'the client goes on in the time': (of, sent, choose) => {
    const at = choose.int(of.clientId.length);
    const moved = withHeader(sent, 'client-id', of.clientId.slice(0, at));
    return withHeader(moved, 'request-time', `${of.clientId.slice(at)}.${of.time}`);
  },
  'the client begins in the path': (of, sent) =>
    withHeader({ ...sent, path: `${of.path}\n${of.clientId}` }, 'client-id', ''),
  'a fraction moved to the body': (of, sent) => {
    const [whole = '', fraction = ''] = of.time.split('.');
    const moved = withHeader(sent, 'request-time', whole);
    return { ...moved, body: withBytes(Buffer.from(`${fraction}.${of.body}`)) };
  },
  'client and time swapped': (of, sent) =>
    withHeader(withHeader(sent, 'client-id', of.time), 'request-time', of.clientId),
};

function instantOf(text: string): number {
  return /^\d{13}$/.test(text)
    ? Number(text)
    : Date.parse(text.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

function shifted(text: string, seconds: number): string {
  const at = instantOf(text) + seconds * 1_000;
  return /^\d{13}$/.test(text) ? `${at}` : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
