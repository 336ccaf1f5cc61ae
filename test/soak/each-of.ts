/** Does something for each of a list, so many at a time. */
export async function eachOf<T>(
  list: readonly T[],
  atOnce: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  const left = list.values();
  const work = async (): Promise<void> => {
    // One iterator for all of them: each takes the next that nobody has.
    for (const one of left) await act(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
