import type { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { S3AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import { StackTemplate, stackOf, textOf } from './stack-template.ts';

const dev = new StackTemplate(stackOf('dev'));

/** What a role may do, with the stack's resources by their plain names. */
function grantsOf(routeKey: string): Record<string, string[]> {
  const names = new Map<string, string>();
  for (const [id] of dev.all('AWS::DynamoDB::Table')) names.set(`${id}.Arn`, 'table');
  for (const [id] of dev.all('AWS::S3::Bucket'))
    names.set(`${id}.Arn/attachments/*`, 'attachments');
  for (const [id, { Properties }] of dev.all('AWS::SecretsManager::Secret')) {
    names.set(id, `${Properties['Name']}`);
  }
  const [, { Properties }] = dev.functionBehind(routeKey);
  const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: unknown };
  names.set(`${textOf(LogGroup)}.Arn`, 'own log');
  const plain = (resource: string): string =>
    names.get(resource) ?? resource.replace(/^.*:AWS::AccountId:/, '');
  const grants = Object.entries(dev.grantsOf(routeKey));
  return Object.fromEntries(
    grants.map(([action, resources]) => [action, resources.map(plain).sort()]),
  );
}

const signs = {
  'logs:CreateLogStream': ['own log'],
  'logs:PutLogEvents': ['own log'],
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
const reads = { ...verifies, 'dynamodb:BatchGetItem': ['table'] };
const writes = {
  ...reads,
  'dynamodb:ConditionCheckItem': ['table'],
  'dynamodb:PutItem': ['table'],
  'dynamodb:UpdateItem': ['table'],
};

describe('what each function may do, and nothing else', () => {
  test.each([
    ['/amsin/alipay/business/credit/queryCreditQuota', reads],
    ['/amsin/alipay/business/credit/applyCreditGrant', writes],
    ['/amsin/alipay/business/credit/inquiryCreditGrant', reads],
    [
      '/amsin/api/v1/business/account/submitAttachment',
      { ...writes, 's3:PutObject': ['attachments'] },
    ],
    ['/amsin/api/v1/business/account/inquiryAvailableQuota', reads],
    ['/amsin/api/v1/business/worldcard/queryBudgetAccountInfo', reads],
  ])('%s', (path, expected) => {
    expect(grantsOf(`POST ${path}`)).toEqual(expected);
  });

  test('whatever is no endpoint reaches no table, bucket or client', () => {
    expect(grantsOf('$default')).toEqual(signs);
  });

  test.each(endpoints.filter(({ idempotency }) => idempotency.kind === 'query'))(
    '$name cannot write',
    ({ path }) => {
      const actions = Object.keys(grantsOf(`POST ${path}`));
      expect(
        actions.filter((action) => /Put(Item|Object)|Update|Delete|Write/.test(action)),
      ).toEqual([]);
    },
  );
});

describe('every role', () => {
  test('has neither a wildcard action nor a bare wildcard resource', () => {
    for (const { Effect, Action, Resource } of dev.statements()) {
      expect(Effect).toBe('Allow');
      for (const action of [Action].flat()) expect(action).not.toContain('*');
      for (const resource of [Resource].flat()) expect(textOf(resource)).not.toBe('*');
    }
  });

  test('has no policy but its own', () => {
    const policies = dev.all('AWS::IAM::Policy');
    const roles = dev.all('AWS::IAM::Role');
    expect(policies.map(([, { Properties }]) => (Properties['Roles'] as unknown[]).length)).toEqual(
      roles.map(() => 1),
    );
    for (const [, { Properties }] of roles) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
    }
  });

  test('writes to the table only inside a transaction', () => {
    const writing = dev
      .statements()
      .filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
    expect(writing).toHaveLength(2);
    for (const { Condition } of writing) {
      expect(Condition).toEqual({
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
      });
    }
  });
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
