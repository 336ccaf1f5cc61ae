import { createPublicKey, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { contextOf, newInstance, rows } from '../instance.ts';
import { partnerPrivateKey, signedEvent, vectorPem } from '../signed-event.ts';
import { type CountedArm, countRsa, otherWork, workOn } from './counted-work.ts';

const rsaDone = countRsa();
const publicKey = createPublicKey(vectorPem('test_partner_pub'));
const text = Buffer.from('anything');
const row = rows.inquiryCreditGrant;

/** A request, and what else is done at the same time. */
function armThat(name: string, doesToo: (instance: ReturnType<typeof newInstance>) => unknown) {
  const instance = newInstance();
  const { clock, handlers, table, lines } = instance;
  const arm: CountedArm = {
    name,
    async prepare() {
      clock.ms += 1_000;
      for (const kept of [table.reads, table.writes, lines]) kept.length = 0;
      const event = signedEvent(row.path, { referenceNo: 'REF_1' }, clock.ms);
      return async () => {
        await handlers.inquiryCreditGrant(event, contextOf(row));
        await doesToo(instance);
      };
    },
    done: () => ({ ...rsaDone(), ...workOn(instance) }),
  };
  return arm;
}

test('one verify more, one signature more, and one read more are told, and nothing else', async () => {
  const usual = () => armThat('usual', () => undefined);
  const signature = sign('sha256', text, partnerPrivateKey);
  const read = armThat('reading', ({ deps }) =>
    deps.table.read([{ pk: 'A', sk: 'B' }], {
      signal: AbortSignal.timeout(10_000),
      assertInTime: () => undefined,
    }),
  );
  const arms = [
    usual(),
    armThat('verifying', () => verify('sha256', text, publicKey, signature)),
    armThat('signing', () => sign('sha256', text, partnerPrivateKey)),
    read,
    usual(),
  ];
  const reads = '1 lines logged, 1 reads of the table, 3 rows read';
  const usually = `usual ${reads}, 1 signatures, 1 verifies of 2048 bits`;
  expect(await otherWork(arms)).toEqual([
    `verifying does ${reads}, 1 signatures, 2 verifies of 2048 bits; ${usually}`,
    `signing does ${reads}, 2 signatures, 1 verifies of 2048 bits; ${usually}`,
    `reading does 1 lines logged, 2 reads of the table, 4 rows read, 1 signatures, 1 verifies of 2048 bits; ${usually}`,
  ]);
});
