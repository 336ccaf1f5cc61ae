import { expect, test } from 'vitest';
import { readLostEvents } from '../../../infra/operator/lost-event.ts';

const event = {
  eventId: 'E-1',
  clientId: 'CLIENT_1',
  actor: 'core',
  reason: 'trade',
  type: 'fx-quota.credited',
  data: {
    accumulationMethod: 'USER_ID',
    accumulationId: 'U1',
    currency: 'USD',
    amountMinor: '500',
  },
};
const onBus = {
  id: '1',
  source: 'core',
  'detail-type': event.type,
  time: '2026-03-01T10:00:01Z',
  detail: event,
};
/** As Lambda keeps what the function has failed on three times. */
const failedCall = {
  version: '1.0',
  timestamp: '2026-03-01T10:03:30Z',
  requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload: onBus,
  responseContext: { statusCode: 200, functionError: 'Unhandled' },
  responsePayload: { errorMessage: 'the table is gone' },
};

test.each([
  ['the bus could not hand on', onBus],
  ['the function has failed on', failedCall],
])('an event that %s is read', (_, kept) => {
  const letter = { messageId: 'M', receiptHandle: 'H', body: JSON.stringify(kept) };
  expect(readLostEvents([letter])).toEqual([{ letter, at: '2026-03-01T10:00:01Z', event }]);
});

test('what holds no event is none, however it is kept', () => {
  for (const kept of [{ requestPayload: null }, { requestPayload: { time: 'x' } }, {}, null]) {
    const letter = { messageId: 'M', receiptHandle: 'H', body: JSON.stringify(kept) };
    expect(readLostEvents([letter])).toMatchObject([{ event: undefined }]);
  }
});
