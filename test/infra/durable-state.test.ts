import { describe, expect, test } from 'vitest';
import { tableDefinition } from '../../infra/local/provision.ts';
import type { CreditGrant } from '../../shared/domain/credit-grant.ts';
import { openBooks } from '../../shared/store/books-store.ts';
import { putCreditGrant } from '../../shared/store/credit-grant-store.ts';
import { indexAttributes } from '../../shared/store/index-keys.ts';
import { keepSignature } from '../../shared/store/signature-store.ts';
import { StackTemplate, stackOf } from './stack-template.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));

describe('the ledger table', () => {
  const { Properties } = prod.one('AWS::DynamoDB::Table');

  test('is keyed by tenant, then by kind and id, and indexed sparsely by keys alone', () => {
    expect(Properties['KeySchema']).toEqual(keySchema('pk', 'sk'));
    expect(Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'due-grants',
        KeySchema: keySchema('dueShard', 'nextDueAt'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'expiring-grants',
        KeySchema: keySchema('expiryShard', 'expiresAt'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'books',
        KeySchema: keySchema('booksShard', 'booksSince'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(Properties['AttributeDefinitions']).toEqual([
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'dueShard', AttributeType: 'S' },
      { AttributeName: 'nextDueAt', AttributeType: 'N' },
      { AttributeName: 'expiryShard', AttributeType: 'S' },
      { AttributeName: 'expiresAt', AttributeType: 'N' },
      { AttributeName: 'booksShard', AttributeType: 'S' },
      { AttributeName: 'booksSince', AttributeType: 'N' },
    ]);
  });

  test('has the index and expiry attributes that the store writes', () => {
    const waiting = itemOf({
      status: 'ACCEPTED',
      waitsFor: 'DECISION',
      attempts: 0,
      nextDueAt: 1_000,
    });
    expect(waiting).toMatchObject({ dueShard: '5', nextDueAt: 1_000 });
    expect(waiting).not.toHaveProperty('expiryShard');
    expect(itemOf(granted(false))).toMatchObject({ expiryShard: '5', expiresAt: 2_000 });
    expect(itemOf(granted(false))).not.toHaveProperty('dueShard');
    expect(itemOf(granted(true))).not.toHaveProperty('expiryShard');
    expect(openBooks({ clientId: 'C' })).toMatchObject({
      changes: [
        { change: 'set', path: 'booksShard', value: '5' },
        { change: 'set', path: 'booksSince', value: 0 },
      ],
    });
    expect(keepSignature('C', 'ab', { headersHash: 'cd' }, 3_000)).toMatchObject({
      item: { forgetAtSeconds: 3_000 },
    });
    expect(Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'forgetAtSeconds',
      Enabled: true,
    });
  });

  test('is indexed by the very attributes that the store queries', () => {
    const indexes = Properties['GlobalSecondaryIndexes'] as {
      IndexName: string;
      KeySchema: { AttributeName: string }[];
    }[];
    const made = indexes.map(({ IndexName, KeySchema }) => [
      IndexName,
      KeySchema.map(({ AttributeName }) => AttributeName),
    ]);
    expect(Object.fromEntries(made)).toEqual(indexAttributes);
  });

  test('has the keys and indexes of the table on a laptop', () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = tableDefinition;
    expect({ AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }).toEqual({
      AttributeDefinitions: Properties['AttributeDefinitions'],
      KeySchema: Properties['KeySchema'],
      GlobalSecondaryIndexes: Properties['GlobalSecondaryIndexes'],
    });
  });

  test('can be restored to any second, is encrypted under our key, and is paid by the request', () => {
    expect(Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      BillingMode: 'PAY_PER_REQUEST',
    });
    const { KMSMasterKeyId } = Properties['SSESpecification'] as { KMSMasterKeyId: unknown };
    expect(prod.keyNameOf(KMSMasterKeyId)).toBe('data');
  });
});

describe('what happens to state when its stack goes', () => {
  const types = [
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::SecretsManager::Secret',
    'AWS::SQS::Queue',
  ];

  test('in prod it stays, and a table cannot even be deleted by itself', () => {
    for (const resource of types.flatMap((type) => prod.all(type).map(([, found]) => found))) {
      expect(resource.DeletionPolicy).toMatch(/^Retain/);
      expect(resource.UpdateReplacePolicy).toBe('Retain');
    }
    expect(prod.one('AWS::DynamoDB::Table').Properties['DeletionProtectionEnabled']).toBe(true);
    expect(stackOf('prod').terminationProtection).toBe(true);
  });

  test('a first deployment to prod that fails leaves no name taken', () => {
    for (const [, { DeletionPolicy }] of prod.all('AWS::SecretsManager::Secret')) {
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
    expect(prod.one('AWS::DynamoDB::Table').Properties).not.toHaveProperty('TableName');
    for (const [, { Properties: bucket }] of prod.all('AWS::S3::Bucket')) {
      expect(bucket).not.toHaveProperty('BucketName');
    }
  });

  test('in dev it goes too', () => {
    for (const resource of types.flatMap((type) => dev.all(type).map(([, found]) => found))) {
      expect(resource.DeletionPolicy).toBe('Delete');
    }
    expect(dev.one('AWS::DynamoDB::Table').Properties['DeletionProtectionEnabled']).toBe(false);
    expect(stackOf('dev').terminationProtection).toBe(false);
  });
});

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

function granted(expired: boolean): CreditGrant['state'] {
  return {
    status: 'SUCCESS',
    dueDate: '2026-12-01',
    expiresAt: 2_000,
    unusedMinor: 100n,
    outstandingMinor: 0n,
    expired,
  };
}

function itemOf(state: CreditGrant['state']): unknown {
  const grant: CreditGrant = {
    creditGrantNo: 'CGABCD',
    referenceNo: 'R1',
    amountMinor: 100n,
    currency: 'USD',
    annualPercentageRate: '0.1',
    decideBy: 1_000,
    state,
  };
  const action = putCreditGrant({ clientId: 'C' }, grant, 0);
  return 'item' in action ? action.item : undefined;
}
