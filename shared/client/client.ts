/** What `quotaline/client` gives: the partner's side of the API. */
export type { CreditGrantProgress, FollowOptions } from './credit-grant-calls.ts';
export type {
  CreditGrantAnswer,
  CreditGrantEnd,
  FailedBody,
  GrantedBody,
  InquiryEnd,
} from './credit-grant-end.ts';
export { inquireUntilDecided } from './inquire-until-decided.ts';
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
export { settleCreditGrant } from './settle-credit-grant.ts';
export type { CallOptions } from './signed-request.ts';
export type { RequestBody, ResponseBody } from './typed-answer.ts';
export type { UnverifiedReason } from './verify-answer.ts';
