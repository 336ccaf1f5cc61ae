import { ownUnknownCodes, PartnerClient, settleCreditGrant } from 'quotaline/client';

// Compiled with the sources here, and against the types of the packed tarball: each line below an
// expectation must not compile, and every other must.

const keys = { keyVersion: 1, privateKey: '', serverPublicKey: '' };
const client = new PartnerClient({ baseUrl: 'https://a', clientId: 'A', ...keys });

export async function answersAreTyped(): Promise<unknown[]> {
  const quota = await client.call('queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' });
  // @ts-expect-error: what it is must be asked first
  quota.body.productStatus;
  if (quota.kind !== 'S') return [quota.message];
  const status: 'NORMAL' | 'OVD' = quota.body.productStatus;
  const digits: string = quota.body.availableTotalAmount.value;
  // @ts-expect-error: amounts are digits, never numbers
  const amount: number = quota.body.availableTotalAmount.value;
  // @ts-expect-error: no amount of that name
  const other: string = quota.body.availableAmount;
  return [status, digits, amount, other, quota.body.result.resultMessage.length];
}

export async function kindsAreClosed(): Promise<string> {
  const answer = await client.call('inquiryCreditGrant', { referenceNo: 'R' });
  switch (answer.kind) {
    case 'S':
      return answer.body.creditGrantStatus satisfies 'ACCEPTED' | 'SUCCESS' | 'FAILED';
    case 'F':
      return answer.code;
    case 'U':
      return answer.code === ownUnknownCodes.noAnswer ? 'nothing came' : answer.code;
    case 'unverified':
      // @ts-expect-error: nothing that is not verified has a code to act on
      return answer.code;
  }
}

export async function requestsAreTyped(): Promise<void> {
  // @ts-expect-error: no such API
  await client.call('queryCredit', {});
  // @ts-expect-error: a product that is none
  await client.call('queryCreditQuota', { productCode: 'OTHER' });
  // @ts-expect-error: a member is missing
  await client.call('inquiryAvailableQuota', { currency: 'USD' });
  // @ts-expect-error: a member too many
  await client.call('inquiryCreditGrant', { referenceNo: 'R', amount: 1 });
  // @ts-expect-error: not an AttachmentInfo
  await client.call('applyCreditGrant', { referenceNo: 'R', attachmentFile: 'K' });
  await client.call('queryBudgetAccountInfo', {}, { customerId: 'C', timeoutMs: 5_000 });
}

export async function verificationHasNoSwitch(): Promise<void> {
  // @ts-expect-error: the provider's key cannot be left out
  new PartnerClient({ baseUrl: 'https://a', clientId: 'A', keyVersion: 1, privateKey: '' });
  // @ts-expect-error: no option turns it off
  new PartnerClient({ baseUrl: 'https://a', clientId: 'A', ...keys, verify: false });
  // @ts-expect-error: nor for one call
  await client.call('queryBudgetAccountInfo', {}, { verify: false });
}

export async function endsAreClosed(
  application: Parameters<typeof settleCreditGrant>[1],
): Promise<string> {
  const end = await settleCreditGrant(client, application);
  switch (end.kind) {
    case 'granted':
      return end.body.creditGrantAmount;
    case 'failed':
      return end.body.failCode === 'LOAN_OVERDUE' ? 'repay' : end.body.failMessage;
    case 'refused':
    case 'inquiry-refused':
    case 'absent':
      return end.answer.code;
    case 'undecided':
      return end.last.kind;
    case 'aborted':
      // @ts-expect-error: nothing may have been sent
      return end.last.kind;
  }
}
