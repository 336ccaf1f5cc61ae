import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listPowers } from '../../../infra/local/sandbox-powers.ts';
import { endpoints } from '../../../shared/catalogue/catalogue.ts';
import { commonRefusals, results } from '../../../shared/catalogue/results.ts';
import type { Item } from '../../../shared/store/table.ts';
import { violations } from '../../deep/invariants.ts';
import { type Api, paths } from '../../http/provider.ts';
import { send, type WireAnswer } from '../../http/wire-partner.ts';
import { type SandboxStage, startSandboxStage } from './sandbox-stage.ts';

let stage: SandboxStage;

beforeAll(async () => {
  stage = await startSandboxStage();
  // So that an inquiry after it succeeds.
  await stage.demo.call('applyCreditGrant', { referenceNo: 'SBX.SUCCESS.1' });
});
afterAll(() => stage.stop());

type Listed = { api: Api; field: string; example: string; outcome?: string; kind: string };

function callWith({ api, field, example }: Listed): Promise<WireAnswer> {
  if (field !== 'Connected-CustomerId') return stage.demo.call(api, { [field]: example });
  return stage.demo.call(api, {}, { [field]: example });
}

// The list as a program gets it, not as the code that makes it has it.
async function listed(): Promise<readonly Listed[]> {
  const { status, body } = await stage.tell('GET', '/powers');
  expect(status).toBe(200);
  return body.powers;
}

describe('every code of the catalogue', () => {
  const documented = endpoints.flatMap(({ name, refusals }) =>
    [
      'SUCCESS',
      'UNKNOWN_EXCEPTION',
      'REQUEST_TRAFFIC_EXCEED_LIMIT',
      ...commonRefusals,
      ...refusals,
    ].map((code) => ({
      api: name,
      outcome: `${results[code as keyof typeof results].status} ${code}`,
    })),
  );

  test('there are 70, and each has a magic value', async () => {
    const codes = (await listed()).filter(({ kind }) => kind === 'code');
    expect(documented).toHaveLength(70);
    expect(codes.map(({ api, outcome }) => ({ api, outcome }))).toEqual(documented);
  });

  test.each(documented)('$api gives $outcome, and stores nothing', async ({ api, outcome }) => {
    const found = (await listed()).find((one) => one.api === api && one.outcome === outcome);
    const before = await stage.demo.rows();
    const answer = await callWith(found ?? expect.fail('not listed'));
    expect(answer.outcome).toBe(outcome);
    expect(answer.result.resultMessage).toBe(
      results[outcome.slice(2) as keyof typeof results].message,
    );
    if (outcome !== 'S SUCCESS') {
      expect(await stage.demo.rows()).toEqual(before);
      expect((await callWith(found ?? expect.fail())).outcome).toBe(outcome);
    }
  });

  test('every magic value of every API can be sent as it is listed', async () => {
    const grammar = /^[A-Za-z0-9._]{1,64}$/;
    const all = await listed();
    expect(all).toHaveLength(listPowers().length);
    expect(all.filter(({ example }) => !grammar.test(example))).toEqual([]);
    expect(new Set(all.map(({ api }) => api))).toEqual(new Set(Object.keys(paths)));
  });
});

describe('a forced code keeps the order of checks', () => {
  const forced = { referenceNo: 'SBX.PROCESS_FAIL.ORDER' };

  test('a signature that does not verify is told before it', async () => {
    const { partner } = stage.demo;
    const other = await stage.newPartner();
    const call = { path: paths.inquiryCreditGrant, body: forced };
    const answer = await send({ ...partner, privateKeyPem: other.partner.privateKeyPem }, call);
    expect(answer.outcome).toBe('F INVALID_SIGNATURE');
  });

  test('a body that does not fit is told before it', async () => {
    const answer = await stage.demo.call('inquiryCreditGrant', { ...forced, more: 1 });
    expect(answer.result.resultMessage).toBe('more: unknown member');
  });

  test('a customer of somebody else is told before it', async () => {
    const foreign = { 'Connected-CustomerId': 'NOBODY' };
    const answer = await stage.demo.call(
      'inquiryCreditGrant',
      { referenceNo: 'SBX.ORDER_NOT_EXIST.ORDER' },
      foreign,
    );
    expect(answer.outcome).toBe('F PROCESS_FAIL');
  });

  test('what is refused before the body is read echoes no id of it', async () => {
    const early = await stage.demo.call('inquiryCreditGrant', {
      referenceNo: 'SBX.REQUEST_TRAFFIC_EXCEED_LIMIT.ECHO',
    });
    const late = await stage.demo.call('inquiryCreditGrant', { referenceNo: 'SBX.PROCESS_FAIL.E' });
    expect(Object.keys(early.body)).toEqual(['result']);
    expect(late.body.referenceNo).toBe('SBX.PROCESS_FAIL.E');
  });
});

describe('a magic value', () => {
  test('is in force as often as it says, then the id is one like any other', async () => {
    const referenceNo = 'SBX.UNKNOWN_EXCEPTION.2x.OFTEN';
    const outcomes = [];
    for (let call = 0; call < 3; call++) {
      outcomes.push((await stage.demo.call('applyCreditGrant', { referenceNo })).outcome);
    }
    expect(outcomes).toEqual(['U UNKNOWN_EXCEPTION', 'U UNKNOWN_EXCEPTION', 'S SUCCESS']);
  });

  test('is counted for each client by itself', async () => {
    const referenceNo = 'SBX.ORDER_NOT_EXIST.1x.EACH';
    await stage.demo.call('applyCreditGrant', { referenceNo });
    const other = await stage.newPartner();
    await other.call('applyCreditGrant', { referenceNo });
    for (const one of [stage.demo, other]) {
      const outcomes = [];
      for (let call = 0; call < 2; call++) {
        outcomes.push((await one.call('inquiryCreditGrant', { referenceNo })).outcome);
      }
      expect(outcomes).toEqual(['F ORDER_NOT_EXIST', 'S SUCCESS']);
    }
  });

  test('is in force on the one API that it names', async () => {
    const referenceNo = 'SBX.PROCESS_FAIL.inquiryCreditGrant.ONE';
    expect((await stage.demo.call('applyCreditGrant', { referenceNo })).outcome).toBe('S SUCCESS');
    expect((await stage.demo.call('inquiryCreditGrant', { referenceNo })).outcome).toBe(
      'F PROCESS_FAIL',
    );
  });

  test('may be sent in the customer header on any API, and no token is looked at', async () => {
    const headers = { 'Connected-CustomerId': 'SBX.OAUTH_FAIL.1', 'Access-Token': 'none' };
    const referenceNo = 'BY_HEADER';
    const answer = await stage.demo.call('applyCreditGrant', { referenceNo }, headers);
    expect(answer.outcome).toBe('F OAUTH_FAIL');
  });

  test.each([
    ['inquiryCreditGrant', 'referenceNo', 'SBX.NOPE', 'the sandbox has no power NOPE'],
    ['submitAttachment', 'attachmentId', 'SBX.OAUTH_FAIL', 'submitAttachment knows no OAUTH_FAIL'],
    ['submitAttachment', 'attachmentId', 'SBX.LOAN_OVERDUE', 'submitAttachment knows no FAIL'],
    ['inquiryCreditGrant', 'referenceNo', 'SBX.DELAY', 'DELAY: expected how long, up to 60s'],
    ['inquiryCreditGrant', 'referenceNo', 'SBX.DELAY.61s', 'DELAY: expected how long, up to 60s'],
  ] as const)('%s says that %s %s is none', async (api, field, value, words) => {
    const answer = await stage.demo.call(api, { [field]: value });
    expect(answer.outcome).toBe('F PARAM_ILLEGAL');
    expect(answer.result.resultMessage).toMatch(new RegExp(`^${field}: ${words}`));
  });

  test('in the header defers nothing, since nobody would know until when', async () => {
    const headers = { 'Connected-CustomerId': 'SBX.DEFER.1s' };
    const answer = await stage.demo.call('applyCreditGrant', { referenceNo: 'D' }, headers);
    expect(answer.result.resultMessage).toBe('Connected-CustomerId: DEFER is for a referenceNo');
  });

  test('that only another API with the same member knows is an id like any other', async () => {
    const referenceNo = 'SBX.REPEAT_REQ_INCONSISTENT.1';
    const answer = await stage.demo.call('inquiryCreditGrant', { referenceNo });
    expect(answer.outcome).toBe('F ORDER_NOT_EXIST');
  });
});

test('the books add up after all of it', async () => {
  expect(violations((await stage.items()) as Item[])).toEqual([]);
});
