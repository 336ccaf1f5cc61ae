import type { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { S3AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import {
  beforeDeletion,
  dev,
  fromBus,
  fromDeployment,
  fromQueue,
  onSchedule,
  plainGrantsOf,
} from './plain-grants.ts';

function grantsOf(routeKey: string): Record<string, string[]> {
  return plainGrantsOf(dev.functionBehind(routeKey));
}

const logs = {
  'logs:CreateLogStream': ['own log'],
  'logs:PutLogEvents': ['own log'],
  // Tracing knows no resources.
  'xray:PutTelemetryRecords': ['*'],
  'xray:PutTraceSegments': ['*'],
};
const signs = {
  ...logs,
  'kms:Decrypt': ['key of the secrets'],
  'secretsmanager:GetSecretValue': ['quotaline/dev/server-key'],
};
const verifies = {
  ...signs,
  'secretsmanager:GetSecretValue': [
    'quotaline/dev/client-index',
    'quotaline/dev/server-key',
    'secret:quotaline/dev/clients/*',
  ],
};
const reads = {
  ...verifies,
  'dynamodb:BatchGetItem': ['table'],
  'dynamodb:UpdateItem': ['rates'],
  'kms:Decrypt': ['key of the data', 'key of the secrets'],
};
const writes = {
  ...reads,
  'dynamodb:ConditionCheckItem': ['table'],
  'dynamodb:PutItem': ['table'],
  'dynamodb:UpdateItem': ['rates', 'table'],
};

const defers = {
  ...writes,
  'dynamodb:DeleteItem': ['table'],
  'sqs:SendMessage': ['retry queue'],
  'kms:Decrypt': ['key of the data', 'key of the messages', 'key of the secrets'],
  'kms:GenerateDataKey': ['key of the messages'],
  'secretsmanager:GetSecretValue': [
    ...verifies['secretsmanager:GetSecretValue'],
    'quotaline/dev/decision-service',
  ].sort(),
};
const works = {
  ...logs,
  'dynamodb:BatchGetItem': ['table'],
  'dynamodb:ConditionCheckItem': ['table'],
  'dynamodb:DeleteItem': ['table'],
  'dynamodb:PutItem': ['table'],
  'dynamodb:UpdateItem': ['table'],
  'kms:Decrypt': ['key of the data', 'key of the messages'],
  'kms:GenerateDataKey': ['key of the messages'],
};

describe('what each function may do, and nothing else', () => {
  test.each([
    ['/amsin/alipay/business/credit/queryCreditQuota', reads],
    ['/amsin/alipay/business/credit/applyCreditGrant', defers],
    ['/amsin/alipay/business/credit/inquiryCreditGrant', reads],
    [
      '/amsin/api/v1/business/account/submitAttachment',
      {
        ...writes,
        's3:PutObject': ['attachments'],
        'kms:GenerateDataKey': ['key of the data'],
      },
    ],
    ['/amsin/api/v1/business/account/inquiryAvailableQuota', reads],
    ['/amsin/api/v1/business/worldcard/queryBudgetAccountInfo', reads],
  ])('%s', (path, expected) => {
    expect(grantsOf(`POST ${path}`)).toEqual(expected);
  });

  test('the published keys are told by whoever can sign, from nothing else', () => {
    expect(grantsOf('GET /.well-known/quotaline-keys.json')).toEqual(signs);
  });

  test('whatever is no endpoint reaches no table, bucket or client', () => {
    expect(grantsOf('$default')).toEqual(signs);
  });

  test('retry-credit-grant decides, sends anew, and is the event source of its queue', () => {
    expect(plainGrantsOf(fromQueue)).toEqual({
      ...works,
      'kms:Decrypt': ['key of the data', 'key of the messages', 'key of the secrets'],
      'secretsmanager:GetSecretValue': ['quotaline/dev/decision-service'],
      'sqs:DeleteMessage': ['retry queue'],
      'sqs:GetQueueAttributes': ['retry queue'],
      'sqs:ReceiveMessage': ['retry queue'],
      'sqs:SendMessage': ['retry queue'],
    });
  });

  test('check-quotas pages through the indexes and the table, sends, and puts notices', () => {
    expect(plainGrantsOf(onSchedule)).toEqual({
      ...works,
      'dynamodb:Query': ['books', 'due-grants', 'expiring-grants', 'table'],
      'events:PutEvents': ['bus'],
      'sqs:SendMessage': ['LostChecks', 'retry queue'],
    });
  });

  test('post-ledger-event writes, and reaches neither queue, bus nor secret', () => {
    expect(plainGrantsOf(fromBus)).toEqual({ ...works, 'sqs:SendMessage': ['LostEvents'] });
  });

  test('make-server-key reads and fills two secrets, and reaches nothing else', () => {
    const both = ['quotaline/dev/client-index', 'quotaline/dev/server-key'];
    expect(plainGrantsOf(fromDeployment)).toEqual({
      ...logs,
      'kms:Decrypt': ['key of the secrets'],
      'kms:GenerateDataKey': ['key of the secrets'],
      'secretsmanager:GetSecretValue': both,
      'secretsmanager:PutSecretValue': both,
    });
  });

  test('empty-buckets has no permission of its own: the buckets that it empties give it theirs', () => {
    expect(plainGrantsOf(beforeDeletion)).toEqual(logs);
  });

  test.each(endpoints.filter(({ idempotency }) => idempotency.kind === 'query'))(
    '$name can write nothing but the rates of clients',
    ({ path }) => {
      const grants = Object.entries(grantsOf(`POST ${path}`));
      const writing = grants.filter(([action]) =>
        /Put(Item|Object)|Update|Delete|Write/.test(action),
      );
      expect(writing).toEqual([['dynamodb:UpdateItem', ['rates']]]);
    },
  );
});

test('what the store puts into the bucket is what the role may put there', async () => {
  const keys: (string | undefined)[] = [];
  const client = {
    send: async (command: PutObjectCommand) => {
      keys.push(command.input.Key);
      return {};
    },
  } as unknown as S3Client;
  const bounds = { signal: new AbortController().signal, assertInTime: () => undefined };
  const file = {
    tenant: { clientId: 'CLIENT_1' },
    fileKey: 'ATT1',
    contentHash: 'ab',
    bytes: new Uint8Array(1),
  };
  await new S3AttachmentBucket(client, 'bucket').put(file, bounds);
  expect(keys).toEqual(['attachments/CLIENT_1/@own/ATT1/ab']);
});
