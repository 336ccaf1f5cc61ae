import { createPublicKey } from 'node:crypto';
import type { Endpoint } from '../catalogue/endpoint.ts';
import { type SigningKey, signMessage } from '../signing/sign.ts';
import { parseSignatureHeader } from '../signing/signature-header.ts';
import { signatureMatches } from '../signing/verify.ts';
import { byDeadline } from './by-deadline.ts';
import type { Deps, DepsSource } from './deps.ts';
import { faultLine } from './noted-fault.ts';
import { type Handler, rehearse } from './rehearsal.ts';
import { logSafely } from './request-log.ts';
import { parseStrictJson } from './strict-json.ts';

/** Far within the ten seconds that Lambda gives an instance to start. */
const maxPrimingMs = 3_000;

const tooLong = (): Error => new Error('not primed in time');

/** What an endpoint is made ready by. */
export interface Priming {
  /** Whose schemas and table it will use. */
  readonly row: Endpoint;
  /** Its own chain, without the operation. */
  readonly chain: (live: DepsSource) => Handler;
}

/**
 * Does once, while an instance starts at full processor speed, what its first request would wait
 * for: loads the keys and signs with them, opens the connections, reads the table, compiles the
 * schemas, refuses a request of nobody, logs how long it took. Whatever goes wrong is logged and
 * left to the first request, which tries for itself.
 *
 * @param endpoint none for a function without
 */
export async function prime(live: DepsSource, endpoint?: Priming): Promise<void> {
  const deps = depsIfConfigured(live);
  if (deps === undefined) return;
  const abort = new AbortController();
  const startedAt = deps.now();
  try {
    const work = allEnded([tryServerKey(deps, endpoint), warmUp(deps, endpoint, abort)]);
    await byDeadline(work, maxPrimingMs, tooLong);
    const durationMs = deps.now() - startedAt;
    // The first line makes the logger, for which the first request would wait otherwise.
    logSafely(() => deps.log({ level: 'info', message: 'primed', durationMs }));
  } catch (error) {
    deps.keyRing.forgetFailures();
    logSafely(() => deps.log(faultLine('not primed', error)));
  } finally {
    abort.abort();
  }
}

/** Without its configuration an instance can do nothing, and says so when it is called. */
function depsIfConfigured(live: DepsSource): Deps | undefined {
  try {
    return live();
  } catch {
    return undefined;
  }
}

/** Waits for each: what failed after all had been given up would still count against a request. */
async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

async function tryServerKey(deps: Deps, endpoint: Priming | undefined): Promise<void> {
  const key = await checkServerKey(deps);
  await rehearseRefusal(deps, endpoint, key);
}

/** @throws when what the server key signs is not what its public key verifies */
async function checkServerKey({ keyRing, now }: Deps): Promise<SigningKey> {
  const key = await keyRing.serverKey();
  const message = { method: 'POST', path: '/', clientId: '', time: `${now()}`, body: Buffer.of() };
  const header = parseSignatureHeader(signMessage(message, key));
  const publicKey = createPublicKey(key.privateKey);
  if (header === undefined || !signatureMatches(message, header.signature, publicKey)) {
    throw new Error(`server key ${key.keyVersion} does not verify what it signs`);
  }
  return key;
}

async function warmUp(
  { keyRing, table }: Deps,
  endpoint: Priming | undefined,
  { signal }: AbortController,
): Promise<void> {
  if (endpoint === undefined) return;
  await allEnded([
    // A function without an endpoint may not read who the clients are, and would alarm if it tried.
    keyRing.client(''),
    // A key that no row has: what counts is the connection, and that the first read has been made.
    table.read([{ pk: 'NOTHING', sk: 'NOTHING' }], { signal, assertInTime: () => undefined }),
    compileSchemas(endpoint.row),
  ]);
}

async function compileSchemas({ request, response }: Endpoint): Promise<void> {
  parseStrictJson('{}');
  request.safeParse({});
  response.safeParse({});
}

/**
 * Once there is a key to sign the refusal with: what is not signed is logged, and counts. Nothing
 * else that a rehearsal says is.
 */
async function rehearseRefusal(
  deps: Deps,
  endpoint: Priming | undefined,
  key: SigningKey,
): Promise<void> {
  if (endpoint === undefined) return;
  const silent = { ...deps, log: () => undefined };
  const handler = endpoint.chain(() => silent);
  await rehearse(handler, endpoint.row.path, key, deps.now());
}
