import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../../http/provider.ts';
import { type SandboxStage, startSandboxStage } from './sandbox-stage.ts';

let stage: SandboxStage;

beforeAll(async () => {
  stage = await startSandboxStage();
});
afterAll(() => stage.stop());

test('a request is sent again under a number of its own, whatever else arrives meanwhile', async () => {
  await stage.demo.call('queryCreditQuota');
  await stage.demo.call('inquiryAvailableQuota');
  const { body: told } = await stage.tell('GET', '/requests?last=2');
  const busy = Array.from({ length: 6 }, () => stage.demo.call('queryBudgetAccountInfo'));
  const replays = told.requests.map(({ n }: { n: number }) =>
    stage.tell('POST', `/requests/${n}/replay`, { fresh: true }),
  );
  const answers = await Promise.all(replays);
  await Promise.all(busy);
  const seen = [];
  for (const { body } of answers) {
    const { body: kept } = await stage.tell('GET', `/requests/${body.n}`);
    expect(kept.answer.bodyBase64).toBe(body.answer.bodyBase64);
    seen.push(kept.target);
  }
  expect(seen).toEqual([paths.queryCreditQuota, paths.inquiryAvailableQuota]);
});
