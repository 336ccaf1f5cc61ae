import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { BackOffice, NoticeBoard } from './back-office.ts';
import { loadEventBusName } from './config.ts';
import { eventBridgeNotices } from './event-bus.ts';
import { liveApplyDeps } from './live-apply-deps.ts';
import { callBounds, liveDeps } from './live-deps.ts';
import { writeLogLine } from './log-writer.ts';
import { faultLine } from './noted-fault.ts';

let made: BackOffice | undefined;
let madeNotices: NoticeBoard | undefined;

/** The real back office, made at the first invocation and kept for the life of the instance. */
export function liveBackOffice(): BackOffice {
  made ??= makeBackOffice();
  return made;
}

/** What only some of the functions may use is made when first used: the others are not told of it. */
function makeBackOffice(): BackOffice {
  const { table, now } = liveDeps();
  return {
    table,
    now,
    random: Math.random,
    get queue() {
      return liveApplyDeps().retryQueue;
    },
    get decisions() {
      return liveApplyDeps().decisions;
    },
    get notices() {
      madeNotices ??= eventBridgeNotices(new EventBridgeClient(callBounds), loadEventBusName());
      return madeNotices;
    },
    count: (metric, value) =>
      writeLogLine({ level: 'info', message: 'metric', counts: { [metric]: value } }),
    onFault: (what, error) => writeLogLine(faultLine(what, error)),
  };
}
