import { afterEach, expect, test } from 'vitest';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import {
  type Answering,
  answerSigned,
  partner,
  type SigningServer,
  startServer,
} from './signing-server.ts';

let server: SigningServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function answerTo(answering: Answering) {
  server = await startServer(answering);
  const client = new PartnerClient({ ...partner, baseUrl: server.baseUrl });
  return client.call('queryBudgetAccountInfo', {});
}

test.each([
  [1_048_575, 'U', undefined],
  [1_048_576, 'U', undefined],
  [1_048_577, 'unverified', 'too-large'],
])('an answer of %i bytes: %s', async (length, kind, why) => {
  const text = '1'.repeat(length);
  const answer = await answerTo((seen, response) => answerSigned(seen, response, text));
  expect(answer.kind).toBe(kind);
  expect(answer.kind === 'unverified' ? answer.why : undefined).toBe(why);
});

test('an answer without an end is cut off, not waited for', async () => {
  const answer = await answerTo((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('1'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  expect(answer).toMatchObject({ kind: 'unverified', why: 'too-large' });
  expect(answer).toHaveProperty('bodyText.length', 1_048_576);
});
