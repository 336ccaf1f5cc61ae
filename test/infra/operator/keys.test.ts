import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPair } from '../../http/provider.ts';
import type { WirePartner } from '../../http/wire-partner.ts';
import { type Operator, startOperator } from './operator.ts';
import { fileOf, known, newPartner, query } from './partners.ts';

let operator: Operator;
/** Added before any is asked for: an index that lacks an id is read twice a minute at most. */
let early: { readonly keys: WirePartner; readonly pause: WirePartner };
beforeAll(async () => {
  operator = await startOperator();
  const [keys, pause] = [newPartner(operator, 'P-KEYS'), newPartner(operator, 'P-PAUSE')];
  for (const { add } of [keys, pause]) expect((await add()).code).toBe(0);
  early = { keys: keys.as, pause: pause.as };
});
afterAll(() => operator.stop());

describe('one key, one user (S-14)', () => {
  test.each([
    ['another partner', async () => newPartner(operator, 'P-OTHER')],
    ['the same partner', async () => newPartner(operator, 'P-SAME')],
  ])('%s has it', async (whose, make) => {
    const { add, file } = await make();
    await add();
    const to = whose === 'the same partner' ? 'P-SAME' : 'DEMO_5X00000000000001';
    const { code, out } = await operator.change(`key add ${to} --file ${file} --key-version 7`);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/is that of P-(OTHER|SAME) as version 1/),
    ]);
  });

  test('the server has it', async () => {
    const file = fileOf(operator, 'server.pem', operator.provider.partner.serverPublicKeyPem);
    const { code, out } = await operator.change(`partner add P-S --family fx --key ${file}`);
    expect([code, out]).toEqual([1, expect.stringContaining('is that of the server as version 1')]);
    expect((await operator.run(['partner', 'show', 'P-S'])).code).toBe(1);
  });

  test('a private key is refused, and nothing of it is said', async () => {
    const { privateKeyPem } = newPair();
    const file = fileOf(operator, 'private.pem', privateKeyPem);
    const { code, out, problem } = await operator.change(`key add P-KEYS --file ${file}`);
    expect([code, problem]).toEqual([1, '']);
    expect(out).toContain('treat it as compromised');
    expect(out).not.toContain(privateKeyPem.split('\n')[1]);
  });
});

describe('key add, list and retire; partner pause and resume', () => {
  test('a second key verifies, the first is refused at once when it is retired', async () => {
    const { keys: as } = early;
    expect(await query(operator, as)).toBe(known);
    const next = newPair();
    const file = fileOf(operator, 'next.pem', next.publicKeyPem);
    expect((await operator.change(`key add P-KEYS --file ${file}`)).out).toContain(
      'key 2  SHA-256',
    );
    const again = await operator.change(`key add P-KEYS --file ${file}`);
    expect(again.out).toMatch(/^REPEATED/);
    const retire = 'key retire P-KEYS --key-version 1';
    const planned = await operator.change(`${retire} --at 2040-01-01T00:00:00Z`);
    expect(planned.out).toContain('refuses it from 2040-01-01T00:00:00.000Z on, by its own clock');
    expect(await query(operator, as)).toBe(known);
    expect((await operator.change(retire)).out).toContain('From now on no instance tells');
    expect(await query(operator, as)).toBe('F INVALID_SIGNATURE');
    const second = { ...as, privateKeyPem: next.privateKeyPem, keyVersion: 2 };
    expect(await query(operator, second)).toBe(known);
    const back = await operator.change(`${retire} --at 2040-01-01T00:00:00Z`);
    expect(back.out).toMatch(/^REPEATED/);
    const { out } = await operator.run(['key', 'list', 'P-KEYS']);
    expect(out).toMatch(
      /key 1 +retired since 20[^ ]+ +SHA-256 [0-9a-f]{64}\n +key 2 +live +SHA-256/,
    );
    const last = await operator.change('key retire P-KEYS --key-version 2');
    expect(last.out).toContain('no other live key');
  });

  test('a paused partner is refused at once', async () => {
    const { pause: as } = early;
    expect(await query(operator, as)).toBe(known);
    expect((await operator.change('partner pause P-PAUSE')).code).toBe(0);
    expect(await query(operator, as)).toBe('F INVALID_CLIENT');
    expect((await operator.change('partner pause P-PAUSE')).out).toMatch(/^REPEATED/);
    expect((await operator.change('partner resume P-PAUSE')).out).toContain('within 10 minutes');
    expect((await operator.run(['partner', 'show', 'P-PAUSE'])).out).toMatch(/^P-PAUSE: active\n/);
  });

  test.each(['partner pause', 'partner resume', 'key list', 'partner show'])(
    '%s of nobody: 1',
    async (words) => {
      const why = words.startsWith('partner') && !words.endsWith('show') ? ['--why', 'x'] : [];
      expect((await operator.run([...words.split(' '), 'P-NONE', ...why])).code).toBe(1);
    },
  );
});

test('server-key rotate publishes the next one, which its list tells', async () => {
  const rotated = await operator.change('server-key rotate --event-id E-R');
  expect(rotated.out).toMatch(/Version 2 is published, and signs from 20[^ ]+Z on, by every clock/);
  expect((await operator.change('server-key rotate --event-id E-R')).out).toMatch(/^REPEATED/);
  const { out } = await operator.run(['server-key', 'list']);
  expect(out).toMatch(/^server key 1 +current +SHA-256 .*\nserver key 2 +next, signs from 20/);
  const refused = await operator.change('server-key retire --key-version 1');
  expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('answers are signed')]);
});
