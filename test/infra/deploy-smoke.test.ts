import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { addStacks } from '../../infra/stacks.ts';
import { sourceFiles } from '../source-files.ts';
import { appForTest } from './app-for-test.ts';
import { ownAddress, stackOf } from './stack-template.ts';

const root = join(import.meta.dirname, '../..');
const script = readFileSync(join(root, '.ci/deploy-smoke'), 'utf8');
const ofThisStack = Template.fromStack(stackOf('dev')).toJSON();
const folder = mkdtempSync(join(tmpdir(), 'emulator-template-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The rows of the table at the head of the script. */
const rows = script.split('\n').flatMap((line) => {
  const [, what, file, name] = /^# (.+?) +\| (\S+\.test\.ts): (.+)$/.exec(line) ?? [];
  return what === undefined || file === undefined || name === undefined
    ? []
    : [{ what, file, name }];
});

function typesOf(template: { Resources?: Record<string, { Type: string }> }): string[] {
  return Object.values(template.Resources ?? {}).map(({ Type }) => Type);
}

/** Takes out of a template what the emulator refuses. */
function fitted(template: object): { readonly said: string[]; readonly left: unknown } {
  const path = join(folder, 'stack.template.json');
  writeFileSync(path, JSON.stringify(template));
  const program = join(root, '.ci/emulator-template.mjs');
  const said = execFileSync(process.execPath, [program, folder], { encoding: 'utf8' });
  return {
    said: said.split('\n').filter((line) => line !== ''),
    left: JSON.parse(readFileSync(path, 'utf8')),
  };
}

test('what the emulator cannot show names a test that is there', () => {
  expect(rows.length).toBeGreaterThan(10);
  const tests = sourceFiles('test');
  const missing = rows.filter(
    ({ file, name }) =>
      !tests.some(({ path, text }) => path.endsWith(`/${file}`) && text.includes(name)),
  );
  expect(missing).toEqual([]);
});

test('a deployment that made no server key is red, and none is made for it', () => {
  expect(script).toContain('$(operator server-key list)\n');
  expect(script).toContain('.ci/emulator.py key "$stack" "$work/server.key"\n');
  expect(script).toContain('$(operator smoke --server-key "$work/server.key")');
  expect(script).not.toContain('server-key rotate');
  expect(script).not.toContain('server-key list) ||');
});

test('so does whatever prod and the edge before it have, and dev, which is deployed, has not', () => {
  const context = { ...cdk.context, 'aws:cdk:bundling-stacks': [], stage: 'prod' };
  const app = appForTest({ ...context, ...ownAddress.gateway, ...ownAddress.edge });
  addStacks(app);
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  expect(stacks).toHaveLength(2);
  const deployed = new Set(typesOf(ofThisStack));
  const types = stacks.flatMap((stack) => typesOf(Template.fromStack(stack).toJSON()));
  const alone = [...new Set(types)].filter((type) => !deployed.has(type));
  expect(alone.length).toBeGreaterThan(10);
  const untold = alone.filter((type) => {
    const anyOfService = type.replace(/::\w+$/, '::*');
    return !rows.some(({ what }) => what.includes(type) || what.includes(anyOfService));
  });
  expect(untold).toEqual([]);
});

test('what is taken out of this stack is in that table', () => {
  const types = fitted(ofThisStack).said.map((line) => line.split(' ')[2] ?? line);
  const untold = types.filter((type) => !rows.some(({ what }) => what.includes(type)));
  expect(untold).toEqual([]);
});

test('what the emulator refuses goes, with all that refers to it, and nothing else does', () => {
  const plain = { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } };
  const { said, left } = fitted({
    Resources: {
      Plain: { ...plain, DependsOn: ['Group', 'Live'] },
      Late: { ...plain, DependsOn: 'Share' },
      Share: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Id: 'e' }] } },
      Group: { Type: 'AWS::CodeDeploy::DeploymentGroup', Properties: {} },
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: { Name: 'live' },
        UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: 'Group' } } },
      },
      Board: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          Body: { 'Fn::Join': ['', ['a', { 'Fn::GetAtt': ['Share', 'Arn'] }, { Ref: 'Plain' }]] },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: so CloudFormation writes it
          Text: { 'Fn::Sub': '${Share.Arn} ${Plain.Arn} ${AWS::Region}' },
        },
      },
      Strange: { Type: 'AWS::Strange::Thing', Properties: { Name: { Ref: 'Live' } } },
    },
    Outputs: { Alarm: { Value: { Ref: 'Share' } } },
  });
  expect(said).toEqual([
    'taken out: AWS::CloudWatch::Alarm Share',
    'taken out: AWS::CodeDeploy::DeploymentGroup Group',
    'taken out: AWS::CodeDeploy::DeploymentGroup shifts at Live',
  ]);
  expect(left).toEqual({
    Resources: {
      Plain: { ...plain, DependsOn: ['Live'] },
      Late: plain,
      Live: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } },
      Board: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          Body: { 'Fn::Join': ['', ['a', 'not-in-the-emulator', { Ref: 'Plain' }]] },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: so CloudFormation writes it
          Text: { 'Fn::Sub': 'not-in-the-emulator ${Plain.Arn} ${AWS::Region}' },
        },
      },
      Strange: { Type: 'AWS::Strange::Thing', Properties: { Name: { Ref: 'Live' } } },
    },
    Outputs: { Alarm: { Value: 'not-in-the-emulator' } },
  });
});
