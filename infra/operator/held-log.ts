/**
 * Runs a function of ours without its log among a command's results; the log is shown when the
 * function fails.
 */
export async function holdingLog<Result>(
  work: () => Promise<Result>,
  show: (log: string) => void,
): Promise<Result> {
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  try {
    return await work();
  } catch (error) {
    if (written.length > 0) show(written.join('').trimEnd());
    throw error;
  } finally {
    process.stdout.write = write;
  }
}
