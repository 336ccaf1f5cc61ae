import { addDays, type CalendarDate, isCalendarDate } from '../../shared/domain/calendar-date.ts';
import { accessTokenGrammar } from '../../shared/domain/tenant.ts';
import { hashToken } from '../../shared/store/access-store.ts';
import { UsageError } from '../local/call-options.ts';
import { type Change, changeCommand } from './change.ts';
import type { Command, CommandOption } from './command.ts';
import type { Given } from './given.ts';
import type { World } from './world.ts';

const tokenLifeMs = 90 * 86_400_000;

const fromInput: CommandOption = {
  flag: 'token',
  takes: '-',
  about: 'read the token from standard input',
};

const issue: Change = {
  words: ['token', 'issue'],
  purpose: 'Issue an access token. It is shown once; only its SHA-256 is sent and kept.',
  type: 'token.issued',
  options: [
    {
      flag: 'scope',
      takes: '<family>',
      about: 'credit, fx or worldcard',
      required: true,
      repeats: true,
      member: 'scopes',
      as: 'list',
    },
  ],
  ownOptions: [
    {
      flag: 'expires',
      takes: '<YYYYMMDD>',
      about: 'its last day in UTC; otherwise in 90 days',
      preset: ({ now }) => dateOf(now() + tokenLifeMs),
    },
    fromInput,
  ],
  example: "token issue --customer C-7 --scope credit --scope fx --why 'onboarding, ticket 12'",
  async add(given, world) {
    const expiresAt = endOf(given.value('expires') ?? '');
    if (Date.parse(expiresAt) <= world.now()) throw new UsageError('--expires <YYYYMMDD> is over.');
    const secret = (await tokenFromInput(given, world)) ?? world.newToken();
    return { data: { tokenHash: hashToken(secret), expiresAt }, secret };
  },
};

const revoke: Change = {
  words: ['token', 'revoke'],
  purpose: 'Revoke an access token, at once and for good.',
  type: 'token.revoked',
  options: [],
  ownOptions: [
    fromInput,
    { flag: 'token-hash', takes: '<hex>', about: 'or its SHA-256 in hex, 64 digits' },
  ],
  example: "token revoke --customer C-7 --token-hash 9f86… --why 'lost laptop'",
  async add(given, world) {
    const token = await tokenFromInput(given, world);
    const tokenHash = token === undefined ? given.value('token-hash') : hashToken(token);
    if (tokenHash !== undefined && /^[0-9a-f]{64}$/.test(tokenHash)) return { data: { tokenHash } };
    throw new UsageError('Which token? Give --token - or --token-hash <64 hex digits>.');
  },
};

/** Issues and revokes access tokens. */
export const tokenChanges: readonly Command[] = [issue, revoke].map(changeCommand);

/** A token on a command line would stay in the shell's history. */
async function tokenFromInput(given: Given, world: World): Promise<string | undefined> {
  const from = given.value('token');
  if (from === undefined) return undefined;
  if (from !== '-') throw new UsageError('--token takes only -, for standard input.');
  const token = (await world.readInput()).trim();
  if (accessTokenGrammar.test(token)) return token;
  throw new UsageError('What came from standard input is no access token.');
}

function dateOf(ms: number): CalendarDate {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}

/** The first instant after a day in UTC. */
function endOf(day: string): string {
  if (!isCalendarDate(day)) throw new UsageError('--expires <YYYYMMDD> is no date.');
  const next = addDays(day, 1);
  return `${next.slice(0, 4)}-${next.slice(4, 6)}-${next.slice(6)}T00:00:00Z`;
}
