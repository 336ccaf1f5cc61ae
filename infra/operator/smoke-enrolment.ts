import { createPublicKey } from 'node:crypto';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { fingerprintOf } from '../../shared/signing/fingerprint.ts';
import type { AuditType } from './audit.ts';
import { refreshEverywhere } from './client-refresh.ts';
import type { KeySafe } from './key-safe.ts';
import type { Place } from './place.ts';
import type { World } from './world.ts';

/** Makes the partner of a smoke test known to a provider, and unknown again; the bus hears of it. */
export class Enrolment {
  readonly #clientId: string;
  readonly #place: Place;
  readonly #safe: KeySafe;
  readonly #world: World;

  constructor(clientId: string, place: Place, safe: KeySafe, world: World) {
    this.#clientId = clientId;
    this.#place = place;
    this.#safe = safe;
    this.#world = world;
  }

  /** It may do everything on its own account, and for customers by token. */
  async enrol(publicKey: string): Promise<void> {
    const record: ClientSecret = {
      status: 'active',
      keys: { 1: { publicKey } },
      apis: endpoints.map(({ name }) => name),
      contracts: { fx: { status: 'valid' }, worldcard: { status: 'valid' } },
      customers: 'optional',
      tokensRequired: true,
    };
    // The record first: until the index lists it, nobody looks it up.
    await this.#safe.changeClient(this.#clientId, () => ({ record, told: true }));
    await this.#safe.addToIndex(this.#clientId);
    const fingerprint = fingerprintOf(createPublicKey(publicKey));
    await this.#audit('partner.added', { keyVersion: 1, fingerprint });
  }

  /** No instance takes its word any more, from now on. */
  async dismiss(): Promise<void> {
    await this.#safe.changeClient(this.#clientId, (there) =>
      there === undefined
        ? { told: false }
        : { record: { ...there, status: 'deleted' }, told: true },
    );
    const by = { eventId: this.#world.newEventId(), actor: 'smoke', reason: 'smoke' };
    await refreshEverywhere(this.#clientId, { place: this.#place, world: this.#world, by });
  }

  /** Takes its record away: each is paid for by the month. */
  async forget(): Promise<void> {
    await this.#safe.forget(this.#clientId);
    await this.#audit('partner.removed', {});
  }

  async #audit(type: AuditType, data: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#place.audit({
      eventId: this.#world.newEventId(),
      actor: 'smoke',
      reason: 'smoke',
      type,
      at: new Date(this.#world.now()).toISOString(),
      outcome: 'changed',
      clientId: this.#clientId,
      data,
    });
  }
}
