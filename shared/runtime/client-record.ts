import type { KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import type { ApiFamily } from '../catalogue/endpoint.ts';
import { readPublicKey } from '../signing/rsa-key.ts';
import { parseSecret } from './secret-source.ts';

const instant = z.iso.datetime({ offset: true });
const contract = z.strictObject({
  status: z.enum(['valid', 'suspended']),
  validUntil: z.optional(instant),
});

/** The text of a client's secret, as the operator writes it. */
export const clientSecret = z.strictObject({
  status: z.enum(['active', 'suspended', 'deleted']),
  /** The client is unknown before this instant. */
  activeFrom: z.optional(instant),
  /** Public keys by version; never a private one. */
  keys: z.record(
    z.string().check(z.regex(/^(?:0|[1-9][0-9]{0,8})$/)),
    z.strictObject({
      publicKey: z.string(),
      notBefore: z.optional(instant),
      notAfter: z.optional(instant),
    }),
  ),
  freshnessSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(900))),
  ratePerSecond: z.optional(z.number().check(z.positive())),
  burst: z.optional(z.int().check(z.positive())),
  /** The APIs it has subscribed to, by the protocol's names. */
  apis: z.array(z.string()),
  /** Its API contracts by product family; none where absent. */
  contracts: z.strictObject({ fx: z.optional(contract), worldcard: z.optional(contract) }),
  /** `required`: it acts only for customers and must always name one. */
  customers: z.enum(['optional', 'required']),
  tokensRequired: z.boolean(),
});

/** A client's secret before it is written. */
export type ClientSecret = z.input<typeof clientSecret>;

/** One of a client's public keys, and when it is live. */
export interface ClientKey {
  readonly keyVersion: number;
  readonly publicKey: KeyObject;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A partner as the runtime knows it; instants in epoch milliseconds. */
export interface Client {
  readonly clientId: string;
  readonly status: 'active' | 'suspended' | 'deleted';
  readonly activeFrom: number;
  /** Newest first. */
  readonly keys: readonly ClientKey[];
  /** How old a request may be. */
  readonly freshnessMs: number;
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly apis: ReadonlySet<string>;
  /** Until when its API contract for a family is valid; absent where it has none that is. */
  readonly contractUntil: Readonly<Partial<Record<ApiFamily, number>>>;
  readonly customersRequired: boolean;
  readonly tokensRequired: boolean;
}

const defaultFreshnessSeconds = 300;
const defaultRatePerSecond = 50;
const defaultBurst = 100;

/**
 * Reads a client's secret.
 *
 * @throws {Error} when it is not what an operator writes, or holds a key that must not be used
 */
export function parseClientSecret(clientId: string, text: string): Client {
  const secret = parseSecret(clientSecret, text);
  return {
    clientId,
    status: secret.status,
    activeFrom: instantOr(secret.activeFrom, Number.NEGATIVE_INFINITY),
    keys: Object.entries(secret.keys)
      .map(([version, key]) => parseClientKey(Number(version), key))
      .sort((a, b) => b.keyVersion - a.keyVersion),
    freshnessMs: (secret.freshnessSeconds ?? defaultFreshnessSeconds) * 1_000,
    ratePerSecond: secret.ratePerSecond ?? defaultRatePerSecond,
    burst: secret.burst ?? defaultBurst,
    apis: new Set(secret.apis),
    contractUntil: {
      ...validUntil('fx', secret.contracts.fx),
      ...validUntil('worldcard', secret.contracts.worldcard),
    },
    customersRequired: secret.customers === 'required',
    tokensRequired: secret.tokensRequired,
  };
}

function parseClientKey(
  keyVersion: number,
  key: { publicKey: string; notBefore?: string | undefined; notAfter?: string | undefined },
): ClientKey {
  const publicKey = readPublicKey(key.publicKey);
  if (publicKey === undefined) throw new Error(`key ${keyVersion} is no usable RSA public key`);
  return {
    keyVersion,
    publicKey,
    notBefore: instantOr(key.notBefore, Number.NEGATIVE_INFINITY),
    notAfter: instantOr(key.notAfter, Number.POSITIVE_INFINITY),
  };
}

function validUntil(
  family: ApiFamily,
  found: z.output<typeof contract> | undefined,
): Partial<Record<ApiFamily, number>> {
  if (found?.status !== 'valid') return {};
  return { [family]: instantOr(found.validUntil, Number.POSITIVE_INFINITY) };
}

function instantOr(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Date.parse(text);
}
