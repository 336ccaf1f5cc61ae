import { type Change, type ChangeOption, changeCommand } from './change.ts';
import type { Command } from './command.ts';

const drawdown: ChangeOption = {
  flag: 'drawdown',
  takes: '<drawdownNo>',
  about: "the loan's number, unique for the customer",
  required: true,
  member: 'drawdownNo',
};
const amount: ChangeOption = {
  flag: 'amount',
  takes: '<minor units>',
  about: 'in minor units, at least 1: 10000 is 100.00 USD',
  required: true,
  member: 'amountMinor',
};

const draw: Change = {
  words: ['loan', 'draw'],
  purpose: 'Note that a loan was taken on a grant.',
  type: 'loan.drawn',
  options: [
    {
      flag: 'grant',
      takes: '<creditGrantNo>',
      about: 'the grant that it is drawn on',
      required: true,
      member: 'creditGrantNo',
    },
    drawdown,
    amount,
    {
      flag: 'due',
      takes: '<YYYYMMDD>',
      about: 'the last day on which it can be repaid in time',
      required: true,
      member: 'dueDate',
    },
    {
      flag: 'zone',
      takes: '<time zone>',
      about: 'where that day ends: an IANA name, or UTC+08:00',
      preset: 'UTC',
      member: 'timeZone',
    },
  ],
  example: "loan draw --grant CG… --drawdown D-1 --amount 10000 --due 20270131 --why 'batch 12'",
};

const repay: Change = {
  words: ['loan', 'repay'],
  purpose: 'Note that a loan, or a part of it, was repaid.',
  type: 'loan.repaid',
  options: [drawdown, amount],
  example: "loan repay --drawdown D-1 --amount 10000 --why 'core banking, batch 15'",
};

const quota: readonly ChangeOption[] = [
  {
    flag: 'method',
    takes: '<method>',
    about: 'USER_ID, RECEIVING_ACCOUNT, VIRTUAL_ACCOUNT or BENEFICIARY',
    required: true,
    member: 'accumulationMethod',
  },
  {
    flag: 'id',
    takes: '<accumulationId>',
    about: 'the account that it is accumulated by',
    required: true,
    member: 'accumulationId',
  },
  {
    flag: 'currency',
    takes: '<code>',
    about: "the quota's ISO 4217 currency",
    required: true,
    member: 'currency',
  },
  {
    flag: 'trade-type',
    takes: '<type>',
    about: 'GOODS or SERVICE, for BENEFICIARY only',
    member: 'tradeType',
  },
  amount,
];

const credit: Change = {
  words: ['fx', 'credit'],
  purpose: 'Add settled trade to an FX quota, opening it where it is new.',
  type: 'fx-quota.credited',
  options: quota,
  example: 'fx credit --method USER_ID --id 2188000000000001 --currency USD --amount 500 --why T-1',
};

const debit: Change = {
  ...credit,
  words: ['fx', 'debit'],
  purpose: 'Take a settlement from an FX quota; it never falls below zero.',
  type: 'fx-quota.debited',
  example: 'fx debit --method USER_ID --id 2188000000000001 --currency USD --amount 500 --why S-1',
};

/** Moves amounts: of loans, and of FX quotas. */
export const amountChanges: readonly Command[] = [draw, repay, credit, debit].map(changeCommand);
