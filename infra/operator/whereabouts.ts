import * as z from 'zod/mini';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { UsageError } from '../local/call-options.ts';
import type { Given } from './given.ts';
import { laptop } from './laptop.ts';
import type { Place } from './place.ts';
import { stackPlace } from './stack.ts';
import type { World } from './world.ts';

// What a key of the table can hold: see `partitionOf`.
const clientGrammar = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
const customerGrammar = z.string().check(z.regex(/^[!"$-~]{1,64}$/));

/**
 * Where a command works: on this laptop unless it names a profile or a stack.
 *
 * @throws {UsageError} when nothing runs on this laptop, or half of a stack is named
 */
export function placeOf(given: Given, world: World): Place | Promise<Place> {
  const inAws = given.value('profile') !== undefined || given.value('stack') !== undefined;
  if (inAws) return stackPlace(given);
  const stray = ['table', 'function', 'bus', 'queue'].find(
    (flag) => given.value(flag) !== undefined,
  );
  if (stray === undefined) return laptop(world);
  throw new UsageError(`--${stray} goes with --stack or --profile.`);
}

/**
 * Whose books a command is about.
 *
 * @param customerId instead of `--customer`
 * @throws {UsageError} when no client is named where none goes without saying, or an id is none
 */
export function tenantOfCommand(
  given: Given,
  place: Place,
  customerId = given.value('customer'),
): Tenant {
  const clientId = given.value('client') ?? place.defaultClientId;
  if (clientId === undefined) throw new UsageError('--client <id> is needed in AWS.');
  if (!clientGrammar.safeParse(clientId).success) throw new UsageError('--client is no client id.');
  if (customerId === undefined) return { clientId };
  if (customerGrammar.safeParse(customerId).success) return { clientId, customerId };
  throw new UsageError('--customer is no customer id.');
}
