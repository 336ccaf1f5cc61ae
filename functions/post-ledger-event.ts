import { liveBackOffice } from '../shared/runtime/live-back-office.ts';
import { postHandler } from '../shared/runtime/post-handler.ts';

/** The one door for everything that the partner APIs do not cause. */
export const handler = postHandler(liveBackOffice);
