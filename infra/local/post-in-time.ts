import { handler } from '../../functions/post-ledger-event.ts';
import { liveBackOffice } from '../../shared/runtime/live-back-office.ts';
import { type PostHandler, postHandler } from '../../shared/runtime/post-handler.ts';
import { aheadMsOf } from './client-clocks.ts';

/**
 * The function that posts events, at the time of business that a client of the running provider
 * has: the deployed one itself unless the sandbox has moved its clock.
 */
export function postInTime(home: string, clientId: string): PostHandler {
  const aheadMs = aheadMsOf(home, clientId);
  if (aheadMs === 0) return handler;
  return postHandler(() => {
    const live = liveBackOffice();
    return { ...live, now: () => live.now() + aheadMs };
  });
}
