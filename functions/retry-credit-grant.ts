import { liveBackOffice } from '../shared/runtime/live-back-office.ts';
import { retryHandler } from '../shared/runtime/retry-handler.ts';

/** Works on deferred applications, as SQS hands them over. */
export const handler = retryHandler(liveBackOffice);
