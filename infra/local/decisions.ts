import { join } from 'node:path';
import { environmentNames } from '../../shared/catalogue/environment.ts';
import { decisionModePath, decisionModes, decisionServiceState } from './decision-mode.ts';
import { readLocalEnvironment } from './local-environment.ts';

const modes = Object.entries(decisionModes);
const usage = `Tells the local decision service how to behave: npm run decisions -- <mode>
(without a mode: says how it does)

${modes.map(([mode, meaning]) => `  ${mode.padEnd(9)} ${meaning}`).join('\n')}`;

// EX_USAGE of sysexits.h.
const usageExitCode = 64;

process.exitCode = await main(process.argv.slice(2));

async function main([mode, ...rest]: readonly string[]): Promise<number> {
  if (mode === '--help' || mode === '-h') {
    console.log(usage);
    return 0;
  }
  if (rest.length > 0 || (mode !== undefined && !Object.hasOwn(decisionModes, mode))) {
    console.error(usage);
    return usageExitCode;
  }
  const environment = readLocalEnvironment(join(process.cwd(), '.quotaline'));
  const decisionUrl = environment?.[environmentNames.decisionUrl];
  if (!decisionUrl) {
    console.error('No local decision service runs here. Start it with: npm start -- --decisions');
    return 1;
  }
  const url = new URL(decisionModePath, decisionUrl);
  const response = await fetch(url, mode === undefined ? {} : { method: 'PUT', body: mode });
  const state = decisionServiceState.parse(await response.json());
  const meaning = decisionModes[state.mode];
  console.log(`${state.mode}: it ${meaning}\nQuestions so far: ${state.asked}`);
  return 0;
}
