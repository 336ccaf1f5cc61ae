import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { Stage } from './stage.ts';

/** Findings of the rule packs that stay, on one kind of resource, and why. */
export interface Acknowledgement {
  readonly ids: readonly string[];
  readonly appliesTo: (construct: IConstruct) => boolean;
  readonly reason: string;
}

/** Every finding that stays, in one stage. There is no other place to answer for one. */
export function acknowledgements(stage: Stage): readonly Acknowledgement[] {
  const clients = `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:quotaline/${stage}/clients/*`;
  return [
    {
      ids: [
        `AwsSolutions-IAM5[Resource::${clients}]`,
        'AwsSolutions-IAM5[Resource::<AttachmentsBucket134755D7.Arn>/attachments/*]',
        'AwsSolutions-IAM5[Resource::<LedgerTable9343E4AA.Arn>/backup/*]',
        'AwsSolutions-IAM5[Resource::*]',
      ],
      appliesTo: (construct) => construct instanceof CfnPolicy,
      reason:
        'Clients, attachments and backups come and go while the stack stays: each star is at the ' +
        'end of a prefix below which there is nothing but them. The bare one is for X-Ray, which ' +
        'knows no resources that segments could be put to.',
    },
    {
      ids: ['AwsSolutions-SMG4'],
      appliesTo: (construct) => construct instanceof CfnSecret,
      reason:
        'The server key is rotated by the operator, since partners have to know the next version ' +
        'before it signs. The index holds ids alone, and the key that the decision service knows ' +
        'us by can only be changed together with that service.',
    },
    {
      ids: ['AwsSolutions-APIG4'],
      appliesTo: (construct) => construct instanceof CfnRoute,
      reason:
        'Each request is authorised by its signature over the bytes of its body, which an ' +
        'authoriser of the gateway is not shown; and a refusal of the gateway would be unsigned.',
    },
    {
      ids: ['Serverless-LambdaDLQ'],
      appliesTo: (construct) => construct instanceof CfnFunction,
      reason:
        'What the schedules and the bus hand over goes to an on-failure destination instead, with ' +
        'the reason beside it. The gateway, the queue and CloudFormation wait for an answer.',
    },
    {
      ids: ['Serverless-LambdaEventSourceMappingDestination'],
      appliesTo: (construct) => construct instanceof CfnEventSourceMapping,
      reason: 'A queue as a source has no destination: its own redrive policy keeps what failed.',
    },
    {
      ids: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      appliesTo: (construct) =>
        construct instanceof CfnQueue && construct.node.scope instanceof DeadLetterQueue,
      reason: 'These are the dead letters: nothing works on them but a person.',
    },
    {
      ids: ['AwsSolutions-CFR1'],
      appliesTo: (construct) => construct instanceof CfnDistribution,
      reason:
        'Partners sell everywhere and call from wherever their cloud runs. Who may call is said by ' +
        'certificates and signatures.',
    },
    {
      ids: ['AwsSolutions-CFR3'],
      appliesTo: (construct) => construct instanceof CfnDistribution,
      reason:
        'It is logged, by the newer way that can leave out the headers which name customers and ' +
        'tokens; the rule looks for the older one, whose bucket needs access control lists.',
    },
  ];
}

/** Tells the rule packs of a stack's findings that stay. */
export function acknowledgeFindings(stack: Stack, stage: Stage): void {
  for (const construct of stack.node.findAll()) {
    for (const { ids, appliesTo, reason } of acknowledgements(stage)) {
      if (!appliesTo(construct)) continue;
      for (const id of ids) Validations.of(construct).acknowledge({ id, reason });
    }
  }
}
