import { randomBytes, randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { readLocalEnvironment } from '../local/local-environment.ts';
import { runOperator } from './run.ts';

const tokenBytes = 32;

// Whoever reads our output may leave (`... | head`).
process.stdout.on('error', () => undefined);
process.exitCode = await runOperator(process.argv.slice(2), {
  cwd: process.cwd(),
  user: userInfo().username,
  now: Date.now,
  newEventId: randomUUID,
  newToken: () => randomBytes(tokenBytes).toString('base64url'),
  print: (result) => console.log(result),
  complain: (problem) => console.error(problem),
  readInput: () => text(process.stdin),
  readLocalEnvironment,
});
