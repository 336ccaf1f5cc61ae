import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
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

/**
 * The HTTP API at the root of its host: partners sign the path, so no stage name may stand in it.
 * Its own answers cannot be signed; hence a route for everything, and no throttle below the
 * account's: the limit per client is enforced by the functions.
 */
export class PartnerHttpApi extends Construct {
  /** Without a slash at its end: a path of the catalogue follows. */
  readonly baseUrl: string;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, apiName: string, terms: StageTerms, logsKey: IKey) {
    super(scope, id);
    const { logRetention, removalPolicy } = terms;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: logRetention,
      removalPolicy,
      encryptionKey: logsKey,
    });
    this.#api = new HttpApi(this, 'Api', { apiName, createDefaultStage: false });
    new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    this.baseUrl = this.#api.apiEndpoint;
  }

  /** Has a function answer POST requests to exactly this path. */
  addEndpoint(id: string, path: string, answeredBy: IFunction): void {
    this.#addRoute(id, HttpRouteKey.with(path, HttpMethod.POST), answeredBy);
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
}
