import { type Change, changeCommand } from './change.ts';
import type { Command } from './command.ts';

const sign: Change = {
  words: ['contract', 'sign'],
  purpose: 'Note that a contract was signed.',
  type: 'contract.signed',
  options: [
    {
      flag: 'contract',
      takes: '<contract>',
      about: 'credit or budget-account',
      required: true,
      member: 'contract',
    },
  ],
  example: "contract sign --customer C-7 --contract credit --why 'signed copy 2026-118'",
};

const openBudgetAccount: Change = {
  words: ['budget-account', 'open'],
  purpose: 'Open a budget account under a signed contract.',
  type: 'budget-account.opened',
  options: [
    {
      flag: 'id',
      takes: '<budgetAccountId>',
      about: 'its id, unique for the customer',
      required: true,
      member: 'budgetAccountId',
    },
    {
      flag: 'name',
      takes: '<text>',
      about: 'its name, up to 50 characters',
      required: true,
      member: 'budgetAccountName',
    },
    {
      flag: 'status',
      takes: '<status>',
      about: 'ACTIVE or SUSPENDED',
      preset: 'ACTIVE',
      member: 'status',
    },
    {
      flag: 'created-at',
      takes: '<instant>',
      about: 'when it was created, ISO 8601 with offset; otherwise when it is posted',
      member: 'createdAt',
    },
  ],
  example: "budget-account open --customer C-7 --id BA-1 --name Travel --why 'ticket 4711'",
};

const reviews = (['approve', 'reject'] as const).map(
  (decision): Change => ({
    words: ['grant', 'review', decision],
    purpose: `Note that a person ${decision}s an application that waits.`,
    type: 'grant.reviewed',
    operands: [{ name: 'referenceNo' }],
    options: [],
    example: `grant review ${decision} R-1 --why 'invoices seen, case 12'`,
    add: () => ({ data: { decision } }),
  }),
);

/** Signs contracts, opens budget accounts, reviews applications. */
export const accountChanges: readonly Command[] = [sign, openBudgetAccount, ...reviews].map(
  changeCommand,
);
