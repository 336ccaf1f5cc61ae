import { describe, expect, test } from 'vitest';
import { itemKeys, partitionOf } from '../../shared/store/item-key.ts';
import {
  dev,
  fromBus,
  fromDeployment,
  fromQueue,
  onSchedule,
  plainGrantsOf,
  plainNames,
} from './plain-grants.ts';
import type { Resource, Statement } from './stack-template.ts';
import { textOf } from './template-values.ts';

describe('across all roles', () => {
  /** The roles that may do something, and to what, one line each. */
  function whoMay(action: string): string[] {
    const routes = dev.routeKeys().map((routeKey): [string, [string, Resource]] => {
      return [routeKey.replace(/^.*\//, ''), dev.functionBehind(routeKey)];
    });
    const named: [string, [string, Resource]][] = [
      ...routes,
      ['retry-credit-grant', fromQueue],
      ['check-quotas', onSchedule],
      ['post-ledger-event', fromBus],
      ['make-server-key', fromDeployment],
    ];
    const found = named.flatMap(([name, lambda]) =>
      (plainGrantsOf(lambda)[action] ?? []).map((resource) => `${name}: ${resource}`),
    );
    return found.sort();
  }

  test.each([
    [
      'dynamodb:Query',
      ['books', 'due-grants', 'expiring-grants', 'table'].map((part) => `check-quotas: ${part}`),
    ],
    [
      'dynamodb:DeleteItem',
      [
        'applyCreditGrant: table',
        'check-quotas: table',
        'post-ledger-event: table',
        'retry-credit-grant: table',
      ],
    ],
    [
      'sqs:SendMessage',
      [
        'applyCreditGrant: retry queue',
        'check-quotas: LostChecks',
        'check-quotas: retry queue',
        'post-ledger-event: LostEvents',
        'retry-credit-grant: retry queue',
      ],
    ],
    ['sqs:ReceiveMessage', ['retry-credit-grant: retry queue']],
    ['sqs:DeleteMessage', ['retry-credit-grant: retry queue']],
    ['events:PutEvents', ['check-quotas: bus']],
    ['s3:PutObject', ['submitAttachment: attachments']],
    [
      'secretsmanager:PutSecretValue',
      ['make-server-key: quotaline/dev/client-index', 'make-server-key: quotaline/dev/server-key'],
    ],
  ])('%s', (action, expected) => {
    expect(whoMay(action)).toEqual(expected);
  });

  test('nobody may read or write the table in any other way', () => {
    const actions = dev.statements().flatMap(({ Action }) => [Action].flat());
    const onTable = actions.filter((action) => action.startsWith('dynamodb:'));
    expect([...new Set(onTable)].sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
  });

  test('the secret of the decision service is read by those alone that ask it', () => {
    const readers = whoMay('secretsmanager:GetSecretValue').filter((line) =>
      line.includes('decision-service'),
    );
    expect(readers.map((line) => line.replace(/:.*/, ''))).toEqual([
      'applyCreditGrant',
      'retry-credit-grant',
    ]);
  });

  test('notices are put as ours alone, so that none is ever posted', () => {
    const [put, ...others] = dev
      .statements()
      .filter(({ Action }) => [Action].flat().includes('events:PutEvents'));
    expect(others).toEqual([]);
    expect(put?.Condition).toEqual({ StringEquals: { 'events:source': 'quotaline' } });
  });

  test('the schedules may start the check and keep what they could not start', () => {
    const [scheduler, ...others] = dev
      .all('AWS::IAM::Role')
      .filter(([, role]) => JSON.stringify(role).includes('scheduler.amazonaws.com'));
    expect(others).toEqual([]);
    const [groupId] = dev.all('AWS::Scheduler::ScheduleGroup')[0] ?? [];
    const trust = scheduler?.[1].Properties['AssumeRolePolicyDocument'] as {
      Statement: Statement[];
    };
    expect(trust.Statement.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: {
          'aws:SourceAccount': { Ref: 'AWS::AccountId' },
          'aws:SourceArn': { 'Fn::GetAtt': [groupId, 'Arn'] },
        },
      },
    ]);
    const may = dev.statements(scheduler?.[0]).map(({ Action, Resource }) => ({
      Action,
      Resource: [Resource].flat().map((resource) => {
        const text = textOf(resource);
        const [aliased] = dev.all('AWS::Lambda::Alias').filter(([id]) => id === text);
        if (aliased !== undefined) return textOf(aliased[1].Properties['FunctionName']);
        return plainNames.get(text) ?? text;
      }),
    }));
    expect(may).toEqual([
      { Action: 'lambda:InvokeFunction', Resource: [onSchedule[0]] },
      { Action: 'sqs:SendMessage', Resource: ['LostChecks'] },
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: ['key of the messages'] },
    ]);
  });
});

describe('every role', () => {
  test('has neither a wildcard action nor, but for tracing, a bare wildcard resource', () => {
    for (const { Effect, Action, Resource } of dev.statements()) {
      expect(Effect).toBe('Allow');
      const actions = [Action].flat();
      for (const action of actions) expect(action).not.toContain('*');
      if (actions.every((action) => action.startsWith('xray:'))) continue;
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

  test('uses a key through one service of AWS, and only as far as it needs', () => {
    const using = dev.statements().filter(({ Action }) => /kms:/.test([Action].flat().join()));
    expect(using.length).toBeGreaterThan(10);
    for (const { Action, Condition } of using) {
      for (const action of [Action].flat()) {
        expect(['kms:Decrypt', 'kms:GenerateDataKey']).toContain(action);
      }
      const { StringEquals } = Condition as { StringEquals: Record<string, unknown> };
      expect(textOf(StringEquals['kms:ViaService'])).toMatch(
        /^(dynamodb|s3|secretsmanager|sqs)\.AWS::Region\.amazonaws\.com$/,
      );
    }
  });

  test('writes to the table and deletes from it only inside a transaction', () => {
    const writing = dev
      .statements()
      .filter(({ Action }) => /(Put|Update|Delete)Item/.test([Action].flat().join()))
      .filter(({ Condition }) => !JSON.stringify(Condition).includes('LeadingKeys'));
    expect(writing).toHaveLength(5);
    for (const { Condition } of writing) {
      expect(Condition).toEqual({
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
      });
    }
  });

  test('of an endpoint updates the rates of clients, in partitions where there is no money', () => {
    const rating = dev
      .statements()
      .filter(({ Condition }) => JSON.stringify(Condition ?? {}).includes('LeadingKeys'));
    expect(rating).toHaveLength(6);
    for (const { Action, Condition } of rating) {
      expect(Action).toBe('dynamodb:UpdateItem');
      expect(Condition).toEqual({
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RATE#*'] },
      });
    }
    const { pk } = itemKeys.rate({ clientId: 'C', ratePerSecond: 1, burst: 1 });
    expect(pk).toBe('RATE#C');
    expect(partitionOf({ clientId: 'RATE#' })).not.toMatch(/^RATE#/);
  });
});
