/** What went wrong, in a line. A refused connection has no message of its own. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const unanswered = 'code' in error && error.code === 'ECONNREFUSED';
  if (unanswered) return 'nothing answers: does `npm start` still run here?';
  return `${error.name}: ${error.message}`;
}
