import { describe, expect, test } from 'vitest';
import { publicAddressOf } from '../../infra/public-address.ts';
import type { Stage } from '../../infra/stage.ts';
import { appForTest } from './app-for-test.ts';
import { ownAddress } from './stack-template.ts';

function read(
  context: Readonly<Record<string, unknown>>,
  stage: Stage = 'dev',
): ReturnType<typeof publicAddressOf> {
  return publicAddressOf(appForTest(context).node, stage);
}

test('there is none unless one is named', () => {
  expect(read({})).toBeUndefined();
  expect(read({ domain: '' })).toBeUndefined();
  expect(read({ domain: 'none' })).toBeUndefined();
});

test('in prod it is said that there is none, for a forgotten one would be taken from partners', () => {
  const sentence =
    '-c stage=prod needs -c domain=<name>, or -c domain=none for the address that the gateway makes up: a domain that is forgotten would be taken away from partners, and mutual TLS with it.';
  expect(() => read({}, 'prod')).toThrow(sentence);
  expect(() => read({ domain: '' }, 'prod')).toThrow(sentence);
  expect(read({ domain: 'none' }, 'prod')).toBeUndefined();
  expect(read(ownAddress.gateway, 'prod')?.domain).toBe('gateway.lender.example');
});

test('none is no domain that certificates could be asked for at', () => {
  const { certificateArn, trustStore } = ownAddress.gateway;
  expect(() => read({ domain: 'none', certificateArn, trustStore }, 'prod')).toThrow(
    '-c certificateArn=… needs -c domain=… too: it is the certificate of that domain.',
  );
});

test('a domain, certificates asked for, and CloudFront before it', () => {
  expect(read({ ...ownAddress.gateway, ...ownAddress.edge })).toEqual({
    domain: 'gateway.lender.example',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a',
    trustStore: { bucketName: 'lender-trust', key: 'partners/ca.pem', version: undefined },
    edge: {
      domain: 'api.lender.example',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b',
      clientCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0c',
    },
  });
});

describe('a mistake is told in a sentence that helps', () => {
  const { domain, certificateArn, trustStore } = ownAddress.gateway;
  const { edgeDomain, edgeCertificateArn, edgeClientCertificateArn } = ownAddress.edge;

  test.each([
    [
      { domain },
      '-c domain=… needs -c certificateArn=… too: a domain answers with a certificate of its own.',
    ],
    [
      { certificateArn },
      '-c certificateArn=… needs -c domain=… too: it is the certificate of that domain.',
    ],
    [
      { trustStore },
      '-c trustStore=… needs -c domain=… too: the address that the gateway makes up cannot ask for certificates.',
    ],
    [
      { domain, certificateArn, edgeDomain, edgeCertificateArn, edgeClientCertificateArn },
      '-c edgeDomain=… needs -c trustStore=… too: without it anybody could go past the firewall.',
    ],
    [
      { ...ownAddress.gateway, edgeDomain, edgeCertificateArn },
      '-c edgeDomain=… needs -c edgeClientCertificateArn=… too: the gateway lets in who shows one, and no other.',
    ],
    [
      { domain: 'https://api.lender.example', certificateArn },
      '-c domain="https://api.lender.example" is not a host name in small letters, such as api.lender.example.',
    ],
    [
      { domain, certificateArn: 'arn:aws:iam::123456789012:server-certificate/x' },
      '-c certificateArn="arn:aws:iam::123456789012:server-certificate/x" is not the ARN of a certificate in ACM.',
    ],
    [
      { domain, certificateArn, trustStore: 'lender-trust/ca.pem' },
      '-c trustStore="lender-trust/ca.pem" is not s3://bucket/key of a file of CA certificates.',
    ],
    [
      { domain: true, certificateArn },
      '-c domain=true is not a host name in small letters, such as api.lender.example.',
    ],
    [
      { ...ownAddress.gateway, ...ownAddress.edge, edgeDomain: domain },
      '-c edgeDomain and -c domain are both gateway.lender.example: partners call the first, CloudFront the second.',
    ],
    [
      { ...ownAddress.gateway, ...ownAddress.edge, edgeClientCertificateArn: certificateArn },
      'CloudFront reads certificates in us-east-1 alone, wherever the stack is: issue or import arn:aws:acm:eu-west-1:123456789012:certificate/0a there.',
    ],
  ])('%j', (context, sentence) => {
    expect(() => read(context)).toThrow(sentence);
  });
});
