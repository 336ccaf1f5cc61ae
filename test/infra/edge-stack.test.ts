import { expect, test } from 'vitest';
import { EdgeStack } from '../../infra/edge-stack.ts';
import { publicAddressOf } from '../../infra/public-address.ts';
import { appForTest } from './app-for-test.ts';
import { ownAddress, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const settings = { ...ownAddress.gateway, ...ownAddress.edge };
const prod = new StackTemplate(stackOf('prod', settings));
const app = appForTest(settings);
const address = publicAddressOf(app.node, 'prod');
if (address?.edge === undefined) throw new Error('expected an edge');
const stack = new EdgeStack(app, 'quotaline-prod-edge', 'prod', address.domain, address.edge);
const edge = new StackTemplate(stack);
const distribution = edge.one('AWS::CloudFront::Distribution').Properties[
  'DistributionConfig'
] as Record<string, unknown>;

test('partners call CloudFront, and only CloudFront can call the gateway', () => {
  expect(prod.outputs()['BaseUrl']).toEqual({ Value: 'https://api.lender.example' });
  expect(edge.outputs()['BaseUrl']).toEqual({ Value: 'https://api.lender.example' });
  const api = prod.one('AWS::ApiGatewayV2::Api');
  expect(api.Properties['DisableExecuteApiEndpoint']).toBe(true);
  expect(prod.one('AWS::ApiGatewayV2::DomainName').Properties).toHaveProperty(
    'MutualTlsAuthentication',
  );
  expect(distribution['Origins']).toMatchObject([
    {
      DomainName: 'gateway.lender.example',
      CustomOriginConfig: {
        OriginProtocolPolicy: 'https-only',
        OriginSSLProtocols: ['TLSv1.2'],
        // As long as the gateway waits for a function.
        OriginReadTimeout: 30,
        OriginMtlsConfig: {
          ClientCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0c',
        },
      },
    },
  ]);
});

test('nothing that is signed is changed, and nothing is kept', () => {
  expect(distribution['DefaultCacheBehavior']).toMatchObject({
    // AWS's own policies: no caching, and all that the viewer sent but the host.
    CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    Compress: false,
    ViewerProtocolPolicy: 'https-only',
    AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
  });
  for (const changes of ['FunctionAssociations', 'LambdaFunctionAssociations']) {
    expect(distribution['DefaultCacheBehavior']).not.toHaveProperty(changes);
  }
  expect(distribution).not.toHaveProperty('CustomErrorResponses');
  expect(JSON.stringify(distribution['Origins'])).not.toContain('OriginPath');
});

test('it answers to its own domain, over TLS 1.2, through the firewall', () => {
  const [[aclId]] = edge.all('AWS::WAFv2::WebACL') as [[string, unknown]];
  expect(distribution).toMatchObject({
    Aliases: ['api.lender.example'],
    ViewerCertificate: {
      AcmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b',
      MinimumProtocolVersion: 'TLSv1.2_2021',
    },
    WebACLId: { 'Fn::GetAtt': [aclId, 'Arn'] },
  });
  expect(edge.one('AWS::WAFv2::WebACL').Properties['Scope']).toBe('CLOUDFRONT');
  expect(stack.region).toBe('us-east-1');
});

interface Rule {
  readonly Name: string;
  readonly Statement: {
    readonly RateBasedStatement?: { Limit: number; EvaluationWindowSec: number };
    readonly ManagedRuleGroupStatement?: { RuleActionOverrides: unknown };
  };
}
const rules = edge.one('AWS::WAFv2::WebACL').Properties['Rules'] as Rule[];

test('no rule on bodies or their size stops a signed request', () => {
  const counted = rules.flatMap(({ Statement }) => {
    const { RuleActionOverrides = [] } = Statement.ManagedRuleGroupStatement ?? {};
    return RuleActionOverrides as { Name: string; ActionToUse: unknown }[];
  });
  for (const { ActionToUse } of counted) expect(ActionToUse).toEqual({ Count: {} });
  expect(counted.map(({ Name }) => Name).sort()).toEqual([
    'CrossSiteScripting_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'JavaDeserializationRCE_BODY',
    'Log4JRCE_BODY',
    'NoUserAgent_HEADER',
    'ReactJSRCE_BODY',
    'SizeRestrictions_BODY',
    'UserAgent_BadBots_HEADER',
  ]);
});

test('one address may send what four clients may', () => {
  const [rate] = rules.flatMap(({ Statement }) => Statement.RateBasedStatement ?? []);
  expect(rate).toMatchObject({ Limit: 60_000, EvaluationWindowSec: 300 });
  expect(60_000 / 300).toBe(4 * 50);
});

test('no log holds what a partner could be impersonated with', () => {
  const { RedactedFields } = edge.one('AWS::WAFv2::LoggingConfiguration').Properties;
  expect(RedactedFields).toEqual([
    { SingleHeader: { Name: 'signature' } },
    { SingleHeader: { Name: 'access-token' } },
    { SingleHeader: { Name: 'authorization' } },
    { SingleHeader: { Name: 'cookie' } },
  ]);
  const { RecordFields } = edge.one('AWS::Logs::Delivery').Properties;
  expect(`${RecordFields}`).not.toMatch(/uri|query|cookie|agent|referer|header/i);
  for (const [, { Properties }] of edge.all('AWS::Logs::LogGroup')) {
    expect(Properties['RetentionInDays']).toBe(180);
  }
  const destinations = [
    ...edge.all('AWS::Logs::DeliveryDestination').map(([, one]) => {
      return one.Properties['DestinationResourceArn'];
    }),
    ...edge.all('AWS::WAFv2::LoggingConfiguration').flatMap(([, one]) => {
      return one.Properties['LogDestinationConfigs'] as unknown[];
    }),
  ];
  for (const arn of destinations) expect(textOf(arn)).toMatch(/:log-group:[^:*]+$/);
});
