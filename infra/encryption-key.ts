import { Duration, Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StageTerms } from './stage.ts';

/** A service of AWS that encrypts what it keeps for us under a key of ours. */
export type EncryptingService =
  | 'backup'
  | 'dynamodb'
  | 's3'
  | 'secretsmanager'
  | 'events'
  | 'sns'
  | 'sqs';

/** What may be done with a key, of all that functions and services need. */
export type KeyUse = 'kms:Decrypt' | 'kms:GenerateDataKey';

/** What a key is for. */
export interface EncryptionKeyProps {
  /** Whatever it is called by, without `alias/`. */
  readonly alias: string;
  readonly description: string;
  /** The services through which identities of this account may use it, and no other way. */
  readonly usedThrough: readonly EncryptingService[];
  readonly terms: StageTerms;
}

/** All that an identity of the account may do with a key which is not to use it. */
const administration = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RetireGrant',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** What DynamoDB asks of a key on behalf of whoever makes or restores a table; more than others. */
const use = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * A key of our own, renewed every year. Its policy leaves who may use it to the account's identity
 * policies, but only through the services it is for: nobody, with whatever permissions, decrypts
 * with it directly.
 */
export class EncryptionKey extends Construct {
  readonly key: Key;
  readonly #usedThrough: readonly EncryptingService[];

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { alias, description, usedThrough, terms } = props;
    this.#usedThrough = usedThrough;
    const account = { principals: [new AccountRootPrincipal()], resources: ['*'] };
    this.key = new Key(this, 'Key', {
      alias,
      description,
      enableKeyRotation: true,
      removalPolicy: terms.namedRemovalPolicy,
      pendingWindow: Duration.days(terms.keepsState ? 30 : 7),
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({ sid: 'Administration', ...account, actions: administration }),
          new PolicyStatement({
            sid: 'UseThroughServices',
            ...account,
            actions: use,
            conditions: {
              StringEquals: {
                'kms:ViaService': usedThrough.map((service) => this.#hostOf(service)),
                'kms:CallerAccount': Stack.of(this).account,
              },
            },
          }),
        ],
      }),
    });
  }

  /** Lets an identity use the key, through one service alone. */
  grant(grantee: IGrantable, service: EncryptingService, uses: readonly KeyUse[]): void {
    if (!this.#usedThrough.includes(service)) {
      throw new Error(`${this.node.path} is no key for ${service}`);
    }
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...uses],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': this.#hostOf(service) } },
      }),
    );
  }

  /**
   * Lets a service that acts for itself, and for no identity of ours, use the key on behalf of
   * resources of this stack.
   *
   * @param sourceArns the resources, by names: the ARN of what is encrypted under the key would
   *   make a circle
   */
  allowService(servicePrincipal: string, uses: readonly KeyUse[], sourceArns: string[]): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(servicePrincipal)],
        actions: [...uses],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': sourceArns },
        },
      }),
    );
  }

  #hostOf(service: EncryptingService): string {
    return `${service}.${Stack.of(this).region}.amazonaws.com`;
  }
}
