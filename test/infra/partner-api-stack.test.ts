import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { backOfficeFunctions } from '../../shared/catalogue/back-office-functions.ts';
import { endpoints, unknownApi } from '../../shared/catalogue/catalogue.ts';
import { deploymentFunctions } from '../../shared/catalogue/deployment-functions.ts';
import { documents } from '../../shared/catalogue/documents.ts';
import { environmentNames } from '../../shared/catalogue/environment.ts';
import { loadConfig, loadDeferralConfig } from '../../shared/runtime/config.ts';
import { StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const rows = endpoints.map((row) => ({ ...row, routeKey: `POST ${row.path}` }));
const nothing = { retryQueue: 'none', decisionService: 'none' };
const everyRow = [
  ...rows,
  ...documents.map((row) => ({ ...row, ...nothing, routeKey: `GET ${row.path}` })),
  { ...unknownApi, ...nothing, routeKey: '$default' },
];
const functionCount = everyRow.length + backOfficeFunctions.length + deploymentFunctions.length;

describe('routes', () => {
  test('there is one per endpoint, one per document, and one for everything else', () => {
    expect(dev.routeKeys().sort()).toEqual(everyRow.map(({ routeKey }) => routeKey).sort());
  });

  test('each has a function of its own', () => {
    const ids = everyRow.map(({ routeKey }) => dev.functionBehind(routeKey)[0]);
    expect(new Set(ids).size).toBe(everyRow.length);
    expect(dev.all('AWS::Lambda::Function')).toHaveLength(functionCount);
  });

  test('every function gets events of format 2.0, from this API alone', () => {
    const [[apiId]] = dev.all('AWS::ApiGatewayV2::Api') as [[string, unknown]];
    for (const [, { Properties }] of dev.all('AWS::ApiGatewayV2::Integration')) {
      expect(Properties).toMatchObject({
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
      });
    }
    const permissions = dev
      .all('AWS::Lambda::Permission')
      .filter(([, { Properties }]) => Properties['Principal'] === 'apigateway.amazonaws.com');
    expect(permissions).toHaveLength(everyRow.length);
    for (const [, { Properties }] of permissions) {
      expect(textOf(Properties['SourceArn'])).toContain(`:AWS::AccountId:${apiId}/*/*`);
    }
  });

  test('the stage is at the root of the host', () => {
    const { Properties } = dev.one('AWS::ApiGatewayV2::Stage');
    expect(Properties).toMatchObject({ StageName: '$default', AutoDeploy: true });
    expect(Properties).not.toHaveProperty('RouteSettings');
  });

  test('the access log holds nothing that a partner wrote', () => {
    const { Properties } = dev.one('AWS::ApiGatewayV2::Stage');
    const { Format } = Properties['AccessLogSettings'] as { Format: string };
    expect(Format).not.toMatch(/path|query|header|userAgent|authorizer/i);
  });

  test('a new row of the catalogue is a new route and function, with nothing to change here', async () => {
    const newRow = { ...rows[0], functionName: 'consult-loan', path: '/amsin/new/consultLoan' };
    vi.resetModules();
    vi.doMock('../../shared/catalogue/catalogue.ts', () => ({
      endpoints: [...endpoints, newRow],
      unknownApi,
    }));
    const fresh = await import('./stack-template.ts');
    const template = new fresh.StackTemplate(fresh.stackOf('dev'));
    expect(template.routeKeys()).toContain('POST /amsin/new/consultLoan');
    expect(template.all('AWS::Lambda::Function')).toHaveLength(functionCount + 1);
  });
});

describe.each(everyRow)('$functionName', ({ routeKey, time, memoryMb, ...row }) => {
  const [, { Properties }] = dev.functionBehind(routeKey);

  test('runs on Node 24 and arm64, with the memory and the time of its row', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: memoryMb,
      Timeout: time.lambdaTimeoutSeconds,
    });
  });

  test('answers before Lambda cuts it off, and Lambda does so before the gateway', () => {
    expect(time.deadlineMs).toBeLessThan(time.lambdaTimeoutSeconds * 1_000 - 1_000);
    expect(time.lambdaTimeoutSeconds).toBeLessThan(30);
  });

  test('is told all that its configuration asks for, and no more', () => {
    const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
    const { retryQueueUrl, eventBusName, decisionUrl, explorerOrigin, ...everywhere } =
      environmentNames;
    const names = Object.values(everywhere);
    const expected = row.retryQueue === 'send' ? [...names, retryQueueUrl, decisionUrl] : names;
    // Nobody is told of an explorer page that there is none of.
    expect(Object.keys(Variables)).not.toContain(explorerOrigin);
    expect(Object.keys(Variables).sort()).toEqual(expected.sort());
    const texts = Object.entries(Variables).map(([name, value]) => [name, textOf(value)]);
    expect(loadConfig(Object.fromEntries(texts)).stage).toBe('dev');
    if (row.retryQueue === 'none') return;
    expect(loadDeferralConfig(Object.fromEntries(texts)).decisionUrl).toBe('DecisionServiceUrl');
  });

  test('keeps its log for two weeks, in a group of its own', () => {
    const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: unknown };
    const group = dev.byId('AWS::Logs::LogGroup', textOf(LogGroup));
    expect(group.Properties['RetentionInDays']).toBe(14);
    const users = dev
      .all('AWS::Lambda::Function')
      .filter(([, other]) =>
        JSON.stringify(other).includes(`"LogGroup":{"Ref":"${textOf(LogGroup)}"`),
      );
    expect(users).toHaveLength(1);
  });
});

test('the outputs say where the API is and what it stands on', () => {
  expect(Object.keys(dev.outputs())).toEqual([
    'BaseUrl',
    'ServerPublicKey',
    'NextCommand',
    'LedgerTableName',
    'AttachmentBucketName',
    'ServerKeySecretName',
    'RetryQueueUrl',
    'RetryDeadLetterQueueUrl',
    'EventBusName',
    'PostLedgerEventFunctionName',
    'DashboardUrl',
    'AlarmTopicArn',
    'LostEventsQueueUrl',
  ]);
  const [[apiId]] = dev.all('AWS::ApiGatewayV2::Api') as [[string, unknown]];
  expect(dev.outputs()['BaseUrl']).toEqual({ Value: { 'Fn::GetAtt': [apiId, 'ApiEndpoint'] } });
});

test('every resource can be told by its stage', () => {
  expect(stackOf('prod').tags.tagValues()).toEqual({ application: 'quotaline', stage: 'prod' });
});

test('in prod no partner is pointed to an example of a contract', () => {
  const prod = new StackTemplate(stackOf('prod'));
  expect(dev.parameters()['BudgetContractUrl']?.Default).toMatch(/^https:/);
  expect(prod.parameters()['BudgetContractUrl']).not.toHaveProperty('Default');
  expect(prod.parameters()['BudgetContractName']).not.toHaveProperty('Default');
});

test('the command for prod in the README gives whatever has no default', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [command = ''] = /^npx cdk deploy -c stage=prod [^`]+/m.exec(readme) ?? [];
  const given = [...command.matchAll(/--parameters (\w+)=/g)].map(([, name]) => name);
  const parameters = Object.entries(new StackTemplate(stackOf('prod')).parameters());
  const asked = parameters.filter(([, { Default }]) => Default === undefined);
  expect(asked.map(([name]) => name)).toEqual(['BudgetContractName', 'BudgetContractUrl']);
  expect(given).toEqual([...asked.map(([name]) => name), 'AlarmEmail']);
  expect(parameters.map(([name]) => name)).toContain('AlarmEmail');
  expect(command).toContain('-c domain=none');
});
