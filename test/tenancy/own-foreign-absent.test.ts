import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import type { Item } from '../../shared/store/table.ts';
import type { MemoryTable } from '../memory-table.ts';
import { type IdRow, idRows } from './id-rows.ts';
import { requestMembers } from './members.ts';
import {
  account,
  apply,
  customer,
  isOf,
  nameOf,
  newBase,
  type Stage,
  stageOn,
  submit,
  tenants,
} from './stage.ts';
import { tell } from './told.ts';

/** Members that name nothing that is kept anywhere. */
const plainMembers: Readonly<Record<ApiName, readonly string[]>> = {
  queryCreditQuota: [],
  applyCreditGrant: [
    'invoiceDate',
    'timeZone',
    'attachmentFile.fileName',
    'invoiceInfoList[].invoiceAmount.currency',
    'invoiceInfoList[].invoiceAmount.value',
    'invoiceInfoList[].invoiceDueDate',
    'vendorName',
    'marketRegion',
    'businessMode',
  ],
  inquiryCreditGrant: [],
  submitAttachment: ['attachmentType', 'attachmentContent', 'fileName', 'bizType'],
  inquiryAvailableQuota: ['quotaAccumulationMethod', 'currency', 'tradeType'],
  queryBudgetAccountInfo: [],
};

let able: MemoryTable;
let bare: MemoryTable;
beforeAll(async () => {
  able = await newBase(true);
  bare = await newBase(false);
});

describe('every member of a request has its row, or is said to name nothing', () => {
  test.each(endpoints.map(({ name }) => name))('%s', (api) => {
    const ids = idRows.filter((row) => row.api === api).map(({ member }) => member);
    const inBody = ids.filter((member) => !member.startsWith('('));
    const known = new Set([...inBody, ...plainMembers[api]]);
    expect([...known].sort()).toEqual([...(requestMembers.get(api) ?? [])].sort());
    expect(ids.length, 'what the tenant alone leads to, where no id does').toBeGreaterThan(0);
  });
});

/** What one request came to: the answer to the byte, and everything that was done for it. */
interface Seen {
  readonly told: string;
  readonly answer: { readonly headers: unknown; readonly text: string };
  readonly calls: { readonly reads: unknown; readonly writes: unknown; readonly puts: unknown };
  /** What became new or another of the caller's rows. */
  readonly changed: readonly Item[];
  readonly others: readonly Item[];
  readonly othersBefore: readonly Item[];
}

/** The same request on a stage where the owner has what it names, or nobody does. */
async function see(row: IdRow, caller: Tenant, owner: Tenant, placed: boolean): Promise<Seen> {
  const stage = stageOn(row.bare ? bare : able);
  if (placed) await row.place(stage, owner, 'X');
  const { table, puts, memory, clock } = stage;
  for (const list of [table.reads, table.writes, puts]) list.length = 0;
  const before = memory.items();
  // Whatever it took to get here, the request is the same to the byte.
  clock.ms = Date.UTC(2026, 10, 21, 3);
  const answer = await stage.call(caller, row.api, row.body(caller, owner, 'X'));
  expectOnlyOwnKeys(stage, caller);
  return {
    told: tell(answer),
    answer: { headers: answer.headers, text: answer.text },
    calls: { reads: [...table.reads], writes: [...table.writes], puts: [...puts] },
    changed: memory.items().filter((item) => isOf(caller, item['pk']) && !holds(before, item)),
    others: memory.items().filter(({ pk }) => !isOf(caller, pk)),
    othersBefore: before.filter(({ pk }) => !isOf(caller, pk)),
  };
}

function holds(items: readonly Item[], item: Item): boolean {
  return items.some((other) => isDeepStrictEqual(other, item));
}

/** Nothing was asked for, compared or written but in the caller's own partitions. */
function expectOnlyOwnKeys({ table, puts }: Stage, caller: Tenant): void {
  const actions = table.writes.flatMap((transaction) => Object.values(transaction));
  const keys = [...table.reads.flat(), ...actions.map(({ key }) => key)];
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter(({ pk }) => !isOf(caller, pk))).toEqual([]);
  for (const { tenant } of puts) expect(tenant).toEqual(caller);
}

const rows = idRows.map((row) => {
  const which = row.kind === undefined ? row.member : `${row.member}, ${row.kind}`;
  return [`${row.api} ${which}`, row] as const;
});

describe.each([account, customer].map((tenant) => [nameOf(tenant), tenant] as const))(
  'for %s',
  (_caller, caller) => {
    describe.each(rows)('%s', (_id, row) => {
      test('its own is found', async () => {
        expect((await see(row, caller, caller, true)).told).toBe(row.own);
      });

      const foreign = tenants.filter((tenant) => tenant !== caller);
      test.each(foreign.map((tenant) => [nameOf(tenant), tenant] as const))(
        'that of %s is as if it were nobody’s',
        async (_owner, owner) => {
          const foreign = await see(row, caller, owner, true);
          const absent = await see(row, caller, owner, false);
          expect(foreign.told).toBe(row.others);
          expect(foreign.answer).toEqual(absent.answer);
          expect(foreign.calls).toEqual(absent.calls);
          expect(foreign.changed).toEqual(absent.changed);
          expect(foreign.others).toEqual(foreign.othersBefore);
          expect(foreign.others, 'the other has it').not.toEqual(absent.others);
        },
      );
    });
  },
);

test('what is made of one id is another thing for every tenant', async () => {
  const stage = stageOn(able);
  const numbers = new Set<string>();
  const fileKeys = new Set<string>();
  for (const tenant of tenants) {
    const applied = await apply(stage, tenant, { referenceNo: 'REF_X' });
    const submitted = await submit(stage, tenant, 'FILE_X');
    numbers.add(applied.body.creditGrantNo);
    fileKeys.add(submitted.body.attachmentInfo.fileKey);
  }
  expect([numbers.size, fileKeys.size]).toEqual([tenants.length, tenants.length]);
});
