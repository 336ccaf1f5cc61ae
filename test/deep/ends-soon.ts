/** Whether it ends without any more time on the clocks of the world; middy's own timer is real. */
export async function endsSoon(execution: Promise<unknown>): Promise<boolean> {
  const state = { ended: false };
  void execution.then(() => {
    state.ended = true;
  });
  const giveUpAt = performance.now() + 1_000;
  while (!state.ended && performance.now() < giveUpAt) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return state.ended;
}
