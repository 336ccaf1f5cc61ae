import { type Mutation, type Mutations, withHeader, withMore, without } from './mutant.ts';

const type =
  (value: string): Mutation =>
  (_, sent) =>
    withHeader(sent, 'content-type', value);
const added =
  (...headers: readonly (readonly [string, string])[]): Mutation =>
  (_, sent, choose) =>
    withMore(sent, choose.of(headers), choose.int(2) === 0);

/** What no signature covers: it is read by its own grammar, and much of it not at all. */
export const otherHeaderMutations: Mutations = {
  'the media type alone': type('application/json'),
  'the charset in lower case': type('application/json;charset=utf-8'),
  'the charset in quotes': type('application/json; charset="UTF-8"'),
  'the type in capitals': type('APPLICATION/JSON; CHARSET=UTF-8'),
  'the type twice': type('application/json; charset=UTF-8,application/json; charset=UTF-8'),
  'the type twice, with a blank': type(
    'application/json; charset=UTF-8, application/json; charset=UTF-8',
  ),
  'the type in two letter cases of its name': added([
    'Content-Type',
    'application/json; charset=UTF-8',
  ]),
  'two types': type('application/json,text/plain'),
  'another type': type('text/plain'),
  'another charset': type('application/json; charset=latin1'),
  'a form': type('application/x-www-form-urlencoded'),
  'no type': (_, sent) => without(sent, 'content-type'),
  compressed: added(
    ['content-encoding', 'gzip'],
    ['Content-Encoding', 'br'],
    ['content-encoding', 'identity, gzip'],
  ),
  'not compressed': added(['content-encoding', 'identity'], ['Content-Encoding', '']),
  'other headers': added(
    ['user-agent', 'okhttp/4.12.0'],
    ['X-Forwarded-For', '203.0.113.7'],
    ['accept', '*/*'],
    ['x-original-url', '/amsin/alipay/business/credit/applyCreditGrant'],
    ['x-http-method-override', 'GET'],
    ['signature-input', 'sig1=()'],
    ['digest', 'SHA-256=x'],
    ['client_id', 'SAME_KEY_1'],
    ['__proto__', 'x'],
    ['constructor', 'x'],
  ),
  'a very long header': added(['x-long', 'x'.repeat(8_193)]),
  'a header as long as may be': added(['x-long', 'x'.repeat(8_192)]),
  'names of headers in another case': (_, sent, choose) => ({
    ...sent,
    headers: sent.headers.map(([name, value]) => [
      choose.int(2) === 0
        ? name.toUpperCase()
        : name.replaceAll(/\b[a-z]/g, (one) => one.toUpperCase()),
      value,
    ]),
  }),
  'headers in another order': (_, sent) => ({ ...sent, headers: sent.headers.toReversed() }),
  'nothing at all': (_, sent) => sent,
};
