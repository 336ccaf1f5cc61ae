/**
 * The whole bodies of the refusals that precede an endpoint's own work, to the letter: whatever
 * was wrong with a signature, the caller sees the same bytes.
 */
export const refusals = {
  invalidApi: body('F', 'INVALID_API', 'No such API. Check the path, letter by letter.'),
  methodNotSupported: body('F', 'METHOD_NOT_SUPPORTED', 'Use POST.'),
  invalidClient: body('F', 'INVALID_CLIENT', 'The Client-Id is missing, unknown or not active.'),
  invalidSignature: body(
    'F',
    'INVALID_SIGNATURE',
    'The signature does not verify. Check the key, the signed text and the clock.',
  ),
  tooMuchTraffic: body(
    'U',
    'REQUEST_TRAFFIC_EXCEED_LIMIT',
    'Too many requests. Slow down, then send the same request again.',
  ),
} as const;

/** The body of a PARAM_ILLEGAL that says this. */
export function paramIllegal(message: string): string {
  return body('F', 'PARAM_ILLEGAL', message);
}

function body(resultStatus: string, resultCode: string, resultMessage: string): string {
  return JSON.stringify({ result: { resultStatus, resultCode, resultMessage } });
}
