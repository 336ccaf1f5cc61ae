import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { noticeSource } from '../catalogue/environment.ts';
import type { NoticeBoard } from './back-office.ts';

// EventBridge's own limit for one call.
const maxEntries = 10;

/** The bus on EventBridge. */
export function eventBridgeNotices(client: EventBridgeClient, busName: string): NoticeBoard {
  return {
    async publish(notices) {
      for (let at = 0; at < notices.length; at += maxEntries) {
        const entries = notices.slice(at, at + maxEntries).map(({ type, id, detail }) => ({
          EventBusName: busName,
          Source: noticeSource,
          DetailType: type,
          Detail: JSON.stringify({ ...detail, id }),
        }));
        const { FailedEntryCount = 0 } = await client.send(
          new PutEventsCommand({ Entries: entries }),
        );
        if (FailedEntryCount > 0) throw new Error(`${FailedEntryCount} notices were not taken`);
      }
    },
  };
}
