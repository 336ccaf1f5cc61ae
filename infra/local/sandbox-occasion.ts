import type { Endpoint } from '../../shared/catalogue/endpoint.ts';
import type { LogLine } from '../../shared/runtime/request-log.ts';
import type { GatewayEvent } from './gateway-request.ts';
import { magicPrefix, readMagic } from './sandbox-grammar.ts';
import type { Force, Power } from './sandbox-power.ts';
import { magicFields, magicHeader, worksOn } from './sandbox-powers.ts';

/** A magic value where it was found. */
interface Found {
  readonly field: string;
  readonly value: string;
  readonly inHeader: boolean;
}

/** How often each magic value has come, so that it can be in force for the first calls alone. */
export interface CallCounts {
  /** @returns how often, this time included */
  count(clientId: string, api: string, value: string): number;
}

/**
 * One request in the sandbox: the magic value that it carries, if any. What it asks for is in force
 * from when the request is verified, and counted then; before, it is a request like any other.
 */
export class Occasion {
  readonly clientId: string;
  readonly row: Endpoint;
  /** The event to answer: without a customer that is none. */
  readonly event: GatewayEvent;
  readonly value: string | undefined;
  /** Whether authorisation has nothing to go by, since the customer is none. */
  readonly isUnauthorisable: boolean;
  /** What the value cannot mean, in words for the caller. */
  readonly problem: string | undefined;
  readonly #power: Power | undefined;
  readonly #counts: CallCounts;
  #force: Force | undefined;
  #line: LogLine | undefined;
  #answeredBackMs = 0;

  constructor(clientId: string, row: Endpoint, event: GatewayEvent, counts: CallCounts) {
    const found = findMagic(row, event);
    const magic = found && readMagic(found.value);
    this.clientId = clientId;
    this.row = row;
    this.event = found?.inHeader ? withoutCustomer(event) : event;
    this.value = found?.value;
    this.isUnauthorisable = found?.inHeader ?? false;
    this.#counts = counts;
    if (found === undefined || magic === undefined) return;
    const problem = 'problem' in magic ? magic.problem : problemOn(row, magic.power, found);
    if (problem !== undefined) this.problem = `${found.field}: ${problem}`;
    else if ('power' in magic) this.#power = magic.power;
  }

  /** Whether the request carries a magic value at all. */
  get isMagic(): boolean {
    return this.value !== undefined;
  }

  /** What is in force; undefined before the request is verified, and when nothing is. */
  get force(): Force | undefined {
    return this.#force;
  }

  /** What the function logged of the request. */
  get line(): LogLine | undefined {
    return this.#line;
  }

  /** By how much the answer's time is to be in the past. */
  get answeredBackMs(): number {
    return this.#answeredBackMs;
  }

  /** Whether the handler will wait out its time and do nothing. */
  get onlyWaits(): boolean {
    return this.#power?.force.kind === 'timeout';
  }

  /** The request is verified: what the value asks for is in force, and counted. */
  begin(): void {
    const power = this.#power;
    if (power === undefined || !worksOn(power.force, this.row)) return;
    if (power.api !== undefined && power.api !== this.row.name) return;
    const seen = this.#counts.count(this.clientId, this.row.name, this.value ?? '');
    if (power.times === undefined || seen <= power.times) this.#force = power.force;
  }

  /** The operation has ended: from here on only the answer is written. */
  end(): void {
    if (this.#force?.kind === 'stale') this.#answeredBackMs = this.#force.backMs;
  }

  heard(line: LogLine): void {
    if (line.message === 'request') this.#line = line;
  }
}

function findMagic(row: Endpoint, event: GatewayEvent): Found | undefined {
  const { headers } = event;
  const customer = headers['connected-customerid'] ?? headers['connected-accountid'];
  if (customer?.startsWith(magicPrefix))
    return { field: magicHeader, value: customer, inHeader: true };
  const field = magicFields[row.name];
  const value = field === undefined ? undefined : memberOf(event, field);
  if (field === undefined || !value?.startsWith(magicPrefix)) return undefined;
  return { field, value, inHeader: false };
}

/** A look at the body before anyone has parsed it; what is no JSON has no magic value either. */
function memberOf({ body = '', isBase64Encoded }: GatewayEvent, name: string): string | undefined {
  if (isBase64Encoded || !body.includes(magicPrefix)) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const value: unknown = Object.getOwnPropertyDescriptor(parsed, name)?.value;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A value that another API with the same member understands is no mistake on this one. */
function problemOn(row: Endpoint, { force }: Power, { inHeader }: Found): string | undefined {
  // Who decides later knows the application, and not the headers that it came with.
  if (inHeader && force.kind === 'defer') return 'DEFER is for a referenceNo';
  if (worksOn(force, row)) return undefined;
  if (!inHeader && magicFields[row.name] === 'referenceNo') return undefined;
  const what = force.kind === 'code' ? force.code : force.kind.toUpperCase();
  return `${row.name} knows no ${what}: GET /_sandbox/powers lists what it does`;
}

/** None of these headers is inside the signed text. */
function withoutCustomer(event: GatewayEvent): GatewayEvent {
  const dropped = ['connected-customerid', 'connected-accountid', 'access-token'];
  const headers = Object.entries(event.headers).filter(([name]) => !dropped.includes(name));
  return { ...event, headers: Object.fromEntries(headers) };
}
