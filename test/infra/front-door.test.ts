import { describe, expect, test } from 'vitest';
import { parseClientSecret } from '../../shared/runtime/client-record.ts';
import { ownAddress, StackTemplate, stackOf } from './stack-template.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const prodAtHome = new StackTemplate(stackOf('prod', ownAddress.gateway));

describe('the throttle of the gateway', () => {
  const client = parseClientSecret(
    'CLIENT_1',
    '{"status":"active","keys":{},"apis":[],"contracts":{},"customers":"optional","tokensRequired":false}',
  );
  const throttleOf = (template: StackTemplate): Record<string, number> => {
    const { Properties } = template.one('AWS::ApiGatewayV2::Stage');
    return Properties['DefaultRouteSettings'] as Record<string, number>;
  };

  test('is stated, and in prod half of what an account starts with', () => {
    expect(throttleOf(prod)).toEqual({ ThrottlingRateLimit: 5_000, ThrottlingBurstLimit: 2_500 });
    expect(throttleOf(dev)).toEqual({ ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 500 });
  });

  test('is far above the limit of one client, which alone has a signed answer', () => {
    expect([client.ratePerSecond, client.burst]).toEqual([50, 100]);
    for (const template of [dev, prod]) {
      const { ThrottlingRateLimit = 0, ThrottlingBurstLimit = 0 } = throttleOf(template);
      expect(ThrottlingRateLimit).toBeGreaterThanOrEqual(20 * client.ratePerSecond);
      expect(ThrottlingBurstLimit).toBeGreaterThanOrEqual(5 * client.burst);
    }
  });
});

test("without a domain the gateway's own address is the base URL", () => {
  expect(dev.one('AWS::ApiGatewayV2::Api').Properties['DisableExecuteApiEndpoint']).not.toBe(true);
  expect(dev.all('AWS::ApiGatewayV2::DomainName')).toEqual([]);
  expect(dev.outputs()).not.toHaveProperty('DomainTarget');
});

describe('with a domain of its own', () => {
  test('it answers there, at the root, and nowhere else', () => {
    const api = prodAtHome.one('AWS::ApiGatewayV2::Api');
    expect(api.Properties['DisableExecuteApiEndpoint']).toBe(true);
    const { Properties, DependsOn } = prodAtHome.one('AWS::ApiGatewayV2::ApiMapping');
    expect(Properties).not.toHaveProperty('ApiMappingKey');
    expect(Properties['Stage']).toBe('$default');
    // Which CloudFormation cannot see in the name of the stage.
    const [[stageId]] = prodAtHome.all('AWS::ApiGatewayV2::Stage') as [[string, unknown]];
    expect(DependsOn).toContain(stageId);
  });

  test('it asks every caller for a certificate that the trust store knows, over TLS 1.2', () => {
    expect(prodAtHome.one('AWS::ApiGatewayV2::DomainName').Properties).toMatchObject({
      DomainName: 'gateway.lender.example',
      DomainNameConfigurations: [
        {
          CertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a',
          EndpointType: 'REGIONAL',
          SecurityPolicy: 'TLS_1_2',
        },
      ],
      MutualTlsAuthentication: { TruststoreUri: 's3://lender-trust/partners/ca.pem' },
    });
  });

  test('the outputs say what to call, and what to enter into the DNS', () => {
    const [[domainId]] = prodAtHome.all('AWS::ApiGatewayV2::DomainName') as [[string, unknown]];
    expect(prodAtHome.outputs()['BaseUrl']).toEqual({ Value: 'https://gateway.lender.example' });
    expect(prodAtHome.outputs()['DomainTarget']).toEqual({
      Description: 'Make gateway.lender.example an alias of this, in your DNS.',
      Value: { 'Fn::GetAtt': [domainId, 'RegionalDomainName'] },
    });
  });
});
