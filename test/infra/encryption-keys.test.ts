import { describe, expect, test } from 'vitest';
import { type Resource, StackTemplate, type Statement, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));

/** A statement of a key's policy. */
interface KeyStatement extends Statement {
  readonly Principal: { readonly AWS?: unknown; readonly Service?: unknown };
}

function policyOf(key: Resource): KeyStatement[] {
  return (key.Properties['KeyPolicy'] as { Statement: KeyStatement[] }).Statement;
}

const keys = new Map(prod.keys());

test('there is one key for data, one for secrets, and one for what passes by', () => {
  const aliases = prod.all('AWS::KMS::Alias').map(([, { Properties }]) => Properties['AliasName']);
  expect(aliases).toEqual([
    'alias/quotaline/prod/data',
    'alias/quotaline/prod/secrets',
    'alias/quotaline/prod/messages',
  ]);
  expect(prod.all('AWS::KMS::Key')).toHaveLength(3);
  expect(dev.keys().map(([name]) => name)).toEqual(['data', 'secrets', 'messages']);
});

test('every key is renewed each year, and outlives a stack in prod', () => {
  for (const [, { Properties, DeletionPolicy, UpdateReplacePolicy }] of keys) {
    expect(Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(UpdateReplacePolicy).toBe('Retain');
  }
  for (const [, { Properties, DeletionPolicy }] of dev.keys()) {
    expect(Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 7 });
    expect(DeletionPolicy).toBe('Delete');
  }
});

describe('the policy of every key', () => {
  test.each([
    ['data', ['dynamodb', 's3', 'events', 'backup']],
    ['secrets', ['secretsmanager']],
    ['messages', ['sqs', 'sns']],
  ])('%s: identities use it through its services alone', (name, services) => {
    const ofAccount = policyOf(keys.get(name) as Resource).filter(({ Principal }) => Principal.AWS);
    expect(ofAccount).toHaveLength(2);
    const [administration, use] = ofAccount as [KeyStatement, KeyStatement];
    expect([administration.Action].flat().join()).not.toMatch(/crypt|DataKey|CreateGrant|Sign|\*/);
    const { StringEquals } = use.Condition as { StringEquals: Record<string, unknown> };
    expect(StringEquals['kms:CallerAccount']).toEqual({ Ref: 'AWS::AccountId' });
    expect([StringEquals['kms:ViaService']].flat().map(textOf)).toEqual(
      services.map((service) => `${service}.AWS::Region.amazonaws.com`),
    );
  });

  test('lets a service in only for what belongs to this stack', () => {
    for (const [name, key] of keys) {
      const ofServices = policyOf(key).filter(({ Principal }) => Principal.Service);
      if (name === 'secrets') expect(ofServices).toEqual([]);
      // Reads what kind of key it is, and uses nothing.
      for (const { Condition } of ofServices.filter(({ Action }) => Action !== 'kms:DescribeKey')) {
        expect(JSON.stringify(Condition)).toContain('quotaline-prod');
      }
    }
  });

  test('names no action by a wildcard', () => {
    for (const [, key] of keys) {
      for (const { Action } of policyOf(key)) expect([Action].flat().join()).not.toContain('*');
    }
  });
});

test('every log is encrypted under the key of what passes by', () => {
  const logs = prod.all('AWS::Logs::LogGroup');
  expect(logs.length).toBeGreaterThan(10);
  for (const [, { Properties }] of logs) {
    expect(prod.keyNameOf(Properties['KmsKeyId'])).toBe('messages');
  }
});
