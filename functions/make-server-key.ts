import { customResourceHandler } from '../shared/runtime/custom-resource.ts';
import { liveServerKey } from '../shared/runtime/live-server-key.ts';

/** The first server key, made when a stack is first deployed. */
export const handler = customResourceHandler(
  { ensure: liveServerKey },
  'The first server key could not be made, and without it no answer can be signed',
);
