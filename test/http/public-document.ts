import { afterAll, beforeAll, expect } from 'vitest';
import { startTestProvider, type TestProvider } from './provider.ts';
import { send, type WireAnswer, type WireRequest } from './wire-partner.ts';

/** A document that anybody may have, of a provider that runs for a whole file. */
export function publicDocument(path: string) {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startTestProvider();
  });
  afterAll(() => provider.stop());
  return {
    provider: (): TestProvider => provider,
    /** Sends it as a partner would, which verifies what comes back. */
    ask: (wire: Partial<WireRequest>): Promise<WireAnswer> =>
      send(provider.partner, { path, body: '', ...wire }),
    /** Gets it without any header of ours, and holds that a cache may keep it. */
    async fetched(): Promise<unknown> {
      const answer = await fetch(`${provider.connection.baseUrl}${path}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=UTF-8');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      return answer.json();
    },
  };
}
