import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** A deployment of the provider: `dev` may be thrown away at any time, `prod` keeps what it has. */
export type Stage = 'dev' | 'prod';

/** What differs between the stages. */
export interface StageTerms {
  /** Whether table, buckets and secrets outlive the stack, and are guarded against deletion. */
  readonly keepsState: boolean;
  /** Of what gets a generated name: a new stack does not collide with what an old one left. */
  readonly removalPolicy: RemovalPolicy;
  /** Of what has a fixed name: kept too, but not if the very first deployment fails half way. */
  readonly namedRemovalPolicy: RemovalPolicy;
  /** The record of money is the ledger; a log is for finding faults. */
  readonly logRetention: RetentionDays;
  /** Who read or wrote which attachment is asked about long after; an auditor looks back a year. */
  readonly accessLogDays: number;
  /**
   * Whether real partners call it: new code then takes over step by step, and shares of requests
   * are watched. Elsewhere there are too few for a share to mean anything.
   */
  readonly servesPartners: boolean;
  /**
   * What the gateway lets through, of all clients together; the rest gets its unsigned 429. An
   * account starts with 10,000 a second and bursts of 5,000 for all its APIs: half of that for
   * `prod` is a hundred clients at the 50 a second that each may call unless told otherwise, and
   * `dev` beside it in the same account leaves some over.
   */
  readonly gatewayThrottle: { readonly rateLimit: number; readonly burstLimit: number };
  /** The contract that partners are pointed to; undefined where each deployment must name it. */
  readonly budgetContract: { readonly name: string; readonly url: string } | undefined;
}

/** The terms of each stage. */
export const stageTerms: Readonly<Record<Stage, StageTerms>> = {
  dev: {
    keepsState: false,
    removalPolicy: RemovalPolicy.DESTROY,
    namedRemovalPolicy: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.TWO_WEEKS,
    accessLogDays: 14,
    servesPartners: false,
    gatewayThrottle: { rateLimit: 1_000, burstLimit: 500 },
    budgetContract: {
      name: 'Budget Account Agreement',
      url: 'https://contracts.example/budget-account-agreement',
    },
  },
  prod: {
    keepsState: true,
    removalPolicy: RemovalPolicy.RETAIN,
    namedRemovalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    logRetention: RetentionDays.SIX_MONTHS,
    accessLogDays: 400,
    servesPartners: true,
    gatewayThrottle: { rateLimit: 5_000, burstLimit: 2_500 },
    budgetContract: undefined,
  },
};

/** Whether a text, such as the toolkit's `-c stage=...`, names a stage. */
export function isStage(name: unknown): name is Stage {
  return typeof name === 'string' && Object.hasOwn(stageTerms, name);
}
