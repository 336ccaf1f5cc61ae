import { type App, type CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { acknowledgements } from '../../infra/acknowledgements.ts';
import { addStacks } from '../../infra/stacks.ts';
import { appForTest } from './app-for-test.ts';
import { ownAddress, stackOf } from './stack-template.ts';

function appOf(settings: Readonly<Record<string, string>>): App {
  const context = { ...cdk.context, 'aws:cdk:bundling-stacks': [], ...settings };
  const app = appForTest(context);
  addStacks(app);
  return app;
}

const everyContext = ['dev', 'prod'].flatMap((stage) => [
  { stage, domain: 'none' },
  { stage, ...ownAddress.gateway },
  { stage, ...ownAddress.gateway, ...ownAddress.edge },
]);
const whole = appOf({ stage: 'prod', ...ownAddress.gateway, ...ownAddress.edge });

function findingsOf(scope: IConstruct): string[] {
  return [new AwsSolutionsChecks(scope), new ServerlessChecks(scope)].flatMap((pack) =>
    pack.validateScope(scope).violations.map(({ ruleName }) => ruleName),
  );
}

/** What was acknowledged anywhere in an app, as `rule at type of resource`. */
function acknowledgedIn(app: App): Set<string> {
  const found = app.node.findAll().flatMap((construct) => {
    const entries = construct.node.metadata.filter(
      ({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY,
    );
    const { cfnResourceType } = construct as Partial<CfnResource>;
    return entries.flatMap(({ data }) =>
      Object.keys(data as object).map((id) => `${id.replace(/^.*?::/, '')} at ${cfnResourceType}`),
    );
  });
  return new Set(found);
}

describe('of two packs of rules', () => {
  test.each(everyContext)('no finding is unanswered with %j', (settings) => {
    expect(findingsOf(appOf(settings))).toEqual([]);
  });

  test('both would find something', () => {
    const packs = findingsOf(stackOf('dev')).map((rule) => rule.replace(/-.*/, ''));
    expect([...new Set(packs)].sort()).toEqual(['AwsSolutions', 'Serverless']);
  });
});

test('these findings stay, and no others, each on one type of resource', () => {
  const clients =
    'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:quotaline/prod/clients/*';
  expect([...acknowledgedIn(whole)].sort()).toEqual(
    [
      `AwsSolutions-IAM5[Resource::${clients}] at AWS::IAM::Policy`,
      'AwsSolutions-IAM5[Resource::<AttachmentsBucket134755D7.Arn>/attachments/*] at AWS::IAM::Policy',
      'AwsSolutions-IAM5[Resource::<LedgerTable9343E4AA.Arn>/backup/*] at AWS::IAM::Policy',
      'AwsSolutions-IAM5[Resource::*] at AWS::IAM::Policy',
      'AwsSolutions-SMG4 at AWS::SecretsManager::Secret',
      'AwsSolutions-APIG4 at AWS::ApiGatewayV2::Route',
      'Serverless-LambdaDLQ at AWS::Lambda::Function',
      'Serverless-LambdaEventSourceMappingDestination at AWS::Lambda::EventSourceMapping',
      'AwsSolutions-SQS3 at AWS::SQS::Queue',
      'Serverless-SQSRedrivePolicy at AWS::SQS::Queue',
      'AwsSolutions-CFR1 at AWS::CloudFront::Distribution',
      'AwsSolutions-CFR3 at AWS::CloudFront::Distribution',
    ].sort(),
  );
});

test('there are eight at most, each with a reason', () => {
  const listed = acknowledgements('prod');
  expect(listed.length).toBeLessThanOrEqual(8);
  for (const { reason } of listed) expect(reason.length).toBeGreaterThan(60);
  expect(new Set(listed.map(({ reason }) => reason)).size).toBe(listed.length);
});
