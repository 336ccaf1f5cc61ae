import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  type MTLSConfig,
  PayloadFormatVersion,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PublicAddress, TrustStore } from './public-address.ts';
import type { StageTerms } from './stage.ts';

/**
 * What is logged of each request before any function sees it: enough to find one, and to tell the
 * gateway's own answers from ours. No header, body, path or query string, which may hold anything.
 */
const accessLogFields = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
} as const;

/** What the HTTP API is made for. */
export interface PartnerHttpApiProps {
  readonly apiName: string;
  readonly terms: StageTerms;
  readonly logsKey: IKey;
  /** Where partners reach it, unless at the address that the gateway makes up. */
  readonly address: PublicAddress | undefined;
}

/**
 * The HTTP API at the root of its host: partners sign the path, so no stage name may stand in it.
 * Its own answers cannot be signed; hence a route for everything, and a throttle far above the
 * limit per client, which the functions enforce: it is there so that a flood can cost neither all
 * of the account's allowance nor any amount of money.
 */
export class PartnerHttpApi extends Construct {
  /** Without a slash at its end: a path of the catalogue follows. */
  readonly baseUrl: string;
  /** What the domain must be an alias of, where there is one. */
  readonly domainTarget: string | undefined;
  /** Of the gateway's own metrics. */
  readonly apiId: string;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, props: PartnerHttpApiProps) {
    super(scope, id);
    const { apiName, terms, logsKey: encryptionKey, address } = props;
    const { logRetention: retention, removalPolicy, gatewayThrottle } = terms;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention,
      removalPolicy,
      encryptionKey,
    });
    this.#api = new HttpApi(this, 'Api', {
      apiName,
      createDefaultStage: false,
      // Whoever knew the made-up address would otherwise go past certificates and firewall.
      disableExecuteApiEndpoint: address !== undefined,
    });
    this.apiId = this.#api.apiId;
    const domainName = address && this.#domainOf(address);
    new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: gatewayThrottle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
      ...(domainName && { domainMapping: { domainName } }),
    });
    const ownHost = address && (address.edge?.domain ?? address.domain);
    this.baseUrl = ownHost === undefined ? this.#api.apiEndpoint : `https://${ownHost}`;
    this.domainTarget = domainName?.regionalDomainName;
  }

  /** Has a function answer POST requests to exactly this path. */
  addEndpoint(id: string, path: string, answeredBy: IFunction): void {
    this.#addRoute(id, HttpRouteKey.with(path, HttpMethod.POST), answeredBy);
  }

  /** Has a function answer GET requests to exactly this path. */
  addDocument(id: string, path: string, answeredBy: IFunction): void {
    this.#addRoute(id, HttpRouteKey.with(path, HttpMethod.GET), answeredBy);
  }

  /** Has a function answer whatever no endpoint does. */
  addDefault(id: string, answeredBy: IFunction): void {
    this.#addRoute(id, HttpRouteKey.DEFAULT, answeredBy);
  }

  #addRoute(id: string, routeKey: HttpRouteKey, answeredBy: IFunction): void {
    new HttpRoute(this, id, {
      httpApi: this.#api,
      routeKey,
      integration: new HttpLambdaIntegration('Integration', answeredBy, {
        payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      }),
    });
  }
  #domainOf({ domain, certificateArn, trustStore }: PublicAddress): DomainName {
    return new DomainName(this, 'Domain', {
      domainName: domain,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
      ...(trustStore && { mtls: this.#mutualTls(trustStore) }),
    });
  }

  #mutualTls({ bucketName, key, version }: TrustStore): MTLSConfig {
    const bucket = Bucket.fromBucketName(this, 'TrustStore', bucketName);
    return { bucket, key, ...(version !== undefined && { version }) };
  }
}
