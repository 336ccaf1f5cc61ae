import type { Choices } from './choices.ts';
import { headerOf, type Mutation, type Mutations, percentEncoded, withHeader } from './mutant.ts';

const version =
  (choice: (choose: Choices) => string): Mutation =>
  (of, sent, choose) =>
    withHeader(sent, 'signature', headerOf(choice(choose), percentEncoded(of.signature)));
const algorithm =
  (name: string): Mutation =>
  (of, sent) => {
    const value = percentEncoded(of.signature);
    const text = `algorithm=${name}, keyVersion=${of.keyVersion}, signature=${value}`;
    return withHeader(sent, 'signature', text);
  };

/** Versions of every kind. */
export const versionMutations: Mutations = {
  'one that the partner has': version((choose) => `${1 + choose.int(4)}`),
  'one that it never had': version((choose) => `${choose.of([0, 5, 7, 99, 999_999_999])}`),
  any: version((choose) => `${choose.int(1_000_000_000)}`),
  'not in the grammar': version((choose) =>
    choose.of([
      '01',
      '02',
      '-1',
      '+2',
      '2.0',
      '2e0',
      '0x2',
      ' 2',
      '2 ',
      '1000000000',
      '9223372036854775808',
      '__proto__',
      'null',
      'NaN',
      '\u0662',
      '2;',
      '2%20',
      '',
      'v2',
      '2\n',
      '00',
    ]),
  ),
};

/** Names of algorithms: one is accepted, in any letter case. */
export const algorithmMutations: Mutations = {
  ...Object.fromEntries(
    [
      'rsa256',
      'none',
      'None',
      'RS256',
      'RSA512',
      'RSA1',
      'RSA',
      'PS256',
      'ES256',
      'HS256',
      'HMAC',
      'RSA-256',
      'RSA_256',
      'RSA256 ',
      'RSA2560',
      'SHA256withRSA',
      'sha256',
      'R\u017fA256',
      '\uff32SA256',
      'RSA25\u0666',
      'RSA256;none',
      '',
      'RSA256%20',
      'EdDSA',
      'null',
      '__proto__',
    ].map((name): [string, Mutation] => [`algorithm ${JSON.stringify(name)}`, algorithm(name)]),
  ),
};
