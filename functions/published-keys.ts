import { publishedKeys as row } from '../shared/catalogue/documents.ts';
import { documentHandler } from '../shared/runtime/document-handler.ts';
import { liveDeps } from '../shared/runtime/live-deps.ts';
import { publishedKeysAt } from '../shared/runtime/published-keys.ts';

/** The keys that this instance may sign with; the same that it signs this very answer with. */
export const handler = documentHandler(
  row,
  async ({ keyRing, now }) => ({ keys: publishedKeysAt(await keyRing.serverKeys(), now()) }),
  liveDeps,
);
