import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { acknowledgeFindings } from './acknowledgements.ts';
import { ContextMistake } from './context-mistake.ts';
import { EdgeStack } from './edge-stack.ts';
import { PartnerApiStack } from './partner-api-stack.ts';
import { publicAddressOf } from './public-address.ts';
import { isStage, stageTerms } from './stage.ts';

/**
 * Adds to an app the stacks that its context asks for, `-c stage=…` and what `publicAddressOf` reads,
 * and has them checked against two packs of rules: a finding that nobody has answered for stops the
 * synthesis.
 *
 * @throws {ContextMistake} that says what would do
 */
export function addStacks(app: App): void {
  const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
  if (!isStage(stage)) {
    const known = Object.keys(stageTerms).join(' or ');
    throw new ContextMistake(`There is no stage ${JSON.stringify(stage)}: use -c stage=${known}.`);
  }
  const { domain, edge } = publicAddressOf(app.node, stage) ?? {};
  const name = `quotaline-${stage}`;
  const stacks: Stack[] = [new PartnerApiStack(app, name, stage)];
  if (domain !== undefined && edge !== undefined) {
    stacks.push(new EdgeStack(app, `${name}-edge`, stage, domain, edge));
  }
  for (const stack of stacks) acknowledgeFindings(stack, stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
