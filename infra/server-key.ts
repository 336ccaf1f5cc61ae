import { CustomResource, Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { makeServerKey } from '../shared/catalogue/deployment-functions.ts';
import { environmentNames } from '../shared/catalogue/environment.ts';
import { EndpointFunction } from './endpoint-function.ts';
import type { KeySecrets } from './key-secrets.ts';
import { type Stage, stageTerms } from './stage.ts';

/** For three runs: Lambda calls twice more where an answer could not be delivered. */
const serviceTimeout = Duration.minutes(10);

/** What a server key is made in. */
export interface ServerKeyProps {
  readonly stage: Stage;
  readonly logsKey: IKey;
}

/**
 * The first server key and the empty index of clients, made by the first deployment, so that the
 * stack can sign its answers without a manual step. Nothing here ever changes: a later deployment
 * does not even call the function, and if it did, what is there would stay.
 */
export class ServerKey extends Construct {
  /** SPKI in base64: the key of the first deployment, whatever was rotated to since. */
  readonly publicKey: string;

  constructor(scope: Construct, id: string, secrets: KeySecrets, props: ServerKeyProps) {
    super(scope, id);
    const { stage, logsKey } = props;
    const { lambda, live } = new EndpointFunction(this, makeServerKey.functionName, {
      ...makeServerKey,
      environment: { [environmentNames.stage]: stage },
      terms: stageTerms[stage],
      logsKey,
    });
    secrets.grantFirstValues(lambda);
    const made = new CustomResource(this, 'Made', {
      resourceType: 'Custom::ServerKey',
      serviceToken: live.functionArn,
      serviceTimeout,
    });
    this.publicKey = made.getAttString('PublicKey');
  }
}
