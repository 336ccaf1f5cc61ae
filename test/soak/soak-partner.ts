import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, sign } from 'node:crypto';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { type HttpAnswer, httpPost, type NoAnswer } from '../../shared/client/http-post.ts';
import { PartnerClient } from '../../shared/client/partner-client.ts';
import type { CallOptions } from '../../shared/client/signed-request.ts';
import { verified } from '../http/wire-partner.ts';
import type { Told } from './journal.ts';
import type { SoakedServer } from './soaked-server.ts';
import type { Tally } from './tally.ts';

/** What a partner calls with. */
export interface SoakPartnerOptions {
  readonly clientId: string;
  readonly acting: CallOptions;
  readonly serverPublicKeyPem: string;
  readonly server: SoakedServer;
  readonly tally: Tally;
}

/** A request that is signed as told, right or wrong. */
export interface BentRequest {
  readonly path: string;
  readonly body: string;
  readonly clientId?: string;
  readonly time?: string;
  /** What is signed instead of the body. */
  readonly signedBody?: string;
}

// The longest that one of our functions runs, and then some.
const timeoutMs = 30_000;

/**
 * A partner that verifies each answer twice, by the client that partners are given and by code that
 * shares none with the provider, and counts it. That none came is right only of a killed server.
 */
export class SoakPartner {
  readonly clientId: string;
  readonly publicKeyPem: string;
  readonly acting: CallOptions;
  readonly #privateKey: KeyObject;
  readonly #client: PartnerClient;
  readonly #options: SoakPartnerOptions;

  constructor(options: SoakPartnerOptions) {
    const { clientId, serverPublicKeyPem, server } = options;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    this.clientId = clientId;
    this.acting = options.acting;
    this.publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.#privateKey = privateKey;
    this.#options = options;
    this.#client = new PartnerClient({
      baseUrl: server.baseUrl,
      clientId,
      keyVersion: 1,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      serverPublicKey: serverPublicKeyPem,
      timeoutMs,
    });
  }

  /**
   * Calls an API. An `S` or `F` that is not as expected is a wrong of the run; `U` is always right.
   *
   * @param expected `S SUCCESS`, say; several are parted by a bar
   * @returns undefined when no answer came
   */
  async call(api: ApiName, body: string, expected = 'S SUCCESS'): Promise<Told | undefined> {
    const startedAt = Date.now();
    const sentAtMs = performance.now();
    const { answer, received, request } = await this.#client.send(api, body, this.acting);
    if (received === undefined) return this.#unanswered(api, startedAt, answer);
    const path = request.url.pathname;
    const told = this.#verify(api, path, received, sentAtMs);
    if (told !== undefined && answer.kind === 'unverified') {
      this.#options.tally.wrong('unverified', `${api}: ${answer.why}`);
    }
    return this.#expect(api, told, expected);
  }

  /** Sends a request that is signed as told, and so perhaps wrongly. */
  async sendBent(name: string, bent: BentRequest, expected: string): Promise<void> {
    const { path, body, clientId = this.clientId, time = new Date().toISOString() } = bent;
    const startedAt = Date.now();
    const sentAtMs = performance.now();
    const text = `POST ${path}\n${clientId}.${time}.${bent.signedBody ?? body}`;
    const signature = sign('sha256', Buffer.from(text), this.#privateKey).toString('base64');
    const bytes = Buffer.from(body);
    const { customerId, accessToken } = this.acting;
    const received = await httpPost({
      url: new URL(path, this.#options.server.baseUrl),
      headers: [
        ['Content-Type', 'application/json; charset=UTF-8'],
        ['Content-Length', `${bytes.length}`],
        ['Client-Id', clientId],
        ['Request-Time', time],
        ['Signature', `algorithm=RSA256, keyVersion=1, signature=${encodeURIComponent(signature)}`],
        ...(customerId === undefined ? [] : [['Connected-CustomerId', customerId] as const]),
        ...(accessToken === undefined ? [] : [['Access-Token', accessToken] as const]),
      ],
      body: bytes,
      timeoutMs,
    });
    if ('noAnswerBecause' in received) this.#unanswered(name, startedAt, received);
    else this.#expect(name, this.#verify(name, path, received, sentAtMs), expected);
  }

  #verify(name: string, path: string, received: HttpAnswer, sentAtMs: number): Told | undefined {
    const { tally, serverPublicKeyPem } = this.#options;
    const { status, headers, body: bytes } = received;
    if (this.#isWithoutKey(received)) {
      tally.count('503');
      return undefined;
    }
    try {
      const byName = Object.fromEntries(headers.map(([header, value]) => [header, value]));
      const raw = { status, headers: byName, rawHeaders: headers.flat(), bytes };
      const { body, result } = verified({ serverPublicKeyPem }, 'POST', path, raw);
      const kind = result.resultStatus as Told['kind'];
      tally.took(name, performance.now() - sentAtMs);
      tally.count(`${kind} ${result.resultCode}`);
      tally.count('answers');
      return { kind, body, sentAtMs };
    } catch (error) {
      tally.wrong('unverified', `${name}: ${error}`);
      return undefined;
    }
  }

  /** The one unsigned answer of the contract: an instance that never could load the server key. */
  #isWithoutKey({ status, headers, body }: HttpAnswer): boolean {
    const isUnsigned = !headers.some(([name]) => name === 'signature');
    return status === 503 && isUnsigned && /"resultStatus":"U"/.test(body.toString());
  }

  #expect(name: string, told: Told | undefined, expected: string): Told | undefined {
    if (told === undefined || told.kind === 'U') return told;
    const { resultCode } = told.body['result'] as { readonly resultCode: string };
    const outcome = `${told.kind} ${resultCode}`;
    if (!expected.split('|').includes(outcome)) {
      const what = `${name} of ${this.clientId}: ${outcome}, not ${expected}`;
      this.#options.tally.wrong('untrue', `${what} ${JSON.stringify(told.body)}`);
    }
    return told;
  }

  #unanswered(
    name: string,
    startedAt: number,
    why: NoAnswer | { readonly kind: string },
  ): undefined {
    const { server, tally } = this.#options;
    tally.count('no answer');
    if (server.wasDown(startedAt, Date.now())) return;
    tally.wrong('unanswered', `${name}, and nobody had killed the server: ${JSON.stringify(why)}`);
  }
}
