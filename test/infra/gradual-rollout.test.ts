import { expect, test } from 'vitest';
import { unknownApi } from '../../shared/catalogue/catalogue.ts';
import { documents } from '../../shared/catalogue/documents.ts';
import { alarmsOf } from './stack-alarms.ts';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const prod = new StackTemplate(stackOf('prod'));
const groups = prod.all('AWS::CodeDeploy::DeploymentGroup');
const answering = prod.routeKeys().map((routeKey) => prod.functionBehind(routeKey)[0]);
const aliases = prod.all('AWS::Lambda::Alias');

interface ShiftedAlias {
  readonly UpdatePolicy?: {
    readonly CodeDeployLambdaAliasUpdate: {
      readonly DeploymentGroupName: { readonly Ref: string };
    };
  };
}

function groupOf(alias: Resource): string | undefined {
  const { UpdatePolicy } = alias as ShiftedAlias;
  return UpdatePolicy?.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref;
}

test('every function that answers partners takes over by a tenth for five minutes', () => {
  expect(groups).toHaveLength(answering.length);
  for (const [, { Properties }] of groups) {
    expect(Properties).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      DeploymentStyle: {
        DeploymentOption: 'WITH_TRAFFIC_CONTROL',
        DeploymentType: 'BLUE_GREEN',
      },
    });
  }
  const shifted = aliases.filter(([, alias]) => groupOf(alias) !== undefined);
  const functionIds = shifted.map(([, { Properties }]) => textOf(Properties['FunctionName']));
  expect(functionIds.sort()).toEqual([...answering].sort());
  expect(new Set(shifted.map(([, alias]) => groupOf(alias))).size).toBe(answering.length);
});

test('each goes back when its calls go wrong, by an alarm of its own', () => {
  const alarms = alarmsOf(prod, 'quotaline-prod');
  for (const [groupId, { Properties }] of groups) {
    expect(Properties['AutoRollbackConfiguration']).toEqual({
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
    const { Alarms, Enabled } = Properties['AlarmConfiguration'] as {
      Alarms: { Name: { Ref: string } }[];
      Enabled: boolean;
    };
    expect(Enabled).toBe(true);
    const [alias] = aliases.filter(([, one]) => groupOf(one) === groupId);
    const functionId = textOf(alias?.[1].Properties['FunctionName']);
    const [alarm] = [...alarms.values()].filter(({ id }) => Alarms[0]?.Name.Ref === id);
    expect(alarm?.name).toMatch(/^rollback-/);
    const watched = JSON.stringify(alarm?.properties['Metrics']);
    expect(watched).toContain(`"Name":"FunctionName","Value":{"Ref":"${functionId}"}`);
    expect(Alarms).toHaveLength(1);
  }
});

test('U counts as an error, whatever answers so, for a fault is an answer', () => {
  const expressions = [...alarmsOf(prod, 'quotaline-prod').values()]
    .filter(({ name }) => name.startsWith('rollback-'))
    .map(({ name, properties }) => {
      const [{ Expression }] = properties['Metrics'] as [{ Expression: string }];
      return [name, Expression];
    });
  const withUnknown = '100 * (errors + FILL(unknown, 0)) / calls';
  expect(Object.fromEntries(expressions)).toEqual({
    'rollback-query-credit-quota': withUnknown,
    'rollback-apply-credit-grant': withUnknown,
    'rollback-inquiry-credit-grant': withUnknown,
    'rollback-submit-attachment': withUnknown,
    'rollback-inquiry-available-quota': withUnknown,
    'rollback-query-budget-account-info': withUnknown,
    'rollback-unknown-api': withUnknown,
    'rollback-published-keys': withUnknown,
    'rollback-openapi-document': withUnknown,
  });
});

test('what is no endpoint counts its U by the name of its function', () => {
  const alarms = alarmsOf(prod, 'quotaline-prod');
  for (const { functionName } of [...documents, unknownApi]) {
    const watched = JSON.stringify(alarms.get(`rollback-${functionName}`)?.properties['Metrics']);
    expect(watched).toContain(`"Dimensions":[{"Name":"api","Value":"${functionName}"}`);
    expect(watched).toContain('"MetricName":"Unknown","Namespace":"Quotaline"');
  }
});

test('what shifts the traffic may do nothing else, and to no other function', () => {
  const [role, ...others] = prod
    .all('AWS::IAM::Role')
    .filter(([, one]) => JSON.stringify(one).includes('codedeploy.amazonaws.com'));
  expect(others).toEqual([]);
  expect(role?.[1].Properties).not.toHaveProperty('ManagedPolicyArns');
  const statements = prod.statements(role?.[0]);
  const may = new Map<string, string[]>();
  for (const { Action, Resource } of statements) {
    for (const action of [Action].flat()) {
      may.set(action, [...(may.get(action) ?? []), ...[Resource].flat().map(textOf)]);
    }
  }
  const arns = answering.flatMap((id) => [`${id}.Arn`, `${id}.Arn:live`]).sort();
  expect([...may.keys()].sort()).toEqual([
    'cloudwatch:DescribeAlarms',
    'lambda:GetAlias',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:UpdateAlias',
  ]);
  expect(may.get('lambda:GetProvisionedConcurrencyConfig')?.sort()).toEqual(arns);
  expect(may.get('lambda:UpdateAlias')?.sort()).toEqual(arns);
  expect(may.get('lambda:GetAlias')?.sort()).toEqual(arns);
  const rollbacks = [...alarmsOf(prod, 'quotaline-prod').values()].filter(({ name }) => {
    return name.startsWith('rollback-');
  });
  // A composite alarm would be hidden from whoever may not see all of them.
  expect(rollbacks.filter(({ isComposite }) => isComposite)).toEqual([]);
  expect(may.get('cloudwatch:DescribeAlarms')?.sort()).toEqual(
    rollbacks.map(({ id }) => `${id}.Arn`).sort(),
  );
});

test('a hotfix can take over at once, and past the alarm that it is to end', () => {
  const hotfix = new StackTemplate(stackOf('prod', { rollout: 'all-at-once' }));
  for (const [, { Properties }] of hotfix.all('AWS::CodeDeploy::DeploymentGroup')) {
    expect(Properties['DeploymentConfigName']).toBe('CodeDeployDefault.LambdaAllAtOnce');
    expect(Properties['AlarmConfiguration']).toMatchObject({ Enabled: false });
  }
  expect(hotfix.all('AWS::CodeDeploy::DeploymentGroup')).toHaveLength(answering.length);
});

test('another way to roll out is told that there is none', () => {
  expect(() => stackOf('prod', { rollout: 'blue-green' })).toThrow(
    '-c rollout="blue-green" is no way to roll out: it is canary or all-at-once.',
  );
});

test('where no partner calls, new code is live at once', () => {
  const dev = new StackTemplate(stackOf('dev'));
  expect(dev.all('AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
  for (const [, alias] of dev.all('AWS::Lambda::Alias')) expect(groupOf(alias)).toBeUndefined();
});
