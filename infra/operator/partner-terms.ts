import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiFamily } from '../../shared/catalogue/endpoint.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { UsageError } from '../local/call-options.ts';
import type { CommandOption } from './command.ts';
import type { Given } from './given.ts';
import { instantIn } from './instant.ts';

const families: readonly ApiFamily[] = ['credit', 'fx', 'worldcard'];
const contractFamilies = ['fx', 'worldcard'] as const;
const apiNames: readonly string[] = endpoints.map(({ name }) => name);

/** The options that say what a partner may do, and how much of it. */
export const termOptions: readonly CommandOption[] = [
  {
    flag: 'family',
    takes: '<family>',
    about: `subscribe it to all APIs of ${families.join(', ')}`,
    repeats: true,
  },
  { flag: 'api', takes: '<name>', about: 'subscribe it to one API, by its name', repeats: true },
  {
    flag: 'contract',
    takes: '<family>[@until]',
    about: `note its API contract: ${contractFamilies.join(' or ')}, fx@2027-12-31T23:59:59Z say`,
    repeats: true,
  },
  {
    flag: 'customers',
    takes: '<rule>',
    about: 'required: it acts only for customers and must name one; or optional',
    preset: 'optional',
  },
  {
    flag: 'tokens',
    takes: '<rule>',
    about: 'required: a customer that is named needs an access token; or optional',
    preset: 'required',
  },
  { flag: 'freshness', takes: '<seconds>', about: 'how old a request may be: 1 to 900' },
  { flag: 'rate', takes: '<requests>', about: 'how many requests a second it may send' },
  { flag: 'burst', takes: '<requests>', about: 'how many requests it may send at once' },
];

/** The same for a partner that has terms: what is not given stays as it is. */
export const changedTermOptions: readonly CommandOption[] = termOptions.map(
  ({ preset: _, ...option }) => option,
);

/** What a partner may do, and how much of it. */
export type Terms = Omit<ClientSecret, 'status' | 'keys' | 'activeFrom'>;

/**
 * The terms that a command line says.
 *
 * @throws {UsageError} naming the flag that says what cannot be
 */
export function termsIn(given: Given): Terms {
  return {
    apis: apisIn(given),
    contracts: contractsIn(given),
    customers: ruleIn(given, 'customers'),
    tokensRequired: ruleIn(given, 'tokens') === 'required',
    ...numbersIn(given),
  };
}

/**
 * The terms that a command line says are to be others.
 *
 * @throws {UsageError} when there are none, or naming the flag that says what cannot be
 */
export function changedTermsIn(given: Given): Partial<Terms> {
  const says = (...flags: string[]): boolean => flags.some((flag) => given.list(flag).length > 0);
  const terms = {
    ...(says('family', 'api') && { apis: apisIn(given) }),
    ...(says('contract') && { contracts: contractsIn(given) }),
    ...(says('customers') && { customers: ruleIn(given, 'customers') }),
    ...(says('tokens') && { tokensRequired: ruleIn(given, 'tokens') === 'required' }),
    ...numbersIn(given),
  };
  if (Object.keys(terms).length > 0) return terms;
  const flags = termOptions.map(({ flag }) => `--${flag}`).join(', ');
  throw new UsageError(`Change what? Give one of ${flags}.`);
}

function numbersIn(given: Given): Pick<Terms, 'freshnessSeconds' | 'ratePerSecond' | 'burst'> {
  const numbers = {
    freshnessSeconds: numberIn(given, 'freshness', /^[1-9][0-9]{0,2}$/, 900),
    ratePerSecond: numberIn(given, 'rate', /^(?:0\.[0-9]{1,3}|[1-9][0-9]{0,5})$/, 100_000),
    burst: numberIn(given, 'burst', /^[1-9][0-9]{0,5}$/, 100_000),
  };
  const said = Object.entries(numbers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

function apisIn(given: Given): string[] {
  const ofFamilies = given.list('family').flatMap((family) => {
    const found = endpoints.filter((row) => row.family === family).map(({ name }) => name);
    if (found.length > 0) return found;
    throw new UsageError(`--family is one of ${families.join(', ')}, not ${family}.`);
  });
  const unknown = given.list('api').find((name) => !apiNames.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--api ${unknown} is none of ${apiNames.join(', ')}.`);
  }
  const wanted = new Set([...ofFamilies, ...given.list('api')]);
  if (wanted.size > 0) return apiNames.filter((name) => wanted.has(name));
  throw new UsageError('Subscribed to what? Give --family or --api, each as often as needed.');
}

function contractsIn(given: Given): ClientSecret['contracts'] {
  const contracts = given.list('contract').map((text) => {
    const [name = '', until] = text.split('@');
    const family = contractFamilies.find((each) => each === name);
    if (family === undefined) {
      throw new UsageError(`--contract is for ${contractFamilies.join(' or ')}, not ${name}.`);
    }
    const validUntil = until === undefined ? {} : { validUntil: instantIn('contract', until) };
    return [family, { status: 'valid' as const, ...validUntil }] as const;
  });
  return Object.fromEntries(contracts);
}

function ruleIn(given: Given, flag: string): 'optional' | 'required' {
  const rule = given.value(flag);
  if (rule === 'optional' || rule === 'required') return rule;
  throw new UsageError(`--${flag} is required or optional, not ${rule}.`);
}

function numberIn(given: Given, flag: string, grammar: RegExp, most: number): number | undefined {
  const text = given.value(flag);
  if (text === undefined) return undefined;
  if (grammar.test(text) && Number(text) <= most) return Number(text);
  const { takes = '', about = '' } = termOptions.find((option) => option.flag === flag) ?? {};
  throw new UsageError(`--${flag} ${takes} is not valid: ${about}.`);
}
