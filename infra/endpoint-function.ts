import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Alias,
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { TimeBudget } from '../shared/catalogue/endpoint.ts';
import { bundleFunction } from './bundle.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { StageTerms } from './stage.ts';

/** What a row of the catalogue says of its function, and the stage that it runs in. */
export interface EndpointFunctionProps {
  /** The file in `functions/`, without its ending. */
  readonly functionName: string;
  readonly time: Pick<TimeBudget, 'lambdaTimeoutSeconds'>;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly terms: StageTerms;
  /** What its log is encrypted under. */
  readonly logsKey: IKey;
  /** Where events go that it was handed without anyone waiting, and has failed on. */
  readonly deadLetterQueue?: DeadLetterQueue | undefined;
  /** Whether what it sends may come back to it; otherwise Lambda stops the sixteenth time. */
  readonly sendsToItself?: boolean;
}

/** Lambda's own bounds of handing an event over again; the age outlasts three of the longest runs. */
const asyncRetries = { retryAttempts: 2, maxEventAge: Duration.minutes(30) };

/** The alias of every function; whatever calls one calls it by this. */
export const liveAliasName = 'live';

/**
 * A Lambda behind the partner API, or in the back office. Its role starts with nothing but its own
 * log group and its traces; the constructs of table, bucket and secrets grant the rest.
 *
 * None reserves concurrency: a reservation is also a limit, and one throttled function answers its
 * partners with the gateway's unsigned 503, or ages the messages that it should have worked on.
 */
export class EndpointFunction extends Construct {
  /** What grants and variables go to. */
  readonly lambda: LambdaFunction;
  /** What routes, queue, schedules and bus call: the version that is deployed, and nothing newer. */
  readonly live: IFunction;
  /** The same, for whatever moves it from one version to the next. */
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: EndpointFunctionProps) {
    super(scope, id);
    const { logRetention, removalPolicy } = props.terms;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention,
      removalPolicy,
      encryptionKey: props.logsKey,
    });
    // A role of our own: Lambda's managed policy may write to every log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(this, props.functionName),
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.time.lambdaTimeoutSeconds),
      environment: props.environment,
      role,
      logGroup,
      // By Lambda itself, which samples one request a second and a twentieth of the rest: it shows
      // cold starts and queue times for nothing, where a tracer in the code costs 11 to 24 ms of
      // each cold start and shows what the log lines say already.
      tracing: Tracing.ACTIVE,
      // A version's name follows from its code and settings: the same sources make no new one.
      currentVersionOptions: { removalPolicy },
      ...(props.sendsToItself && { recursiveLoop: RecursiveLoop.ALLOW }),
    });
    this.alias = this.lambda.addAlias(liveAliasName, {
      // Of the alias: what is set for a function's latest code does not hold for calls by alias.
      ...(props.deadLetterQueue && {
        ...asyncRetries,
        onFailure: props.deadLetterQueue.asDestination(),
      }),
    });
    // Without what CDK's class may have as undefined, and its own interface may only not have.
    const live: Omit<Alias, 'role' | 'tenancyConfig'> = this.alias;
    this.live = live;
  }
}

/** The function's bundle, or a placeholder when the toolkit needs no code, as to list or destroy. */
function codeOf(scope: Construct, functionName: string): Code {
  if (!Stack.of(scope).bundlingRequired) return Code.fromInline('// not bundled');
  return Code.fromAsset(bundleFunction(functionName), { exclude: ['*.map'] });
}
