import { checkHandler } from '../shared/runtime/check-handler.ts';
import { liveBackOffice } from '../shared/runtime/live-back-office.ts';

/** Expires grants, sends for overdue work, and recounts the books, on a schedule. */
export const handler = checkHandler(liveBackOffice);
