import { App } from 'aws-cdk-lib';
import { PartnerApiStack } from './partner-api-stack.ts';
import { isStage, stageTerms } from './stage.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
if (!isStage(stage)) {
  const known = Object.keys(stageTerms).join(' or ');
  console.error(`There is no stage ${JSON.stringify(stage)}: use -c stage=${known}.`);
  process.exit(1);
}
new PartnerApiStack(app, `quotaline-${stage}`, stage);
app.synth();
