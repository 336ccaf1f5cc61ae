import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { publicPem } from '../../shared/signing/fingerprint.ts';
import type { DemoKeys } from './demo-keys.ts';
import type { Seed } from './seed-file.ts';

/** The record of a partner that may do everything, on its own account and for its customers. */
export function secretOf({ partner }: Seed, { privateKey }: DemoKeys): ClientSecret {
  const { keyVersion, ratePerSecond, burst } = partner;
  return {
    status: 'active',
    keys: { [keyVersion]: { publicKey: publicPem(privateKey) } },
    ratePerSecond,
    burst,
    apis: endpoints.map(({ name }) => name),
    contracts: { fx: { status: 'valid' }, worldcard: { status: 'valid' } },
    customers: 'optional',
    tokensRequired: true,
  };
}
