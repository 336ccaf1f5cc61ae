import type { Node } from 'constructs';
import { ContextMistake } from './context-mistake.ts';
import { type Stage, stageTerms } from './stage.ts';

/** Whom the gateway lets in at all: whoever shows a certificate that one of these has signed. */
export interface TrustStore {
  readonly bucketName: string;
  readonly key: string;
  readonly version: string | undefined;
}

/** CloudFront and its firewall before the gateway. */
export interface EdgeAddress {
  /** Where partners call. */
  readonly domain: string;
  readonly certificateArn: string;
  /** What CloudFront shows the gateway; nobody else has one that the trust store knows. */
  readonly clientCertificateArn: string;
}

/** An address of the deployment's own, instead of the one that the gateway makes up. */
export interface PublicAddress {
  /** What the gateway answers to. */
  readonly domain: string;
  readonly certificateArn: string;
  readonly trustStore: TrustStore | undefined;
  readonly edge: EdgeAddress | undefined;
}

/** Where CloudFront's certificates and firewall live, wherever the stack does. */
export const edgeRegion = 'us-east-1';

const rules = {
  domain: /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
  certificate: /^arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate\/[A-Za-z0-9-]+$/,
  trustStore: /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(\S+)$/,
  version: /^\S+$/,
} as const;

/** The settings there are, what each must look like, and what to tell whoever wrote another. */
const settings = {
  domain: { rule: 'domain', like: 'a host name in small letters, such as api.lender.example' },
  certificateArn: { rule: 'certificate', like: 'the ARN of a certificate in ACM' },
  trustStore: { rule: 'trustStore', like: 's3://bucket/key of a file of CA certificates' },
  trustStoreVersion: { rule: 'version', like: 'the version id of the trust store' },
  edgeDomain: { rule: 'domain', like: 'the host name that partners call' },
  edgeCertificateArn: { rule: 'certificate', like: 'the ARN of its certificate in ACM' },
  edgeClientCertificateArn: {
    rule: 'certificate',
    like: 'the ARN of the certificate in ACM that CloudFront shows the gateway',
  },
} as const;

type Setting = keyof typeof settings;

/** What each setting is nothing without. */
const needs: readonly (readonly [Setting, Setting, why: string])[] = [
  ['domain', 'certificateArn', 'a domain answers with a certificate of its own'],
  ['certificateArn', 'domain', 'it is the certificate of that domain'],
  ['trustStore', 'domain', 'the address that the gateway makes up cannot ask for certificates'],
  ['trustStoreVersion', 'trustStore', 'it is the version of that'],
  ['edgeDomain', 'edgeCertificateArn', 'CloudFront answers with a certificate of its own'],
  ['edgeDomain', 'domain', 'CloudFront calls the gateway there'],
  ['edgeDomain', 'trustStore', 'without it anybody could go past the firewall'],
  ['edgeDomain', 'edgeClientCertificateArn', 'the gateway lets in who shows one, and no other'],
  ['edgeCertificateArn', 'edgeDomain', 'it is the certificate of that domain'],
  ['edgeClientCertificateArn', 'edgeDomain', 'it is shown by the CloudFront before the gateway'],
];

/** What `-c domain=…` says where there is none, so that it cannot merely have been forgotten. */
const noDomain = 'none';

/**
 * Reads `-c domain=…` and what goes with it. Where partners call, it must be said even if there is
 * none: a deployment that forgot it would take the domain away, and with it the certificates that
 * callers are asked for.
 *
 * @returns undefined where there is no address of its own
 * @throws {ContextMistake} when a setting is malformed, forgotten, or without another that it needs
 */
export function publicAddressOf(node: Node, stage: Stage): PublicAddress | undefined {
  const read = (name: Setting) => readSetting(node, name);
  for (const [name, needed, why] of needs) {
    if (read(name) !== undefined && read(needed) === undefined) {
      throw new ContextMistake(`-c ${name}=… needs -c ${needed}=… too: ${why}.`);
    }
  }
  const domain = read('domain');
  if (domain === undefined && !saysNone(node) && stageTerms[stage].servesPartners) {
    throw new ContextMistake(
      `-c stage=${stage} needs -c domain=<name>, or -c domain=${noDomain} for the address that the gateway makes up: a domain that is forgotten would be taken away from partners, and mutual TLS with it.`,
    );
  }
  const certificateArn = read('certificateArn');
  if (domain === undefined || certificateArn === undefined) return undefined;
  return { domain, certificateArn, trustStore: trustStoreOf(read), edge: edgeOf(read, domain) };
}

function saysNone(node: Node): boolean {
  return node.tryGetContext('domain') === noDomain;
}

type Read = (name: Setting) => string | undefined;

function readSetting(node: Node, name: Setting): string | undefined {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return undefined;
  if (name === 'domain' && value === noDomain) return undefined;
  const { rule, like } = settings[name];
  if (typeof value === 'string' && rules[rule].test(value)) return value;
  throw new ContextMistake(`-c ${name}=${JSON.stringify(value)} is not ${like}.`);
}

function trustStoreOf(read: Read): TrustStore | undefined {
  const [, bucketName, key] = rules.trustStore.exec(read('trustStore') ?? '') ?? [];
  if (bucketName === undefined || key === undefined) return undefined;
  return { bucketName, key, version: read('trustStoreVersion') };
}

function edgeOf(read: Read, gatewayDomain: string): EdgeAddress | undefined {
  const domain = read('edgeDomain');
  const certificateArn = read('edgeCertificateArn');
  const clientCertificateArn = read('edgeClientCertificateArn');
  if (domain === undefined || certificateArn === undefined || clientCertificateArn === undefined) {
    return undefined;
  }
  if (domain === gatewayDomain) {
    throw new ContextMistake(
      `-c edgeDomain and -c domain are both ${domain}: partners call the first, CloudFront the second.`,
    );
  }
  for (const arn of [certificateArn, clientCertificateArn]) {
    const [, region] = rules.certificate.exec(arn) ?? [];
    if (region === edgeRegion) continue;
    throw new ContextMistake(
      `CloudFront reads certificates in ${edgeRegion} alone, wherever the stack is: issue or import ${arn} there.`,
    );
  }
  return { domain, certificateArn, clientCertificateArn };
}
