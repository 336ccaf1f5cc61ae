import { startSandbox } from 'quotaline/sandbox';

const { client, stop } = await startSandbox();
for (const referenceNo of [
  'SBX.OAUTH_FAIL.1',
  'SBX.UNKNOWN_EXCEPTION.1x.1',
  'SBX.UNKNOWN_EXCEPTION.1x.1',
]) {
  const answer = await client.call('inquiryCreditGrant', { referenceNo });
  console.log(answer.kind, answer.kind === 'S' ? answer.body : answer.code);
}
await stop();
