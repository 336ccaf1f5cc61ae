import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readLocalEnvironment } from '../../../infra/local/local-environment.ts';
import { type Operator, startOperator } from './operator.ts';
import { auditsOf, known, newPartner, query } from './partners.ts';

let operator: Operator;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator.stop());

describe('partner add', () => {
  test('is known at once, does what its terms say, and is audited by its fingerprint', async () => {
    const { as, add } = newPartner(operator, 'P-ADD');
    const { code, out } = await add(' --event-id E-ADD --by olga --rate 7 --freshness 60');
    expect(code).toBe(0);
    const [, fingerprint = ''] = /SHA-256 ([0-9a-f]{64}) {2}\(2048 bits\)/.exec(out) ?? [];
    expect(out).toMatch(/^DONE {6}partner add P-ADD, event id E-ADD\n/);
    expect(await query(operator, as)).toBe(known);
    const { out: shown } = await operator.run(['partner', 'show', 'P-ADD']);
    expect(shown).toContain('requests up to 60 s old, 7/s, 100 at once');
    expect(shown).toContain(`key 1  live  SHA-256 ${fingerprint}`);
    expect((await operator.run(['partner', 'list'])).out).toMatch(
      /^P-ADD +active +1 keys +4 APIs$/m,
    );
    const told = () => auditsOf(operator, 'E-ADD')[0];
    await vi.waitFor(() => expect(told()).toBeDefined(), { timeout: 10_000, interval: 50 });
    expect(told()).toMatchObject({
      source: 'quotaline.operator',
      'detail-type': 'partner.added',
      detail: {
        actor: 'olga',
        reason: 'a test',
        clientId: 'P-ADD',
        outcome: 'changed',
        data: { keyVersion: 1, fingerprint, ratePerSecond: 7 },
      },
    });
    expect(JSON.stringify(told())).not.toMatch(/BEGIN|MII/);
  });

  test('the same again changes nothing; other terms are refused', async () => {
    const { add } = newPartner(operator, 'P-TWICE');
    await add(' --event-id E-1');
    const again = await add(' --event-id E-1');
    expect([again.code, again.out.split('\n')[0]]).toEqual([
      0,
      'REPEATED  partner add P-TWICE, event id E-1: it was so before, nothing changed now',
    ]);
    const other = await add(' --rate 9');
    expect([other.code, other.out]).toEqual([1, expect.stringContaining('with other terms')]);
  });

  test('cut short before it is listed, it is seen by nobody, and repeating it lists it', async () => {
    const { as, add } = newPartner(operator, 'P-HALF');
    const { send } = SecretsManagerClient.prototype;
    const failing = vi.spyOn(SecretsManagerClient.prototype, 'send');
    failing.mockImplementation(function (this: SecretsManagerClient, command: object) {
      const isIndex = 'input' in command && JSON.stringify(command.input).includes('client-index');
      if (command instanceof PutSecretValueCommand && isIndex) throw new Error('throttled');
      return Reflect.apply(send, this, [command]);
    });
    const cut = await add();
    failing.mockRestore();
    expect([cut.code, cut.out]).toEqual([2, expect.stringMatching(/^UNKNOWN .*throttled$/)]);
    expect(cut.problem).toContain('npm run operator -- partner add P-HALF');
    expect(await query(operator, as)).toBe('F INVALID_CLIENT');
    expect((await operator.run(['partner', 'show', 'P-HALF'])).out).toContain('NOT LISTED');
    const repeated = await add();
    expect(repeated.out).toMatch(/^DONE/);
    expect((await operator.run(['partner', 'show', 'P-HALF'])).out).toMatch(/^P-HALF: active\n/);
  });

  test.each([
    ['nothing to subscribe to', 'partner add P-X', 'Subscribed to what?'],
    ['no such family', 'partner add P-X --family loans', '--family is one of'],
    ['no such API', 'partner add P-X --api loans', '--api loans is none of'],
    [
      'a contract of none',
      'partner add P-X --api applyCreditGrant --contract credit',
      '--contract',
    ],
    ['a rule of none', 'partner add P-X --family fx --tokens never', '--tokens is'],
    ['901 seconds', 'partner add P-X --family fx --freshness 901', '--freshness <seconds>'],
    ['no rate', 'partner add P-X --family fx --rate 0', '--rate <requests> is not valid'],
    ['no client id', 'partner add a#b --family fx', '<clientId> is'],
    ['no such file', 'partner add P-X --family fx --key /nowhere.pem', '--key: ENOENT'],
    ['an instant without offset', 'key retire P-X --key-version 1 --at 2027-01-01T00:00', '--at'],
    ['a version that is none', 'key retire P-X --key-version 01', '--key-version is'],
    ['too short a lead', 'server-key rotate --from 2026-01-01T00:00:00Z', 'less than an hour'],
    ['both instants', 'server-key rotate --now --from 2030-01-01T00:00:00Z', 'contradict'],
  ])('%s is wrong usage: 64', async (_, line, said) => {
    const { code, problem } = await operator.change(line);
    expect([code, problem]).toEqual([64, expect.stringContaining(said)]);
  });
});

test('what the bus did not take is said, with what to repeat: 2', async () => {
  const { add } = newPartner(operator, 'P-BUS');
  const readEnvironment = (home: string) => ({
    ...readLocalEnvironment(home),
    AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:1',
  });
  const without = { readLocalEnvironment: readEnvironment };
  await add();
  const paused = await operator.change('partner pause P-BUS --event-id E-B --by olga', without);
  expect([paused.code, paused.out]).toEqual([2, expect.stringMatching(/^DONE/)]);
  const repeat = "npm run operator -- partner pause P-BUS --why 'a test' --by olga --event-id E-B";
  expect(paused.problem).toContain('The change is made, but not audited');
  expect(paused.problem).toContain(repeat);
  const again = await operator.change('partner pause P-BUS --event-id E-B --by olga');
  expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^REPEATED/)]);
  const told = () => auditsOf(operator, 'E-B');
  await vi.waitFor(() => expect(told()).toHaveLength(1), { timeout: 10_000, interval: 50 });
  expect(told()[0]?.detail['outcome']).toBe('unchanged');
});
