import type { APIErrorType } from '@aws-sdk/client-secrets-manager';

/** A secret that was found and could not be read. */
export interface Unreadable {
  readonly name: string;
  /** Whether its encryption key is why. */
  readonly isUndecryptable: boolean;
}

/** Reads a failure, which names its secret by ARN or by name. */
export function unreadable({
  SecretId = '',
  ErrorCode = '',
  Message = '',
}: APIErrorType): Unreadable {
  const [, inArn] = /:secret:(.+)-\w{6}$/.exec(SecretId) ?? [];
  const isUndecryptable = /kms|decrypt/i.test(`${ErrorCode} ${Message}`);
  return { name: inArn ?? SecretId, isUndecryptable };
}
