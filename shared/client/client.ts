/** What `quotaline/client` gives: the partner's side of the API. */
export type {
  FailedAnswer,
  JsonObject,
  PartnerAnswer,
  SucceededAnswer,
  UnknownAnswer,
  UnverifiedAnswer,
} from './partner-answer.ts';
export { ownUnknownCodes } from './partner-answer.ts';
export { PartnerClient, type PartnerExchange } from './partner-client.ts';
export { ClientSetupError, type ServerPublicKeys } from './partner-keys.ts';
export type { PartnerClientOptions } from './partner-setup.ts';
export type { CallOptions } from './signed-request.ts';
export type { UnverifiedReason } from './verify-answer.ts';
