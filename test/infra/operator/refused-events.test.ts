import { expect, test } from 'vitest';
import { readRefusedEvents } from '../../../infra/operator/refused-events.ts';
import { creditGrantByNoRef } from '../../../shared/store/credit-grant-store.ts';
import { refuseEventId } from '../../../shared/store/refused-event-store.ts';
import { readRows } from '../../../shared/store/row.ts';
import { drawn, officeWorld } from '../../shared/runtime/office-stage.ts';
import { own, unbounded, write } from '../../stage-rows.ts';

test('refused events that name an application are told of, beside ones that cannot be read', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo, { amountMinor: '80001' }, 'E-TOO-MUCH'));
  for (const [eventId, content] of Object.entries({ CUT: '{"type":"loan.dr', ODD: '"what?"' })) {
    const received = { eventId, content, contentHash: 'a'.repeat(64) };
    await write(world.memory, { refused: refuseEventId(own, received, 'event: expected', 0) });
  }
  const refs = { grant: creditGrantByNoRef(own, creditGrantNo) };
  const { grant } = await readRows(world.memory, refs, unbounded);
  if (grant === undefined) throw new Error('no grant');
  expect(await readRefusedEvents(world.memory, own, grant, unbounded)).toEqual([
    {
      eventId: 'E-TOO-MUCH',
      at: world.clock.ms,
      type: 'loan.drawn',
      actor: 'test',
      reason: 'the grant has not that much left',
    },
  ]);
});
