import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import {
  CfnDelivery,
  CfnDeliveryDestination,
  CfnDeliverySource,
  LogGroup,
} from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { EdgeFirewall, plainArnOf } from './edge-firewall.ts';
import { GatewayOrigin } from './gateway-origin.ts';
import { type EdgeAddress, edgeRegion } from './public-address.ts';
import { type Stage, stageTerms } from './stage.ts';

/** What is logged of each request: as of the gateway, nothing that a partner wrote. */
const accessLogFields = [
  'date',
  'time',
  'x-edge-request-id',
  'x-edge-location',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
  'c-ip',
  'cs-method',
  'sc-status',
  'sc-bytes',
  'time-taken',
  'time-to-first-byte',
  'ssl-protocol',
];

/**
 * CloudFront and a firewall before the gateway of a stage. A stack of its own: their certificates and
 * rules live in one region, and the gateway in any.
 *
 * It must not change a byte that is signed: the path and the body pass as they are, every header
 * but the host too, and nothing is compressed or kept.
 */
export class EdgeStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    stage: Stage,
    gatewayDomain: string,
    edge: EdgeAddress,
  ) {
    const terms = stageTerms[stage];
    super(scope, id, {
      env: { region: edgeRegion },
      description: `Quotaline, CloudFront and firewall before the partner APIs (${stage})`,
      terminationProtection: terms.keepsState,
      analyticsReporting: false,
      tags: { application: 'quotaline', stage },
    });
    const firewall = new EdgeFirewall(this, 'Firewall', terms.logRetention);
    const distribution = new Distribution(this, 'Distribution', {
      comment: id,
      domainNames: [edge.domain],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', edge.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2,
      webAclId: firewall.arn,
      defaultBehavior: {
        origin: new GatewayOrigin(gatewayDomain, edge.clientCertificateArn),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // A redirect would lose the body of a POST.
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        compress: false,
      },
    });
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: terms.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#deliver(id, distribution, logGroup);

    new CfnOutput(this, 'BaseUrl', { value: `https://${edge.domain}` });
    const description = `Make ${edge.domain} an alias of this, in your DNS.`;
    new CfnOutput(this, 'DomainTarget', {
      value: distribution.distributionDomainName,
      description,
    });
  }

  /** CloudFront's logs of today: their fields can be chosen, which those in a bucket cannot. */
  #deliver(name: string, distribution: Distribution, logGroup: LogGroup): void {
    const source = new CfnDeliverySource(this, 'LogSource', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, 'LogDestination', {
      name,
      destinationResourceArn: plainArnOf(logGroup),
      outputFormat: 'json',
    });
    const delivery = new CfnDelivery(this, 'LogDelivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: accessLogFields,
    });
    delivery.addResourceDependency(source);
  }
}
