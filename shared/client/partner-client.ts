import type { ApiName } from '../catalogue/endpoint.ts';
import { type HttpAnswer, httpPost } from './http-post.ts';
import { type PartnerAnswer, unknownOutcome } from './partner-answer.ts';
import {
  assertTimeout,
  type PartnerClientOptions,
  type PartnerSetup,
  setUpPartner,
} from './partner-setup.ts';
import { type AnswerReading, readAnswer } from './read-answer.ts';
import { type CallOptions, type SignedRequest, signRequest } from './signed-request.ts';
import { type RequestBody, type ResponseBody, rowNamed, typedAnswer } from './typed-answer.ts';

/** One call, both ways: for a log, a support case, or a person who wants to see the bytes. */
export interface PartnerExchange {
  readonly answer: PartnerAnswer;
  readonly request: SignedRequest;
  /** Undefined when no answer came, or not all of one. */
  readonly received: HttpAnswer | undefined;
  /** How the verification went; undefined when there was nothing to verify. */
  readonly reading: AnswerReading | undefined;
  readonly elapsedMs: number;
}

/**
 * The partner's side of the API: signs a request, sends it, and verifies the answer, always.
 * Never sends anything twice: whether to call again is the caller's decision, after a `U` or an
 * `unverified`, with the same ids and the same content.
 */
export class PartnerClient {
  readonly #setup: PartnerSetup;

  /** @throws {ClientSetupError} when an option cannot work, saying which and what to give */
  constructor(options: PartnerClientOptions) {
    this.#setup = setUpPartner(options);
  }

  /**
   * Calls an API, given by its name or its row of the catalogue. Whatever becomes of the request
   * is told by the answer's `kind`, a lost connection included.
   *
   * @throws {TypeError} when a header or the body cannot be written; nothing was sent then
   * @throws {ClientSetupError} when `timeoutMs` is out of bounds; nothing was sent then
   */
  async call<Name extends ApiName>(
    api: Name | { readonly name: Name },
    body: RequestBody<Name>,
    options: CallOptions = {},
  ): Promise<PartnerAnswer<ResponseBody<Name>>> {
    const name = typeof api === 'string' ? api : api.name;
    const { answer } = await this.send(name, JSON.stringify(body), options);
    return typedAnswer(name, answer);
  }

  /**
   * Sends a body byte for byte as it is given, and tells everything about the exchange. An `S` is
   * verified, but not held to the catalogue's row.
   *
   * @throws {TypeError} when a header cannot be written; nothing was sent then
   * @throws {ClientSetupError} when `timeoutMs` is out of bounds; nothing was sent then
   */
  async send(
    api: ApiName,
    body: string | Uint8Array,
    options: CallOptions = {},
  ): Promise<PartnerExchange> {
    const { serverKey } = this.#setup;
    const { timeoutMs = this.#setup.timeoutMs, signal } = options;
    assertTimeout(timeoutMs);
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const request = signRequest(this.#setup, rowNamed(api).path, bytes, options);
    const startedAt = performance.now();
    const received = await httpPost({ ...request, body: bytes, timeoutMs, signal });
    const exchange = { request, elapsedMs: performance.now() - startedAt };
    if ('noAnswerBecause' in received) {
      const message = `No answer from ${request.url.origin}: ${received.noAnswerBecause}.`;
      const answer = unknownOutcome('noAnswer', message);
      return { ...exchange, answer, received: undefined, reading: undefined };
    }
    const reading = readAnswer(received, request.signed, serverKey);
    return { ...exchange, answer: reading.answer, received, reading };
  }
}
