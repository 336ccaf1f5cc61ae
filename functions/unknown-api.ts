import { liveDeps } from '../shared/runtime/live-deps.ts';
import { unknownApiHandler } from '../shared/runtime/unknown-api-handler.ts';

/** Every route and verb that is no endpoint of the catalogue. */
export const handler = unknownApiHandler(liveDeps);
