import type { Choices } from './choices.ts';
import {
  headerOf,
  type Mutation,
  type Mutations,
  percentEncoded,
  type SignedRequest,
  withHeader,
  withMore,
  without,
} from './mutant.ts';

/** A header of these parts, in place of the one that was sent. */
const header =
  (write: (value: string, of: SignedRequest, choose: Choices) => string): Mutation =>
  (of, sent, choose) =>
    withHeader(sent, 'signature', write(percentEncoded(of.signature), of, choose));
/** A parameter more, at any place. */
const more = (parameter: (value: string, choose: Choices) => string): Mutation =>
  header((value, of, choose) => {
    const parts = ['algorithm=RSA256', `keyVersion=${of.keyVersion}`, `signature=${value}`];
    parts.splice(choose.int(4), 0, parameter(value, choose));
    return parts.join(choose.of([',', ', ']));
  });

/** What stands round the value: order, blanks, letter case, what is missing or too much. */
export const grammarMutations: Mutations = {
  'another order': header((value, of, choose) => {
    const parts = ['algorithm=RSA256', `keyVersion=${of.keyVersion}`, `signature=${value}`];
    return (
      [0, 1].reduce<string>((text) => {
        const [part = ''] = parts.splice(choose.int(parts.length), 1);
        return `${text}${part},`;
      }, '') + parts[0]
    );
  }),
  'blanks behind commas': header((value, of, choose) =>
    headerOf(of.keyVersion, value).replaceAll(
      ', ',
      `,${choose.of([' ', '\t']).repeat(choose.int(20))}`,
    ),
  ),
  'blanks before commas': header((value, of, choose) =>
    headerOf(of.keyVersion, value).replaceAll(',', `${' '.repeat(choose.int(20))},`),
  ),
  'names in another case': header((value, of, choose) =>
    choose.of([
      `Algorithm=RSA256,KeyVersion=${of.keyVersion},Signature=${value}`,
      `ALGORITHM=rsa256,KEYVERSION=${of.keyVersion},SIGNATURE=${value}`,
      `algorithm=Rsa256,keyversion=${of.keyVersion},signature=${value}`,
    ]),
  ),
  'the name of the header in another case': (of, sent, choose) =>
    withMore(without(sent, 'signature'), [
      choose.of(['Signature', 'SIGNATURE', 'sIGNATURE']),
      of.header,
    ]),
  'another name of the header': (of, sent, choose) =>
    withMore(without(sent, 'signature'), [
      choose.of(['x-signature', 'authorization', 'signature ', 'Sign\u0130ature']),
      of.header,
    ]),
  'no key version': header((value) => headerOf(undefined, value)),
  'no algorithm': header((value, of) => `keyVersion=${of.keyVersion}, signature=${value}`),
  'no signature': header((_, of) => `algorithm=RSA256, keyVersion=${of.keyVersion}`),
  'the value alone': header((value) => value),
  'an empty value': header((_, of) => headerOf(of.keyVersion, '')),
  empty: header(() => ''),
  absent: (_, sent) => without(sent, 'signature'),
  'a comma at the end': header((value, of) => `${headerOf(of.keyVersion, value)},`),
  'a comma in front': header((value, of) => `,${headerOf(of.keyVersion, value)}`),
  'two commas': header((value, of) => headerOf(of.keyVersion, value).replace(',', ',,')),
  semicolons: header((value, of) => headerOf(of.keyVersion, value).replaceAll(',', ';')),
  ampersands: header((value, of) => headerOf(of.keyVersion, value).replaceAll(', ', '&')),
  colons: header((value, of) => headerOf(of.keyVersion, value).replaceAll('=', ':')),
  'blanks round the equals sign': header((value, of, choose) =>
    headerOf(of.keyVersion, value).replace('=', choose.of([' =', '= ', ' = ', '=\t'])),
  ),
  'a blank at either end': header((value, of, choose) => {
    const text = headerOf(of.keyVersion, value);
    return choose.of([` ${text}`, `${text} `, `\t${text}`, `${text}\n`, `${text}\0`]);
  }),
  quotes: header((value, of, choose) =>
    choose.of([
      headerOf(of.keyVersion, `"${value}"`),
      headerOf(`"${of.keyVersion}"`, value),
      headerOf(of.keyVersion, `'${value}'`),
    ]),
  ),
  'a scheme in front': header((value, of) => `Signature ${headerOf(of.keyVersion, value)}`),
  'very long': header((value, of) => `${headerOf(of.keyVersion, value)}${' '.repeat(9_000)}`),
};

/** What is said twice, or merged, or slipped in. */
export const duplicateMutations: Mutations = {
  'the signature twice': more((value) => `signature=${value}`),
  'another signature beside it': more(
    (_, choose) => `signature=${percentEncoded(Buffer.alloc(256, choose.int(256)))}`,
  ),
  'a version twice': more((_, choose) => `keyVersion=${choose.int(5)}`),
  'the algorithm twice': more((_, choose) => `algorithm=${choose.of(['RSA256', 'none'])}`),
  'a name in another case': more((value, choose) =>
    choose.of([`Signature=${value}`, 'KEYVERSION=2', 'Algorithm=RSA256']),
  ),
  'an unknown parameter': more((_, choose) =>
    choose.of(['x=1', 'client=SAME_KEY_1', 'keyId=3', 'headers=date', '__proto__=1', 'expires=0']),
  ),
  'a word without a value': more((_, choose) =>
    choose.of(['x', 'signature', 'signature=', '=', '']),
  ),
  'the header in two letter cases': (of, sent, choose) =>
    withMore(
      sent,
      ['Signature', choose.of([of.header, 'algorithm=none', 'x'])],
      choose.int(2) === 0,
    ),
  'the header merged with itself': header((value, of, choose) => {
    const text = headerOf(of.keyVersion, value);
    return `${text}${choose.of([',', ', '])}${text}`;
  }),
  'a comma escaped': header((value, of) =>
    headerOf(of.keyVersion, `${value}%2CkeyVersion=${of.keyVersion}`),
  ),
  'an equals sign escaped': header((value, of) =>
    headerOf(of.keyVersion, value).replace('=', '%3D'),
  ),
  'parameters in the value': header((value, of) =>
    headerOf(of.keyVersion, `${value}&algorithm=none`),
  ),
  'a line slipped in': header(
    (value, of) => `${headerOf(of.keyVersion, value)}\r\nclient-id: SAME_KEY_1`,
  ),
  'a version in the client': (of, sent) =>
    withHeader(sent, 'client-id', `${of.clientId},keyVersion=2`),
};
