import type { TestProvider } from './provider.ts';
import type { WireAnswer } from './wire-partner.ts';

const killEveryMs = 2;

/**
 * Keeps killing the table's engine, which starts again each time, and calls until an answer is no
 * success. Fulfils when the engine is well again.
 */
export async function answerWithoutTable(
  { engines }: TestProvider,
  call: () => Promise<WireAnswer>,
): Promise<WireAnswer> {
  const killing = setInterval(() => engines.kill('dynamodb'), killEveryMs);
  try {
    for (;;) {
      const answer = await call();
      if (answer.result.resultStatus !== 'S') return answer;
    }
  } finally {
    clearInterval(killing);
    await engines.whenReady();
  }
}
