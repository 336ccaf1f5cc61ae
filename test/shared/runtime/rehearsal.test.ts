import { beforeEach, describe, expect, test } from 'vitest';
import type { DepsSource } from '../../../shared/runtime/deps.ts';
import { type Priming, prime } from '../../../shared/runtime/prime.ts';
import { type Handler, rehearse } from '../../../shared/runtime/rehearsal.ts';
import { answerOf, type Instance, newInstance, rows } from '../../instance.ts';

const row = rows.applyCreditGrant;
const refused = { statusCode: 200, headers: {}, body: '{"resultCode":"INVALID_CLIENT"}' };

let instance: Instance;
beforeEach(() => {
  instance = newInstance();
});

/** An endpoint's chain that keeps what it was rehearsed with. */
function rehearsedWith(answer = refused) {
  const events: unknown[] = [];
  const sources: DepsSource[] = [];
  const chain = (live: DepsSource): Handler => {
    sources.push(live);
    return async (event) => {
      events.push(event);
      return answer;
    };
  };
  const endpoint: Priming = { row, chain };
  return { endpoint, events, sources };
}

describe('a rehearsal', () => {
  test('is a well-formed request that is refused for nobody having sent it, and does nothing', async () => {
    const key = await instance.deps.keyRing.serverKey();
    const answers: ReturnType<typeof answerOf>[] = [];
    const handler: Handler = async (event, context) => {
      const result = await instance.handlers.applyCreditGrant(event, context);
      answers.push(answerOf(result, 'POST', row.path));
      return result;
    };
    await rehearse(handler, row.path, key, instance.clock.ms);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['F INVALID_CLIENT']);
    expect(instance.table.reads).toEqual([]);
    expect(instance.table.writes).toEqual([]);
    expect(instance.secrets.reads).toEqual([
      'quotaline/test/server-key',
      'quotaline/test/client-index',
    ]);
  });

  test('fails when its answer is not signed', async () => {
    const key = await instance.deps.keyRing.serverKey();
    const handler: Handler = async () => ({ ...refused, statusCode: 503 });
    await expect(rehearse(handler, row.path, key, instance.clock.ms)).rejects.toThrow(
      'the rehearsal was answered unsigned',
    );
  });
});

describe('an endpoint that is primed', () => {
  test('whose own chain lets the rehearsal through is not primed', async () => {
    const { endpoint } = rehearsedWith({ ...refused, body: '{"resultCode":"SUCCESS"}' });
    await prime(() => instance.deps, endpoint);
    expect(instance.lines.map(({ message, fault }) => [message, fault])).toEqual([
      ['not primed', 'Error: the rehearsal was not refused'],
    ]);
  });

  test('is rehearsed once, on its own path, and what that logs goes nowhere', async () => {
    const { endpoint, events, sources } = rehearsedWith();
    await prime(() => instance.deps, endpoint);
    expect(events).toMatchObject([
      {
        rawPath: '/amsin/alipay/business/credit/applyCreditGrant',
        headers: { 'client-id': 'REHEARSAL', 'request-time': '2026-11-21T02:30:00+00:00' },
        body: '{}',
      },
    ]);
    for (const live of sources) live().log({ level: 'error', message: 'request' });
    expect(sources).toHaveLength(1);
    expect(instance.lines.map(({ message }) => message)).toEqual(['primed']);
  });

  test('whose rehearsal is answered unsigned is not primed', async () => {
    const { endpoint } = rehearsedWith({ ...refused, statusCode: 503 });
    await prime(() => instance.deps, endpoint);
    expect(instance.lines.map(({ message, fault }) => [message, fault])).toEqual([
      ['not primed', 'Error: the rehearsal was answered unsigned'],
    ]);
  });

  test('is not rehearsed without a key to sign with: an unsigned answer would be counted', async () => {
    instance.secrets.remove('quotaline/test/server-key');
    const { endpoint, events } = rehearsedWith();
    await prime(() => instance.deps, endpoint);
    expect(events).toEqual([]);
    expect(instance.lines.map(({ message }) => message)).toEqual(['not primed']);
  });
});
