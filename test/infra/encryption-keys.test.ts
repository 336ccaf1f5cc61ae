import { describe, expect, test } from 'vitest';
import { type Resource, StackTemplate, type Statement, stackOf, textOf } from './stack-template.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));

/** A statement of a key's policy. */
interface KeyStatement extends Statement {
  readonly Principal: { readonly AWS?: unknown; readonly Service?: unknown };
}

function aliasesOf(template: StackTemplate): [alias: string, key: Resource][] {
  return template.all('AWS::KMS::Alias').map(([, { Properties }]) => {
    const keyId = textOf(Properties['TargetKeyId']).replace('.Arn', '');
    return [`${Properties['AliasName']}`, template.byId('AWS::KMS::Key', keyId)];
  });
}

function policyOf(key: Resource): KeyStatement[] {
  return (key.Properties['KeyPolicy'] as { Statement: KeyStatement[] }).Statement;
}

const keys = new Map(aliasesOf(prod));

test('there is one key for data, one for secrets, and one for what passes by', () => {
  expect([...keys.keys()]).toEqual([
    'alias/quotaline/prod/data',
    'alias/quotaline/prod/secrets',
    'alias/quotaline/prod/messages',
  ]);
  expect(prod.all('AWS::KMS::Key')).toHaveLength(3);
  expect(aliasesOf(dev).map(([alias]) => alias)).toEqual([
    'alias/quotaline/dev/data',
    'alias/quotaline/dev/secrets',
    'alias/quotaline/dev/messages',
  ]);
});

test('every key is renewed each year, and outlives a stack in prod', () => {
  for (const [, { Properties, DeletionPolicy, UpdateReplacePolicy }] of keys) {
    expect(Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(UpdateReplacePolicy).toBe('Retain');
  }
  for (const [, { Properties, DeletionPolicy }] of aliasesOf(dev)) {
    expect(Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 7 });
    expect(DeletionPolicy).toBe('Delete');
  }
});

describe('the policy of every key', () => {
  test.each([
    ['alias/quotaline/prod/data', ['dynamodb', 's3', 'backup']],
    ['alias/quotaline/prod/secrets', ['secretsmanager']],
    ['alias/quotaline/prod/messages', ['sqs', 'sns', 'events']],
  ])('%s: identities use it through its services alone', (alias, services) => {
    const ofAccount = policyOf(keys.get(alias) as Resource).filter(
      ({ Principal }) => Principal.AWS,
    );
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
    for (const [alias, key] of keys) {
      const ofServices = policyOf(key).filter(({ Principal }) => Principal.Service);
      if (alias !== 'alias/quotaline/prod/messages') expect(ofServices).toEqual([]);
      for (const { Condition } of ofServices)
        expect(JSON.stringify(Condition)).toContain('quotaline-prod');
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
    const key = prod.byId('AWS::KMS::Key', textOf(Properties['KmsKeyId']).replace('.Arn', ''));
    expect(key).toBe(keys.get('alias/quotaline/prod/messages'));
  }
});
