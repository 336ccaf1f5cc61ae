import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { secretNames } from '../shared/catalogue/environment.ts';
import type { EncryptionKey } from './encryption-key.ts';
import { type Stage, stageTerms } from './stage.ts';

/**
 * The secrets of a stage: the provider's signing keys and the index of its clients. Each client's
 * own secret is made by the operator when the client is, under the `clients/` prefix.
 *
 * Both are created without a value, and the template never has one: a generated password would
 * look like a key and be none, and a value in the template could one day be pushed over the real
 * one. `ServerKey` has the first values made where there are none. Without a server key every
 * function would answer HTTP 503 with an unsigned result `U`, having begun nothing.
 */
export class KeySecrets extends Construct {
  readonly serverKeyName: string;
  readonly #stage: Stage;
  readonly #key: EncryptionKey;
  readonly #serverKeyArn: string;
  readonly #clientIndexArn: string;

  constructor(scope: Construct, id: string, key: EncryptionKey, stage: Stage) {
    super(scope, id);
    this.#stage = stage;
    this.#key = key;
    this.serverKeyName = secretNames.serverKey(stage);
    this.#serverKeyArn = this.#emptySecret('ServerKey', {
      name: this.serverKeyName,
      description: 'Private keys that answers are signed with, by version; one of them current.',
    });
    this.#clientIndexArn = this.#emptySecret('ClientIndex', {
      name: secretNames.clientIndex(stage),
      description: 'The ids of all clients.',
    });
  }

  /** Lets a function sign its answers. */
  grantServerKey(lambda: LambdaFunction): void {
    this.#grantRead(lambda, [this.#serverKeyArn]);
  }

  /** Lets a function verify its callers: the index of clients, and each client's record. */
  grantClients(lambda: LambdaFunction): void {
    const everyClient = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: secretNames.client(this.#stage, '*'),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.#grantRead(lambda, [this.#clientIndexArn, everyClient]);
  }

  /** Lets a function give each of the two its first value. */
  grantFirstValues(lambda: LambdaFunction): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        resources: [this.#serverKeyArn, this.#clientIndexArn],
      }),
    );
    this.#key.grant(lambda, 'secretsmanager', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** Secrets are found by name, and the names follow from the stage, which every function knows. */
  #grantRead(lambda: LambdaFunction, resources: string[]): void {
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }),
    );
    this.#key.grant(lambda, 'secretsmanager', ['kms:Decrypt']);
  }

  /** The higher-level `Secret` always generates a value. @returns the secret's whole ARN */
  #emptySecret(id: string, props: { name: string; description: string }): string {
    const secret = new CfnSecret(this, id, { ...props, kmsKeyId: this.#key.key.keyArn });
    secret.applyRemovalPolicy(stageTerms[this.#stage].namedRemovalPolicy);
    return secret.ref;
  }
}
