import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { attachmentBody } from '../builders.ts';
import { clientSecretFor, startTestProvider } from '../http/provider.ts';
import { openOwnFacility, write } from '../stage-rows.ts';
import type { ProviderFacts } from './provider.ts';

const clientId = 'BENCH_1';
const unlimited = clientSecretFor({ ratePerSecond: 100_000, burst: 100_000 });
const provider = await startTestProvider({ [clientId]: unlimited });
const as = provider.partnerOf(clientId);
const own = { clientId };
const { table } = liveDeps();
await openOwnFacility(table, { creditLimitMinor: 1_000_000_000_000n }, own);
await write(table, {
  account: openFxAccount(own, { accumulationMethod: 'USER_ID', accumulationId: 'U1' }),
  budget: openBudgetAccounts(own, { accounts: [], accountLimit: 3, contractStatus: 'SIGNED' }),
});
const { body } = await provider.call('submitAttachment', attachmentBody(), { as });
const facts: ProviderFacts = {
  baseUrl: as.baseUrl,
  clientId,
  privateKeyPem: as.privateKeyPem,
  serverPublicKeyPem: as.serverPublicKeyPem,
  environment: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(AWS_|QUOTALINE_)/.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  ),
  fileKey: body.attachmentInfo.fileKey,
  processId: process.pid,
};
process.once('disconnect', () => provider.stop().then(() => process.exit(0)));
process.send?.(facts);
