import type { Draft } from './order-draft.ts';
import { bodyFaults } from './order-faults-body.ts';
import { envelopeFaults } from './order-faults-envelope.ts';
import { tenantFaults } from './order-faults-tenant.ts';
import type { Api } from './provider.ts';

/** One thing that is wrong with a request, and what the caller must be told of it. */
export interface Fault {
  readonly name: string;
  /**
   * The step of the contract's order of checks that finds it, section 4, and behind the point its
   * place within the step: 3.2 is the client id's grammar.
   */
  readonly step: number;
  /** What of the request it spoils: two that spoil the same thing are never combined. */
  readonly spoils: readonly string[];
  /** The endpoints that it applies to; all unless given. */
  readonly only?: readonly Api[];
  spoil(draft: Draft): void;
  /** `F PARAM_ILLEGAL` and the like. */
  outcome(api: Api): string;
  /** What the message says, where it says more than the code. */
  readonly message?: string;
}

/** Every fault, in the order in which they are found. */
export const faults: readonly Fault[] = [...envelopeFaults, ...bodyFaults, ...tenantFaults].sort(
  (one, other) => one.step - other.step,
);

/** The faults that can be on a request to an endpoint. */
export function faultsOf(api: Api): Fault[] {
  return faults.filter(({ only }) => only === undefined || only.includes(api));
}

/** Whether one request can have both, and the contract says which of them is found first. */
export function combine(one: Fault, other: Fault): boolean {
  return one.step !== other.step && !one.spoils.some((part) => other.spoils.includes(part));
}

/** The parts of a step that the contract puts in no order are never combined either. */
export function allCombine(group: readonly Fault[]): boolean {
  return group.every((one, index) => group.slice(index + 1).every((other) => combine(one, other)));
}
