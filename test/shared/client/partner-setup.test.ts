import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import { ClientSetupError } from '../../../shared/client/partner-keys.ts';
import { keyText, partner } from './signing-server.ts';

const good = { ...partner, baseUrl: 'https://partner-api.example' };
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const pem = { type: 'pkcs8', format: 'pem' } as const;
const short = rsa(1_024);
const encrypted = rsa(2_048)
  .privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();
const bareOf = (text: string) => text.replaceAll(/-----.*-----|\n/g, '');

test.each([
  ['https', good],
  ['http with a port', { ...good, baseUrl: 'http://127.0.0.1:3000' }],
  ['a slash at the end', { ...good, baseUrl: 'https://partner-api.example/' }],
  ['key version 0', { ...good, keyVersion: 0 }],
  [
    'bare base64',
    { ...good, privateKey: bareOf(good.privateKey), serverPublicKey: bareOf(good.serverPublicKey) },
  ],
])('%s is taken', (_, options) => {
  expect(new PartnerClient(options)).toBeInstanceOf(PartnerClient);
});

test.each([
  ['a path', { baseUrl: 'https://h/prod' }, /^baseUrl: .*nothing after it/],
  ['a query', { baseUrl: 'https://h/?a=1' }, /^baseUrl:/],
  ['credentials', { baseUrl: 'https://u:p@h' }, /^baseUrl:/],
  ['another scheme', { baseUrl: 'ftp://h' }, /^baseUrl:/],
  ['no URL', { baseUrl: 'partner-api.example' }, /^baseUrl:/],
  ['a client id with a dot', { clientId: 'A.B' }, /^clientId:/],
  ['a client id of 65', { clientId: 'A'.repeat(65) }, /^clientId:/],
  ['a negative key version', { keyVersion: -1 }, /^keyVersion:/],
  ['no key version', { keyVersion: Number.NaN }, /^keyVersion:/],
  ['no time at all', { timeoutMs: 0 }, /^timeoutMs:/],
  ['endless patience', { timeoutMs: 900_001 }, /^timeoutMs:/],
  [
    'a public key for the private one',
    { privateKey: keyText('test_partner_pub.pem') },
    /^privateKey: this is a public key/,
  ],
  [
    'a bare public key for the private one',
    { privateKey: bareOf(keyText('test_partner_pub.pem')) },
    /^privateKey: this is a public key/,
  ],
  ['an encrypted key', { privateKey: encrypted }, /^privateKey: this key is encrypted/],
  [
    'a short key',
    { privateKey: short.privateKey.export(pem).toString() },
    /^privateKey: expected a private RSA key of 2,048 to 8,192 bits/,
  ],
  ['no key', { privateKey: '' }, /^privateKey: expected a private RSA key/],
  [
    'a private key for the server',
    { serverPublicKey: keyText('test_platform_pkcs8.pem') },
    /^serverPublicKey: this is a private key/,
  ],
  [
    "the partner's own key for the server's",
    { serverPublicKey: keyText('test_partner_pub.pem') },
    /^serverPublicKey: this is the partner's own public key/,
  ],
  ['no server key', { serverPublicKey: 'x' }, /^serverPublicKey: expected a public RSA key/],
  ['no server key at all', { serverPublicKey: {} }, /^serverPublicKey: expected at least one key/],
  [
    'a server key of a version that is not usable',
    { serverPublicKey: { 3: 'x' } },
    /^serverPublicKey 3: /,
  ],
])('%s is refused before anything is sent', (_, wrong, message) => {
  const construct = () => new PartnerClient({ ...good, ...wrong });
  expect(construct).toThrow(ClientSetupError);
  expect(construct).toThrow(message);
});
