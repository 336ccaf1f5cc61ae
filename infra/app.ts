import { App } from 'aws-cdk-lib';
import { ContextMistake } from './context-mistake.ts';
import { addStacks } from './stacks.ts';

const app = new App();
try {
  addStacks(app);
} catch (error) {
  if (!(error instanceof ContextMistake)) throw error;
  console.error(error.message);
  process.exit(1);
}
app.synth();
