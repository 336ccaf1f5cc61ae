import { App } from 'aws-cdk-lib';
import { EdgeStack } from './edge-stack.ts';
import { PartnerApiStack } from './partner-api-stack.ts';
import { ContextMistake, publicAddressOf } from './public-address.ts';
import { isStage, stageTerms } from './stage.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
if (!isStage(stage)) {
  const known = Object.keys(stageTerms).join(' or ');
  console.error(`There is no stage ${JSON.stringify(stage)}: use -c stage=${known}.`);
  process.exit(1);
}
try {
  const name = `quotaline-${stage}`;
  new PartnerApiStack(app, name, stage);
  const { domain, edge } = publicAddressOf(app.node) ?? {};
  if (domain !== undefined && edge !== undefined) {
    new EdgeStack(app, `${name}-edge`, stage, domain, edge);
  }
} catch (error) {
  if (!(error instanceof ContextMistake)) throw error;
  console.error(error.message);
  process.exit(1);
}
app.synth();
