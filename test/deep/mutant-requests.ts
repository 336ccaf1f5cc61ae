import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { attachmentBody } from '../builders.ts';
import { type Instance, newInstance, rows, startMs } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { application, openOwnFacility, submitFile } from '../stage-rows.ts';
import { headerOf, type SignedRequest } from './mutant.ts';
import type { PartnerKeys } from './mutant-oracle.ts';
import { textOf } from './mutants-of-value.ts';

/** The partner whose requests are mutated: two live keys, one retired, one not live yet. */
export const partnerKeys: PartnerKeys = { live: [2, 3], notLive: [1, 4] };
const clientId = 'PARTNER_1';
/** Neither bytes of UTF-8 nor without the letter that decoders put for what is not. */
const noText = Buffer.from('7b22ff80efbfbd223a317d', 'hex');
const multiByte = 'Müller & Søn 株式会社 🚢';

/** The private keys by version, and one that is another partner's. */
export type PrivateKeys = Readonly<Record<1 | 2 | 3 | 4 | 'other', KeyObject>>;

/** An instance that knows the partner, one with the very same keys, and one with another. */
export async function mutantStage() {
  const pairs = {
    1: newPair(2_048),
    2: newPair(3_072),
    3: newPair(2_048),
    4: newPair(2_048),
    other: newPair(2_048),
  };
  const keys = {
    1: { publicKey: pairs[1].publicPem, notAfter: iso(startMs - 60_000) },
    2: { publicKey: pairs[2].publicPem },
    3: { publicKey: pairs[3].publicPem },
    4: { publicKey: pairs[4].publicPem, notBefore: iso(startMs + 60_000) },
  };
  const wide = { ratePerSecond: 1_000_000, burst: 1_000_000 };
  const clients = {
    [clientId]: clientSecret({ ...wide, keys }),
    SAME_KEY_1: clientSecret({ ...wide, keys }),
    OTHER_1: clientSecret({ ...wide, keys: { 3: { publicKey: pairs.other.publicPem } } }),
  };
  const instance = newInstance({ clients, log: () => undefined });
  await openOwnFacility(instance.memory);
  const privateKeys: PrivateKeys = {
    1: pairs[1].privateKey,
    2: pairs[2].privateKey,
    3: pairs[3].privateKey,
    4: pairs[4].privateKey,
    other: pairs.other.privateKey,
  };
  return { instance, privateKeys, requests: await signedRequests(instance, privateKeys) };
}

/** Every endpoint, each of its bodies, each shape of time, each form of the header. */
async function signedRequests(instance: Instance, keys: PrivateKeys): Promise<SignedRequest[]> {
  const call = { call: (api: ApiName, body: unknown) => callBy(instance, keys[3], api, body) };
  const fileKey = await submitFile(call as Pick<Instance, 'call'>);
  const bodies: Readonly<Record<ApiName, readonly (string | Buffer)[]>> = {
    submitAttachment: [
      JSON.stringify(attachmentBody({ attachmentId: 'A2' })),
      JSON.stringify(attachmentBody({ attachmentId: 'A3', fileName: `${multiByte}.pdf` }), null, 2),
    ],
    applyCreditGrant: [
      JSON.stringify(application(fileKey)),
      JSON.stringify(application(fileKey, { referenceNo: 'REF_2', vendorName: multiByte })),
    ],
    inquiryCreditGrant: ['{"referenceNo":"REF_1"}', '{ "referenceNo": "株" }\n'],
    queryCreditQuota: [
      '{"productCode":"AMAZON_VC_FACTORING_LOAN"}',
      '{"productCode":"AMAZON_VC_FACTORING_LOAN","noté":"é"}',
    ],
    inquiryAvailableQuota: [
      '{"quotaAccumulationMethod":"USER_ID","quotaAccumulationId":"U1","currency":"USD"}',
      '{"quotaAccumulationMethod":"USER_ID","quotaAccumulationId":"🚢","currency":"USD"}',
    ],
    queryBudgetAccountInfo: ['', '{}', noText],
  };
  return Object.entries(bodies).flatMap(([api, texts]) =>
    texts.flatMap((body, index) =>
      timesAround(startMs + index * 7_000).flatMap((time, at) => {
        const keyVersion = at % 2 === 0 ? 3 : 2;
        const row = rows[api as ApiName];
        const parts = {
          api: row.name,
          path: row.path,
          clientId,
          time,
          body: Buffer.from(body),
          keyVersion,
        } as const;
        return inEveryHeader(parts, keys[keyVersion]);
      }),
    ),
  );
}

async function callBy(instance: Instance, privateKey: KeyObject, api: ApiName, body: unknown) {
  return instance.call(api, body, { privateKey, keyVersion: 3 });
}

/** The five shapes, with offsets and fractions of several lengths, within what is fresh. */
function timesAround(ms: number): string[] {
  const at = (seconds: number): string => iso(ms + seconds * 1_000).slice(0, 19);
  return [
    `${at(28_800)}+08:00`,
    `${at(-1)}Z`,
    `${at(-2)}+0000`,
    `${at(-3)}.5Z`,
    `${at(-12_604)}.123-0330`,
    `${at(-5)}.123456789+00:00`,
    `${ms - 6_000}`,
    `${at(-7)}-00:00`,
    `${at(19_800 - 240)}.12+05:30`,
    `${ms + 30_000}`,
  ];
}

function inEveryHeader(
  parts: Omit<SignedRequest, 'signature' | 'header' | 'privateKey'>,
  privateKey: KeyObject,
): SignedRequest[] {
  const signature = sign('sha256', textOf(parts), privateKey);
  const base64 = signature.toString('base64');
  const escaped = encodeURIComponent(base64);
  const headers = [
    headerOf(parts.keyVersion, escaped),
    headerOf(parts.keyVersion, base64),
    headerOf(undefined, escaped),
    `algorithm=RSA256,keyVersion=${parts.keyVersion},signature=${escaped}`,
    `signature=${base64},algorithm=rsa256`,
    headerOf(
      0,
      escaped.replaceAll(/%../g, (one) => one.toLowerCase()),
    ),
  ];
  return headers.map((header) => ({ ...parts, privateKey, signature, header }));
}

function newPair(modulusLength: number) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return { privateKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
