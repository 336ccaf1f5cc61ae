import { expect, test } from 'vitest';
import { StackTemplate, type Statement, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const bucketIds = dev.all('AWS::S3::Bucket').map(([id]) => id);
const [, emptying] = dev.functionFedBy('Custom::EmptiedBuckets');

test('dev can be thrown away: every bucket is emptied before it is deleted', () => {
  const emptied = dev.one('Custom::EmptiedBuckets');
  const names = emptied.Properties['BucketNames'] as unknown[];
  expect(names.map(textOf).sort()).toEqual([...bucketIds].sort());
  const policies = dev.all('AWS::S3::BucketPolicy').map(([id]) => id);
  expect(emptied.DependsOn).toEqual(expect.arrayContaining(policies));
  expect(policies).toHaveLength(2);
});

test('one role may delete objects, of these buckets, because these buckets say so', () => {
  for (const [, { Properties }] of dev.all('AWS::S3::BucketPolicy')) {
    const { Statement } = Properties['PolicyDocument'] as {
      Statement: (Statement & { Principal: { AWS?: unknown } })[];
    };
    const deleting = Statement.filter(({ Effect, Action }) => {
      return Effect === 'Allow' && [Action].flat().join().includes('Delete');
    });
    const id = textOf(Properties['Bucket']);
    expect(deleting).toMatchObject([
      {
        Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:ListBucketVersions'],
        Principal: { AWS: emptying.Properties['Role'] },
      },
    ]);
    expect([deleting[0]?.Resource].flat().map(textOf)).toEqual([`${id}.Arn`, `${id}.Arn/*`]);
  }
});

test('in prod nothing may', () => {
  expect(prod.all('Custom::EmptiedBuckets')).toEqual([]);
  const functions = prod.all('AWS::Lambda::Function').map(([id]) => id);
  expect(functions.filter((id) => /empty/i.test(id))).toEqual([]);
  expect(JSON.stringify(prod.all('AWS::S3::BucketPolicy'))).not.toContain('s3:Delete');
  const actions = prod.statements().flatMap(({ Action }) => [Action].flat());
  expect(actions.filter((action) => action.startsWith('s3:'))).toEqual(['s3:PutObject']);
});
