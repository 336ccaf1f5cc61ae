import { ArnFormat, CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
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
 * With an address comes a secret without a value, as in `KeySecrets`: until the operator has put
 * one, applications that the rules would approve are deferred.
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
    const name = secretNames.decisionService(stage);
    const secret = new CfnSecret(this, 'Secret', {
      name,
      kmsKeyId: key.key.keyArn,
      description: 'Our key for the decision service, and the key that it answers with.',
    });
    secret.applyRemovalPolicy(stageTerms[stage].namedRemovalPolicy);
    secret.cfnOptions.condition = new CfnCondition(this, 'IsNamed', {
      expression: Fn.conditionNot(Fn.conditionEquals(this.#url, '')),
    });
    // By name, since there is not always one; an ARN ends in six characters of AWS's own.
    this.#secretArn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
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
