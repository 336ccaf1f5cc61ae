import { CfnParameter } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { DeferralAccess } from '../shared/catalogue/endpoint.ts';
import { environmentNames, secretNames } from '../shared/catalogue/environment.ts';
import type { EncryptionKey } from './encryption-key.ts';
import { type Stage, stageTerms } from './stage.ts';

/**
 * The deployment's own decision service, if it names one. Its address is a parameter of the stack
 * and no context of the toolkit: a later deployment that does not mention it keeps it, where a
 * forgotten context would quietly leave every decision to the built-in rules.
 *
 * Its secret is there with or without an address, and has no value, as in `KeySecrets`: until the
 * operator has put one, applications that the rules would approve are deferred. Were it there with
 * an address alone, it would stay behind when the address goes, and its name be taken when one comes
 * back.
 */
export class DecisionService extends Construct {
  readonly #url: CfnParameter;
  readonly #secretArn: string;
  readonly #key: EncryptionKey;

  constructor(scope: Construct, id: string, key: EncryptionKey, stage: Stage) {
    super(scope, id);
    this.#key = key;
    this.#url = new CfnParameter(this, 'Url', {
      description: 'Where the decision service is asked; empty for the built-in rules alone.',
      default: '',
      // Host and path: the service is asked at these alone, so nothing else may seem to count.
      allowedPattern: '(https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\\s?#]*)?)?',
      constraintDescription: 'empty, or an https:// address without user, query and fragment',
    });
    this.#url.overrideLogicalId('DecisionServiceUrl');
    const secret = new CfnSecret(this, 'Secret', {
      name: secretNames.decisionService(stage),
      kmsKeyId: key.key.keyArn,
      description: 'Our key for the decision service, and the key that it answers with.',
    });
    secret.applyRemovalPolicy(stageTerms[stage].namedRemovalPolicy);
    this.#secretArn = secret.ref;
  }

  /** Tells a function the address and lets it read the secret, if its row says so. */
  grant(lambda: LambdaFunction, access: DeferralAccess['decisionService']): void {
    if (access === 'none') return;
    lambda.addEnvironment(environmentNames.decisionUrl, this.#url.valueAsString);
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.#secretArn],
      }),
    );
    this.#key.grant(lambda, 'secretsmanager', ['kms:Decrypt']);
  }
}
