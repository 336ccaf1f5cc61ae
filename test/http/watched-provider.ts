import { expect, vi } from 'vitest';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { S3AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import { applicationBody, attachmentBody } from '../builders.ts';
import { expectToTheLetter } from './answer-letter.ts';
import { rowsNamed } from './bad-input-catalogue.ts';
import {
  type Api,
  type CallOptions,
  startTestProvider,
  type TestProvider,
  type TestProviderOptions,
} from './provider.ts';
import { invokeRaw, type RawEvent, usualHeader } from './raw-event.ts';
import type { WireAnswer, WirePartner, WireRequest } from './wire-partner.ts';

/**
 * A provider under watch: what its functions log, how often they turn to table and bucket, and
 * what was sent that must be in no log. No answer may tell what the system is made of.
 */
export interface WatchedProvider extends TestProvider {
  /** What was stored when it was started. */
  readonly itemsAtFirst: readonly unknown[];
  /** Calls, and holds that neither table nor bucket was turned to. */
  refuse(api: Api, body: WireRequest['body'], more?: CallOptions): Promise<WireAnswer>;
  /** Hands a function an event, as the demo partner, past the HTTP front. */
  invoke(functionName: string, raw: RawEvent): Promise<WireAnswer>;
  /** The same, and holds that neither table nor bucket was turned to. */
  refuseRaw(functionName: string, raw: RawEvent): Promise<WireAnswer>;
  /** An application of the demo partner that is granted if only it gets through. */
  application(referenceNo: string, changes?: Readonly<Record<string, unknown>>): Body;
  /** How many requests were answered. */
  calls(): number;
  /** How often the table was read or written, or the bucket put to. */
  storeCalls(): number;
  /** The rows of the catalogue that a request was sent for, by the names of the tests. */
  rowsSent(): ReadonlySet<string>;
  /** The lines logged so far. */
  log(): readonly Record<string, unknown>[];
  /** Everything sent so far that the log quotes; it must be nothing. */
  leaks(): readonly string[];
}

type Body = Readonly<Record<string, unknown>>;

/** Shorter texts occur by chance. */
const minTellingLength = 8;

export async function startWatchedProvider(
  clients: Readonly<Record<string, ClientSecret>> = {},
  options: Pick<TestProviderOptions, 'wire' | 'dressed'> = {},
): Promise<WatchedProvider> {
  const written = captureOutput();
  const provider = await startTestProvider(clients, options);
  const storeCalls = countStoreCalls();
  const secrets = new Set<string>();
  const rowsSent = new Set<string>();
  let calls = 0;
  addKey(secrets, provider.serverPrivateKeyPem);
  addKey(secrets, provider.partner.serverPublicKeyPem);
  for (const { accessToken } of provider.connection.customers) secrets.add(accessToken);
  for (const { keys } of Object.values(clients))
    for (const { publicKey } of Object.values(keys)) addKey(secrets, publicKey);

  function watch(as: WirePartner, body: WireRequest['body'], signatures: readonly string[]): void {
    addKey(secrets, as.privateKeyPem);
    addTexts(secrets, body);
    for (const signature of signatures) secrets.add(signature);
  }
  async function call(api: Api, body: WireRequest['body'], more: CallOptions = {}) {
    const { as = provider.partner, signatureHeader = headerOf(as) } = more;
    const answer = await provider.call(api, body, {
      ...more,
      signatureHeader(base64) {
        watch(as, body, [base64, encodeURIComponent(base64)]);
        return signatureHeader(base64);
      },
    });
    addTexts(secrets, more.headers?.['Access-Token']);
    return noted(answer);
  }
  async function invoke(functionName: string, raw: RawEvent): Promise<WireAnswer> {
    const { signatureHeader = usualHeader } = raw;
    const answer = await invokeRaw(provider, functionName, {
      ...raw,
      signatureHeader(base64) {
        watch(provider.partner, raw.body ?? '', [base64, encodeURIComponent(base64)]);
        return signatureHeader(base64);
      },
    });
    return noted(answer);
  }
  function noted(answer: WireAnswer): WireAnswer {
    calls += 1;
    for (const row of rowsNamed(expect.getState().currentTestName)) rowsSent.add(row);
    expectToTheLetter(answer);
    return answer;
  }
  async function withoutStore(answer: () => Promise<WireAnswer>): Promise<WireAnswer> {
    const before = storeCalls();
    const given = await answer();
    expect(storeCalls(), 'calls of table and bucket').toBe(before);
    return given;
  }
  const submitted = await call('submitAttachment', attachmentBody());
  const { fileKey } = submitted.body.attachmentInfo;
  return {
    ...provider,
    itemsAtFirst: await provider.items(),
    call,
    refuse: (api, body, more) => withoutStore(() => call(api, body, more)),
    invoke,
    refuseRaw: (functionName, raw) => withoutStore(() => invoke(functionName, raw)),
    calls: () => calls + provider.resent(),
    rowsSent: () => rowsSent,
    storeCalls,
    application: (referenceNo, changes = {}) =>
      applicationBody(provider.connection, fileKey, {
        referenceNo,
        vendorName: 'CANARY VENDOR',
        ...changes,
      }),
    log: () => linesOf(written),
    leaks: () => [...secrets].filter((secret) => written.join('').includes(secret)),
    async stop() {
      vi.restoreAllMocks();
      await provider.stop();
    },
  };
}

function captureOutput(): readonly string[] {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
  return written;
}

function linesOf(written: readonly string[]): readonly Record<string, unknown>[] {
  const lines = written.join('').split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

function countStoreCalls(): () => number {
  const { table } = liveDeps();
  const put = vi.spyOn(S3AttachmentBucket.prototype, 'put');
  const spies = [vi.spyOn(table, 'read'), vi.spyOn(table, 'write'), put];
  return () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
}

function headerOf({ keyVersion = 1 }: WirePartner): (base64: string) => string {
  return (base64) => usualHeader(base64).replace('keyVersion=1', `keyVersion=${keyVersion}`);
}

function addKey(secrets: Set<string>, pem: string): void {
  for (const line of pem.split('\n')) if (/^[A-Za-z0-9+/=]{20,}$/.test(line)) secrets.add(line);
}

/** The body as a whole, and each text in it. */
function addTexts(secrets: Set<string>, body: unknown): void {
  if (Buffer.isBuffer(body)) addTexts(secrets, body.toString());
  else if (typeof body === 'string' && body.length >= minTellingLength) {
    secrets.add(body);
    for (const [, part = ''] of body.matchAll(/"([^"\\]{8,4096})"\s?[,}\]]/g)) secrets.add(part);
  } else if (typeof body === 'object' && body !== null) {
    for (const part of Object.values(body)) addTexts(secrets, part);
  }
}
