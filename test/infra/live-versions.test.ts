import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expect, test } from 'vitest';
import { EndpointFunction } from '../../infra/endpoint-function.ts';
import { stageTerms } from '../../infra/stage.ts';
import { appForTest } from './app-for-test.ts';
import { StackTemplate, stackOf } from './stack-template.ts';
import { isCall, textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const functions = dev.all('AWS::Lambda::Function');

test('every function has one version, and is live at it', () => {
  const versions = new Map(
    dev.all('AWS::Lambda::Version').map(([id, { Properties }]) => {
      return [`${id}.Version`, textOf(Properties['FunctionName'])];
    }),
  );
  const live = dev.all('AWS::Lambda::Alias').map(([, { Properties }]) => {
    expect(Properties['Name']).toBe('live');
    expect(versions.get(textOf(Properties['FunctionVersion']))).toBe(
      textOf(Properties['FunctionName']),
    );
    return textOf(Properties['FunctionName']);
  });
  expect(live.sort()).toEqual(functions.map(([id]) => id).sort());
  expect(versions.size).toBe(functions.length);
});

test('whatever calls a function calls what is live', () => {
  const called = [
    ...dev.all('AWS::ApiGatewayV2::Integration').map(([, one]) => one.Properties['IntegrationUri']),
    ...dev.all('AWS::Lambda::Permission').map(([, one]) => one.Properties['FunctionName']),
    ...dev.all('AWS::Lambda::EventSourceMapping').map(([, one]) => one.Properties['FunctionName']),
    ...dev.all('Custom::EmptiedBuckets').map(([, one]) => one.Properties['ServiceToken']),
    ...dev.all('Custom::ServerKey').map(([, one]) => one.Properties['ServiceToken']),
    ...dev.all('AWS::Scheduler::Schedule').map(([, one]) => arnOf(one.Properties['Target'])),
    ...dev.all('AWS::Events::Rule').flatMap(([, one]) => {
      return (one.Properties['Targets'] as unknown[]).map(arnOf).filter(isCall);
    }),
  ];
  const ids = called.map((target) => dev.functionLiveAs(target)[0]);
  expect([...new Set(ids)].sort()).toEqual(functions.map(([id]) => id).sort());
});

test('what is retried without anyone waiting is so for calls of what is live', () => {
  const retried = dev.all('AWS::Lambda::EventInvokeConfig');
  expect(retried).toHaveLength(2);
  for (const [, { Properties }] of retried) {
    const [functionId] = dev.functionLiveAs(Properties['Qualifier']);
    expect(functionId).toBe(textOf(Properties['FunctionName']));
  }
});

test('in prod the versions that were live before stay, to go back to', () => {
  const policies = (of: StackTemplate): unknown[] => {
    return of.all('AWS::Lambda::Version').map(([, { DeletionPolicy }]) => DeletionPolicy);
  };
  expect([...new Set(policies(prod))]).toEqual(['Retain']);
  expect([...new Set(policies(dev))]).toEqual(['Delete']);
});

test('a second deployment of the same sources changes nothing', () => {
  expect(Template.fromStack(stackOf('prod')).toJSON()).toEqual(
    Template.fromStack(stackOf('prod')).toJSON(),
  );
});

test('another setting is another version', () => {
  const versionOf = (memoryMb: number): string | undefined => {
    const stack = new Stack(appForTest({ 'aws:cdk:bundling-stacks': [] }), 'stack');
    new EndpointFunction(stack, 'one', {
      functionName: 'unknown-api',
      time: { lambdaTimeoutSeconds: 5 },
      memoryMb,
      environment: {},
      terms: stageTerms.dev,
      logsKey: new Key(stack, 'key'),
    });
    return Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version'))[0];
  };
  expect(versionOf(512)).toMatch(/^one/);
  expect(versionOf(512)).toBe(versionOf(512));
  expect(versionOf(1_024)).not.toBe(versionOf(512));
});

test('each is traced by Lambda itself, and none reserves concurrency', () => {
  for (const [, { Properties }] of functions) {
    expect(Properties['TracingConfig']).toEqual({ Mode: 'Active' });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  }
});

function arnOf(target: unknown): unknown {
  return (target as { Arn: unknown }).Arn;
}
