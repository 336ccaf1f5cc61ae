/** A step, or what is thrown instead when it takes longer. Nothing waits for it any more then. */
export async function byDeadline<Value>(
  step: Promise<Value>,
  leftMs: number,
  tooLate: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), Math.max(0, leftMs));
  });
  return Promise.race([step, passed]).finally(() => clearTimeout(timer));
}
