import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { newInstance, startMs } from '../instance.ts';
import { own, stagedInstance, write } from '../stage-rows.ts';
import { type AwsWire, hangs, refuses } from './aws-wire.ts';
import { stageTime, unstageTime } from './staged-time.ts';
import { wired } from './wired-instance.ts';

const fxAccount = { accumulationMethod: 'USER_ID', accumulationId: 'USER_1' } as const;
const queries = [
  ['queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' }],
  ['inquiryCreditGrant', { referenceNo: 'REF_1' }],
  [
    'inquiryAvailableQuota',
    { quotaAccumulationMethod: 'USER_ID', quotaAccumulationId: 'USER_1', currency: 'USD' },
  ],
  ['queryBudgetAccountInfo', {}],
] as const;

const heals: AwsWire['fault'] = () => undefined;
const dynamodbFaults: readonly (readonly [string, AwsWire['fault'], string])[] = [
  ['F49 its key is disabled', refuses('AccessDeniedException'), 'AccessDeniedException'],
  ['F49 its key is to be deleted', refuses('KMSInvalidStateException'), 'KMSInvalidState'],
  ['F50 the role may not read', refuses('AccessDeniedException'), 'AccessDeniedException'],
  ['F50 nothing is authorised', refuses('UnrecognizedClientException'), 'UnrecognizedClient'],
  ['F49 it answers 500', refuses('InternalServerError', 500), 'InternalServerError'],
  ['F49 it hangs', hangs, 'DeadlinePassed'],
];
const secretsFaults: readonly (readonly [string, AwsWire['fault']])[] = [
  ['F49 their key is disabled', refuses('DecryptionFailure')],
  ['F49 their key may not be used', refuses('AccessDeniedException')],
  ['F50 the role may not read', refuses('AccessDeniedException')],
  ['F18 Secrets Manager answers 500', refuses('InternalServiceError', 500)],
  ['F18 Secrets Manager hangs', hangs],
];

const soon = 3_000;

/** An instance on the wire, of a partner with one grant and one FX account. */
async function stage() {
  const instance = await stagedInstance(newInstance());
  await instance.call('applyCreditGrant', instance.body());
  await write(instance.memory, { account: openFxAccount(own, fxAccount) });
  stageTime(startMs);
  return wired(instance);
}

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => {
  unstageTime();
  vi.restoreAllMocks();
});

describe.each(queries)('%s', (api, body) => {
  describe('while DynamoDB fails', () => {
    test.each(dynamodbFaults)('%s: a signed U within 3 s, and counted', async (_, fault, name) => {
      for (const before of [[], ['S SUCCESS', 'S SUCCESS']]) {
        const { dynamodb, lines, ask } = await stage();
        for (const outcome of before) {
          // By then a lease has ended, and one request has passed without: the next one asks first.
          await vi.advanceTimersByTimeAsync(6_000);
          expect((await ask(api, body)).outcome).toBe(outcome);
        }
        dynamodb.fault = fault;
        const answer = await ask(api, body);
        expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
        expect(answer.text).not.toMatch(/arn:|assumed-role|Exception"/);
        expect(answer.tookMs).toBeLessThanOrEqual(soon);
        expect(lines.at(-1)?.fault).toContain(name);
        expect(lines.at(-1)?.counts).toMatchObject({ Requests: 1, Unknown: 1 });
        expect(lines.some(({ counts }) => counts?.RateLeaseFailures === 1)).toBe(true);
        dynamodb.fault = heals;
        expect((await ask(api, body)).outcome).toBe('S SUCCESS');
        unstageTime();
      }
    });
  });

  describe('while Secrets Manager fails', () => {
    test.each(secretsFaults)('%s: a warm instance serves, then U, then again', async (_, fault) => {
      const { secretsManager, lines, ask } = await stage();
      expect((await ask(api, body)).outcome).toBe('S SUCCESS');
      secretsManager.fault = fault;
      await vi.advanceTimersByTimeAsync(600_000);
      const stale = await ask(api, body);
      expect(stale.outcome).toBe('S SUCCESS');
      expect(stale.tookMs).toBeLessThanOrEqual(soon);
      await vi.advanceTimersByTimeAsync(3_600_000);
      const tooStale = await ask(api, body);
      expect(tooStale.outcome).toBe('U UNKNOWN_EXCEPTION');
      expect(tooStale.tookMs).toBeLessThanOrEqual(soon);
      expect(lines.some(({ counts }) => counts?.SecretLoadFailures === 1)).toBe(true);
      expect(lines.at(-1)?.counts).toMatchObject({ Unknown: 1 });
      secretsManager.fault = heals;
      await vi.advanceTimersByTimeAsync(3_000);
      expect((await ask(api, body)).outcome).toBe('S SUCCESS');
    });

    test.each(secretsFaults)('%s: a cold instance is unsigned, then signed', async (_, fault) => {
      const { secretsManager, dynamodb, invoke, ask } = await stage();
      secretsManager.fault = fault;
      const { value, tookMs } = await invoke(api, body);
      expect(value.statusCode).toBe(503);
      expect(value.headers).not.toHaveProperty('signature');
      expect(JSON.parse(value.body).result.resultStatus).toBe('U');
      expect(value.body).not.toMatch(/arn:|assumed-role/);
      expect(tookMs).toBeLessThanOrEqual(soon);
      expect(dynamodb.calls).toEqual([]);
      secretsManager.fault = heals;
      await vi.advanceTimersByTimeAsync(3_000);
      expect((await ask(api, body)).outcome).toBe('S SUCCESS');
    });

    test.each(secretsFaults)('%s: of the clients alone is a signed U', async (_, fault) => {
      const { secretsManager, ask } = await stage();
      secretsManager.fault = (call) => (call.body.includes('server-key') ? undefined : fault(call));
      const answer = await ask(api, body);
      expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
      expect(answer.tookMs).toBeLessThanOrEqual(soon);
      secretsManager.fault = heals;
      await vi.advanceTimersByTimeAsync(3_000);
      expect((await ask(api, body)).outcome).toBe('S SUCCESS');
    });
  });

  test('F49 keys that come late, then a lease and a read that hang: U at the deadline', async () => {
    const { secretsManager, dynamodb, ask } = await stage();
    secretsManager.fault = (call) =>
      call.body.includes('clients/')
        ? new Promise((resolve) => {
            setTimeout(() => resolve(secretsManager.answer(call)), 2_600);
          })
        : undefined;
    dynamodb.fault = hangs;
    const answer = await ask(api, body);
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(dynamodb.calls).toEqual(['UpdateItem']);
    // The catalogue's deadline, to the step that the staged time goes by.
    expect(answer.tookMs).toBe(2_800);
  });
});
