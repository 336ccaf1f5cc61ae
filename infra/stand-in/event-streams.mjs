// Answers that come in pieces: no call that we make has one, and S3's client carries the reader of
// them always.

/** What the client is made with: as it is. */
export const resolveEventStreamSerdeConfig = (config) => config;

/** Made with each client, and never called. */
export function eventStreamSerdeProvider() {
  throw new Error('event streams are not bundled');
}

/** Made for each call that has one. */
export class EventStreamSerde {
  constructor() {
    throw new Error('event streams are not bundled');
  }
}
