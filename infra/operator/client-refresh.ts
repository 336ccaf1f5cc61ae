import { askForKeyRefresh } from '../../shared/store/key-refresh-store.ts';
import type { KeyWork } from './key-change.ts';
import { operatorBounds } from './place.ts';

/**
 * Has every instance load a client's record anew before it tells or changes anything for it. To be
 * called once the record is changed, and again when that is repeated.
 *
 * @returns what a person should know of it
 */
export async function refreshEverywhere(
  clientId: string,
  { place, world, by }: Pick<KeyWork, 'place' | 'world' | 'by'>,
): Promise<readonly string[]> {
  const refresh = askForKeyRefresh(clientId, by.eventId, world.now());
  await place.table.write({ refresh }, operatorBounds());
  return ['From now on no instance tells or changes anything on its word.'];
}
