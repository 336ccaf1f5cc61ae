import { describe, expect, test } from 'vitest';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));

function bucketOf(template: StackTemplate, isLogged: boolean): [id: string, bucket: Resource] {
  const [found, ...others] = template
    .all('AWS::S3::Bucket')
    .filter(([, { Properties }]) => 'LoggingConfiguration' in Properties === isLogged);
  if (found === undefined || others.length > 0) throw new Error('expected one such bucket');
  return found;
}

function rulesOf([, { Properties }]: [string, Resource]): unknown {
  return (Properties['LifecycleConfiguration'] as { Rules: unknown }).Rules;
}

const attachments = bucketOf(prod, true);
const accessLogs = bucketOf(prod, false);

describe.each([
  ['attachments', attachments],
  ['access logs', accessLogs],
])('the bucket of the %s', (_, [id, { Properties }]) => {
  test('is private', () => {
    expect(Properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties['OwnershipControls']).toEqual({
      Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
    });
  });

  test('refuses whatever does not come over TLS 1.2 or later, and allows no identity anything', () => {
    const [, policy] = prod
      .all('AWS::S3::BucketPolicy')
      .find(([, { Properties: one }]) => textOf(one['Bucket']) === id) as [string, Resource];
    const { Statement } = policy.Properties['PolicyDocument'] as {
      Statement: Record<string, unknown>[];
    };
    const denied = Statement.filter(({ Effect }) => Effect === 'Deny');
    expect(denied.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      { Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
    for (const { Principal } of allowed) {
      expect(Principal).toEqual({ Service: 'logging.s3.amazonaws.com' });
    }
  });
});

test('attachments are versioned, and encrypted under the key of the data', () => {
  const [, { Properties }] = attachments;
  expect(Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
  const { ServerSideEncryptionConfiguration } = Properties['BucketEncryption'] as {
    ServerSideEncryptionConfiguration: [
      { BucketKeyEnabled: boolean; ServerSideEncryptionByDefault: Record<string, unknown> },
    ];
  };
  const [{ BucketKeyEnabled, ServerSideEncryptionByDefault }] = ServerSideEncryptionConfiguration;
  expect(BucketKeyEnabled).toBe(true);
  expect(ServerSideEncryptionByDefault['SSEAlgorithm']).toBe('aws:kms');
  expect(prod.keyNameOf(ServerSideEncryptionByDefault['KMSMasterKeyID'])).toBe('data');
});

test('an attachment itself never expires; what was replaced can be had back for ninety days', () => {
  expect(rulesOf(attachments)).toEqual([
    {
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ]);
});

test('who touched an attachment is logged beside it: for 400 days in prod, for two weeks in dev', () => {
  const { DestinationBucketName, LogFilePrefix } = attachments[1].Properties[
    'LoggingConfiguration'
  ] as Record<string, unknown>;
  expect(textOf(DestinationBucketName)).toBe(accessLogs[0]);
  expect(LogFilePrefix).toBe('attachments/');
  expect(rulesOf(accessLogs)).toMatchObject([{ ExpirationInDays: 400 }]);
  expect(rulesOf(bucketOf(dev, false))).toMatchObject([{ ExpirationInDays: 14 }]);
});
