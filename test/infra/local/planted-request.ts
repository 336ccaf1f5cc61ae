import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { diagnose } from '../../../infra/local/doctor-diagnosis.ts';
import { type KeyBook, keyBookOf } from '../../../infra/local/doctor-keys.ts';
import type { DoctorRequest } from '../../../infra/local/doctor-request.ts';
import { secretNames } from '../../../shared/catalogue/environment.ts';
import { clientSecret } from '../../memory-secrets.ts';

/** When the planted requests come: 2026-11-21T02:30:00Z. */
export const cameAtMs = 1_795_228_200_000;
export const path = '/amsin/alipay/business/credit/queryCreditQuota';
export const host = 'api.example.com';
export const body = '{"productCode":"AMAZON_VC_FACTORING_LOAN","notes":["é/ü <a>",1]}';

const newPair = (modulusLength = 2_048) => generateKeyPairSync('rsa', { modulusLength });
/** Versions of the partner: retired, live, live and newest, not live yet; and other keys. */
export const pairs = {
  1: newPair(),
  2: newPair(3_072),
  3: newPair(),
  4: newPair(),
  other: newPair(),
  server: newPair(),
  /** Nobody's. */
  fresh: newPair(),
};

/** The keys that the doctor knows. */
export function plantedBook(files: ReadonlyMap<string, KeyObject> = new Map()): KeyBook {
  return keyBookOf(plantedSecrets(), 'local', files);
}

/** The texts of the secrets that they are in, by name. */
export function plantedSecrets(): ReadonlyMap<string, string> {
  const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
  const keys = {
    1: { publicKey: pem(pairs[1].publicKey), notAfter: '2026-11-20T00:00:00Z' },
    2: { publicKey: pem(pairs[2].publicKey) },
    3: { publicKey: pem(pairs[3].publicKey) },
    4: { publicKey: pem(pairs[4].publicKey), notBefore: '2026-12-01T00:00:00Z' },
  };
  const privateKey = pairs.server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const other = { 1: { publicKey: pem(pairs.other.publicKey) } };
  const secrets = {
    [secretNames.serverKey('local')]: { current: 1, keys: { 1: { privateKey } } },
    [secretNames.clientIndex('local')]: { clientIds: ['PARTNER_1', 'OTHER_1', 'GONE_1'] },
    [secretNames.client('local', 'PARTNER_1')]: clientSecret({ keys }),
    [secretNames.client('local', 'OTHER_1')]: clientSecret({ keys: other }),
    [secretNames.client('local', 'GONE_1')]: clientSecret({ keys: other, status: 'suspended' }),
  };
  return new Map(Object.entries(secrets).map(([name, secret]) => [name, JSON.stringify(secret)]));
}

/** What is bent in a request. */
export interface Plant {
  readonly method?: string;
  /** The target that is sent. */
  readonly target?: string;
  readonly clientId?: string;
  /** `Request-Time` as sent. */
  readonly time?: string;
  readonly body?: string | Buffer;
  /** The text that is signed, given what would be right. */
  readonly signed?: (right: Right) => string | Buffer;
  readonly by?: KeyObject;
  /** Replaces the bytes of the signature. */
  readonly signature?: (text: Buffer, key: KeyObject) => Buffer;
  /** The header, given the base64 of the signature. */
  readonly header?: (base64: string) => string;
  /** Replaces headers, or removes those that are undefined. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly receivedAtMs?: number | undefined;
}

/** The parts of the right text, and the text. */
export interface Right {
  readonly method: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: string;
  readonly text: string;
}

/** A request that is right but for what is bent, as its server received it. */
export function planted(plant: Plant = {}): DoctorRequest {
  const {
    method = 'POST',
    target = path,
    clientId = 'PARTNER_1',
    by = pairs[3].privateKey,
  } = plant;
  const time = plant.time ?? '2026-11-21T02:29:58+00:00';
  const bytes = Buffer.from(plant.body ?? body);
  const sentPath = target.replace(/^https?:\/\/[^/]*/, '').split('?')[0] ?? '';
  const head = `${method} ${sentPath}\n${clientId}.${time}.`;
  const right = {
    method,
    path: sentPath,
    clientId,
    time,
    body: bytes.toString(),
    text: head + bytes,
  };
  const text = plant.signed
    ? Buffer.from(plant.signed(right))
    : Buffer.concat([Buffer.from(head), bytes]);
  const made = plant.signature?.(text, by) ?? sign('sha256', text, by);
  const base64 = made.toString('base64');
  const usual = `algorithm=RSA256, keyVersion=3, signature=${encodeURIComponent(base64)}`;
  const headers = {
    Host: host,
    'Content-Type': 'application/json; charset=UTF-8',
    'Client-Id': clientId,
    'Request-Time': time,
    Signature: plant.header?.(base64) ?? usual,
    ...plant.headers,
  };
  return {
    method,
    target,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
    bodyBase64: bytes.toString('base64'),
    receivedAtMs: 'receivedAtMs' in plant ? plant.receivedAtMs : cameAtMs,
  };
}

/** What the doctor names in a request that is bent: findings by their names. */
export async function namedIn(plant: Plant, book: KeyBook): Promise<readonly string[]> {
  const { verdict, findings } = await diagnose(planted(plant), book);
  if (verdict !== 'named') throw new Error(`the verdict is ${verdict}`);
  return findings.map(({ id }) => id);
}
