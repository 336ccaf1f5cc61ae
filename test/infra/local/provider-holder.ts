import { startLocalProvider } from '../../../infra/local/local-provider.ts';

// What goes with a process of the engines' that has just ended, and with those who read this.
const goesByItself = ['PipeWrap', 'ProcessWrap'];

// Started by the tests: ends by itself once the provider is stopped, or not at all.
const [home = ''] = process.argv.slice(2);
const provider = await startLocalProvider({ home, port: 0, decisions: true });
process.once('SIGTERM', async () => {
  await provider.stop();
  const left = process.getActiveResourcesInfo().filter((kind) => !goesByItself.includes(kind));
  process.stdout.write(`stopped, and left: ${JSON.stringify(left)}\n`);
});
process.stdout.write('ready\n');
