import { startLocalProvider } from '../../../infra/local/local-provider.ts';

// Started by the tests: ends by itself once the provider is stopped, or not at all.
const [home = ''] = process.argv.slice(2);
const provider = await startLocalProvider({ home, port: 0, decisions: true });
process.once('SIGTERM', () => provider.stop());
process.stdout.write('ready\n');
