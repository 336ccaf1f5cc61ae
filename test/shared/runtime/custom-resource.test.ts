import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { customResourceHandler } from '../../../shared/runtime/custom-resource.ts';
import { answersForTest, lastingMs } from './answers-for-test.ts';

const { answers, event, refuse } = answersForTest();
const known = {
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/quotaline-dev/1',
  RequestId: 'request-1',
  LogicalResourceId: 'ServerKeyMade',
};
const attributes = { PublicKey: 'MIIB' };
const handler = customResourceHandler({ ensure: async () => attributes }, 'It was not made');

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('CloudFormation is answered', () => {
  test('that a resource was created, under a name that never changes, with its attributes', async () => {
    await handler(event('Create'), lastingMs(90_000));
    expect(answers.map(({ method, body }) => ({ method, body }))).toEqual([
      {
        method: 'PUT',
        body: {
          ...known,
          Status: 'SUCCESS',
          PhysicalResourceId: 'ServerKeyMade',
          Data: attributes,
        },
      },
    ]);
  });

  test('without a content type, which its address is not signed for', async () => {
    await handler(event('Create'), lastingMs(90_000));
    expect(answers[0]?.headers).not.toHaveProperty('content-type');
    expect(answers[0]?.headers).toHaveProperty('content-length');
  });

  test('that an update kept the resource', async () => {
    await handler(event('Update', { PhysicalResourceId: 'its-name' }), lastingMs(90_000));
    expect(answers[0]?.body).toEqual({
      ...known,
      Status: 'SUCCESS',
      PhysicalResourceId: 'its-name',
      Data: attributes,
    });
  });

  test('that it may be deleted, with nothing done', async () => {
    const ensure = vi.fn(async () => attributes);
    const deleted = event('Delete', { PhysicalResourceId: 'its-name' });
    await customResourceHandler({ ensure }, 'It was not made')(deleted, lastingMs(90_000));
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'its-name' });
    expect(ensure).not.toHaveBeenCalled();
  });

  test('that it may be deleted, once what comes before has been done', async () => {
    const removed: unknown[] = [];
    const resource = {
      ensure: async () => attributes,
      remove: async (properties: unknown) => {
        removed.push(properties);
      },
    };
    const given = event('Delete', { ResourceProperties: { BucketName: 'b' } });
    await customResourceHandler(resource, 'It was not emptied')(given, lastingMs(90_000));
    expect(removed).toEqual([{ BucketName: 'b' }]);
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', Data: {} });
  });

  test('why it failed, in words that a person understands', async () => {
    const ensure = () => Promise.reject(new Error('no such secret'));
    const failing = customResourceHandler({ ensure }, 'The first key could not be made');
    await failing(event('Create'), lastingMs(90_000));
    expect(answers[0]?.body).toEqual({
      ...known,
      Status: 'FAILED',
      PhysicalResourceId: 'ServerKeyMade',
      Reason: 'The first key could not be made: Error: no such secret',
    });
  });

  test('before Lambda ends the function, however long the work takes', async () => {
    const never = () => new Promise<never>(() => undefined);
    await customResourceHandler({ ensure: never }, 'It was not made')(
      event('Create'),
      lastingMs(15_050),
    );
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: 'It was not made: Error: not done within 0 s',
    });
  });

  test('in less than it takes, however long the reason is', async () => {
    const ensure = () => Promise.reject(new Error('x'.repeat(10_000)));
    await customResourceHandler({ ensure }, 'It was not made')(event('Create'), lastingMs(90_000));
    expect(JSON.stringify(answers[0]?.body).length).toBeLessThan(4_096);
  });

  test('again, when it does not take the answer', async () => {
    refuse(2);
    await handler(event('Create'), lastingMs(90_000));
    expect(answers).toHaveLength(3);
    expect(answers[2]?.body).toEqual(answers[0]?.body);
  });
});

test('an answer that is never taken is a fault, so that Lambda calls once more', async () => {
  refuse(3);
  await expect(handler(event('Create'), lastingMs(90_000))).rejects.toThrow(
    'CloudFormation did not take the answer: HTTP 503',
  );
});

test('what does not come from CloudFormation does nothing', async () => {
  const ensure = vi.fn(async () => attributes);
  const given = event('Create', { ResponseURL: 'not an address' });
  await expect(customResourceHandler({ ensure }, '')(given, lastingMs(90_000))).rejects.toThrow();
  expect(ensure).not.toHaveBeenCalled();
  expect(answers).toEqual([]);
});
