import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ClientSecret } from '../../../shared/runtime/client-record.ts';
import { hashToken } from '../../../shared/store/access-store.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import type { Item } from '../../../shared/store/table.ts';
import { answerOf, contextOf, newInstance, rows, startMs } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';
import { type EventChanges, signedEvent } from '../../signed-event.ts';

const row = rows.queryBudgetAccountInfo;
const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const tenant = { clientId: 'PARTNER_1', customerId: 'CUSTOMER_1' };

/** A request with everything that it goes by; each fault spoils one thing. */
interface Scenario {
  method: string;
  path: string;
  time: string;
  clientId: string;
  key: 'own' | 'strange';
  body: string;
  headers: Record<string, string | undefined>;
  allowance: number;
  client: ClientSecret;
  customer: Item | undefined;
  token: Record<string, string | number | string[]>;
  budget: Item | undefined;
}

function soundScenario(): Scenario {
  return {
    method: 'POST',
    path: row.path,
    time: '2026-11-21T02:30:00Z',
    clientId: 'PARTNER_1',
    key: 'own',
    body: '{}',
    headers: { 'connected-customerid': 'CUSTOMER_1', 'access-token': 'TOKEN' },
    allowance: 1,
    client: clientSecret({ burst: 1, ratePerSecond: 1 }),
    customer: { status: 'ACTIVE' },
    token: {
      customerId: 'CUSTOMER_1',
      scopes: ['worldcard'],
      expiresAt: startMs + 1,
      status: 'ACTIVE',
    },
    budget: undefined,
  };
}

type Fault = readonly [what: string, spoil: (scenario: Scenario) => void, outcome: RegExp];

/** In the order of the contract, section 4. */
const faults: readonly Fault[] = [
  ['route', (s) => Object.assign(s, { path: `${row.path}/` }), /^F INVALID_API:/],
  ['method', (s) => Object.assign(s, { method: 'PUT' }), /^F METHOD_NOT_SUPPORTED:/],
  ['media', (s) => bend(s, 'content-type', 'text/plain'), /^F PARAM_ILLEGAL: Content-Type/],
  ['time', (s) => Object.assign(s, { time: 'now' }), /^F PARAM_ILLEGAL: Request-Time/],
  ['client id', (s) => Object.assign(s, { clientId: 'A.B' }), /^F INVALID_CLIENT:/],
  ['signature header', (s) => bend(s, 'signature', 'none'), /^F INVALID_SIGNATURE:/],
  ['client', (s) => Object.assign(s.client, { status: 'suspended' }), /^F INVALID_CLIENT:/],
  ['signature', (s) => Object.assign(s, { key: 'strange' }), /^F INVALID_SIGNATURE:/],
  ['freshness', (s) => Object.assign(s.client, { freshnessSeconds: 1 }) && age(s), /SIGNATURE:/],
  ['rate', (s) => Object.assign(s, { allowance: 0 }), /^U REQUEST_TRAFFIC_EXCEED_LIMIT:/],
  ['JSON', (s) => Object.assign(s, { body: '{"a"' }), /^F PARAM_ILLEGAL: body/],
  ['schema', (s) => Object.assign(s, { body: `{"b":1}${s.body.slice(2)}` }), /^F PARAM_ILLEGAL/],
  ['customer grammar', (s) => bend(s, 'connected-accountid', 'X'), /PARAM_ILLEGAL: Connected/],
  ['customer', (s) => Object.assign(s, { customer: undefined }), /^F USER_NOT_EXIST:/],
  ['token', (s) => Object.assign(s.token, { status: 'REVOKED' }), /^F AUTHORIZATION_NOT_EXIST:/],
  ['token age', (s) => Object.assign(s.token, { expiresAt: startMs }), /^F ACCESS_TOKEN_EXPIRED:/],
  ['scope', (s) => Object.assign(s.token, { scopes: ['fx'] }), /^F SERVICE_NOT_ALLOWED:/],
  ['subscription', (s) => Object.assign(s.client, { apis: [] }), /^F SERVICE_NOT_ALLOWED:/],
  ['API contract', (s) => Object.assign(s.client, { contracts: {} }), /^F CONTRACT_NOT_EXIST:/],
  ['business', (s) => Object.assign(s, { budget: { accounts: 1 } }), /^F SYSTEM_ERROR:/],
];

function bend({ headers }: Scenario, name: string, value: string): void {
  headers[name] = value;
}

function age(scenario: Scenario): void {
  if (scenario.time !== 'now') scenario.time = '2026-11-21T02:29:58Z';
}

async function outcomeOf(scenario: Scenario): Promise<string> {
  const instance = newInstance({ clients: { PARTNER_1: scenario.client } });
  place(instance.memory, scenario);
  const { method, path, clientId, time, headers, key } = scenario;
  const changes: EventChanges = { method, path, clientId, time, headers };
  const bent = key === 'own' ? changes : { ...changes, privateKey: stranger.privateKey };
  const event = signedEvent(row.path, scenario.body, startMs, bent);
  if (scenario.allowance === 0) {
    const record = { clientId: 'PARTNER_1', ratePerSecond: 1, burst: 1 };
    await instance.deps.trafficLimit.take(record, startMs);
  }
  const result = await instance.handlers.queryBudgetAccountInfo(event, contextOf(row));
  const answer = answerOf(result, method, path);
  return `${answer.outcome}: ${answer.result.resultMessage}`;
}

function place(memory: ReturnType<typeof newInstance>['memory'], scenario: Scenario): void {
  const { customer, token, budget } = scenario;
  if (customer !== undefined) memory.place(itemKeys.customer(tenant), customer);
  if (budget !== undefined) memory.place(itemKeys.budgetAccounts(tenant), budget);
  memory.place(itemKeys.accessToken('PARTNER_1', hashToken('TOKEN')), token);
}

test('with nothing wrong the request is answered', async () => {
  expect(await outcomeOf(soundScenario())).toBe('S SUCCESS: Success.');
});

describe('of two things that are wrong the earlier check decides', () => {
  const ordered = faults.flatMap(([first, spoilFirst, outcome], index) =>
    faults.slice(index).map(([second, spoilSecond]) => {
      const name = first === second ? first : `${first}, then ${second}`;
      return { name, spoils: [spoilSecond, spoilFirst], outcome };
    }),
  );

  test.each(ordered)('$name', async ({ spoils, outcome }) => {
    const scenario = soundScenario();
    for (const spoil of spoils) spoil(scenario);
    expect(await outcomeOf(scenario)).toMatch(outcome);
  });
});
