/**
 * What a promise rejects with. Instead of `expect(promise).rejects`, in which Bun turns the event loop itself: immediates
 * and the messages of threads then wait for its time limit.
 */
export async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new TypeError(outcome === null ? "The promise was fulfilled" : `Rejected with something that is no error: ${outcome}`);
}
