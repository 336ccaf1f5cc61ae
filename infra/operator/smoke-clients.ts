import { queryCreditQuota } from '../../shared/catalogue/credit.ts';
import type { SmokeRun } from './smoke-run.ts';
import { documentedTime, type Header, type Spelling } from './smoke-wire.ts';

const upperHex = (base64: string): string => encodeURIComponent(base64);
const lowerHex = (base64: string): string =>
  upperHex(base64).replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
const inOneLine =
  (keyVersion: number, value: (base64: string) => string) =>
  (base64: string): string =>
    `algorithm=RSA256,keyVersion=${keyVersion},signature=${value(base64)}`;
const named =
  (spell: (name: string) => string) =>
  (headers: readonly Header[]): readonly Header[] =>
    headers.map(([name, value]) => [spell(name), value]);
const epochMs = (ms: number): string => `${ms}`;
const sevenDigits = (ms: number): string => new Date(ms).toISOString().replace('Z', '4567Z');
const noColon = (ms: number): string => documentedTime(ms).replace('+00:00', '+0000');
const inSingapore = (ms: number): string =>
  documentedTime(ms + 8 * 3_600_000).replace('+00:00', '+08:00');
const once = inOneLine(1, upperHex);

/** What published clients of the protocol send, and what the contract lets any other send. */
const spellings: readonly (readonly [how: string, Spelling])[] = [
  ['as the Java SDK: epoch milliseconds', { time: epochMs, signature: once }],
  [
    'as the Python SDK: absolute request target',
    {
      signature: once,
      absoluteTarget: true,
      more: [['Accept', 'text/plain,text/xml,application/json']],
    },
  ],
  ['as the PHP SDK: +0000 without a colon', { time: noColon, signature: once }],
  [
    'as the Go SDK: Content-Type twice, empty Agent-Token',
    {
      time: epochMs,
      signature: once,
      contentTypes: ['application/json; charset=UTF-8', 'application/json; charset=UTF-8'],
      more: [
        ['Agent-Token', ''],
        ['Key-Version', '1'],
      ],
    },
  ],
  [
    'as the .NET SDK: lower-case names and hex, 100 ns',
    {
      time: sevenDigits,
      signature: inOneLine(1, lowerHex),
      headers: named((name) => name.toLowerCase()),
      more: [['X-sdkVersion', '2.2.5']],
    },
  ],
  [
    'as a TypeScript client: raw base64, keyVersion 0',
    { time: (ms) => new Date(ms).toISOString(), signature: inOneLine(0, (base64) => base64) },
  ],
  [
    'as the WorldFirst template: blanks, keyVersion 2, +08:00',
    {
      time: inSingapore,
      signature: (base64) => `algorithm=RSA256, keyVersion=2, signature=${upperHex(base64)}`,
    },
  ],
  [
    'without keyVersion',
    { signature: (base64) => `algorithm=RSA256,signature=${upperHex(base64)}` },
  ],
  [
    'with parameters in another order and letter case',
    { signature: (base64) => `SIGNATURE=${upperHex(base64)} , keyversion=1,Algorithm=rsa256` },
  ],
  ['with header names in capitals', { headers: named((name) => name.toUpperCase()) }],
  ['with headers in another order', { headers: (headers) => headers.toReversed() }],
  ['with no charset', { contentTypes: ['application/json'] }],
  ['with the charset in quotes', { contentTypes: ['application/json;charset="utf-8"'] }],
];

/** Asks for the quota as each of them would: all must be understood. */
export async function checkClients(run: SmokeRun): Promise<void> {
  const body = '{ "productCode" : "AMAZON_VC_FACTORING_LOAN" }';
  for (const [how, spelling] of spellings) {
    const request = { path: queryCreditQuota.path, body, spelling };
    await run.call(how, request, { outcome: 'S SUCCESS' });
  }
  const escaped = String.raw`{"productCode":"\u0041MAZON_VC_FACTORING_LOAN"}`;
  const request = { path: queryCreditQuota.path, body: escaped, spelling: { signature: once } };
  await run.call('as the PHP SDK: escapes in the body', request, { outcome: 'S SUCCESS' });
}
