import type { Context } from "../context.ts";

const day = 24 * 60 * 60 * 1_000;
/** Rows of one transaction, so that nobody waits long for its end. */
const batch = 500;

/**
 * Deletes the sessions that ended a day ago, with the addresses and devices they were used from. Until then a look at what
 * happened is still possible. Runs on every node; deleting twice is harmless.
 */
export async function removeEndedSessions({ store, now }: Pick<Context, "store" | "now">): Promise<void> {
  const by = now() - day;
  while ((await store.write(({ sessions }) => sessions.removeEnded(by, batch))) === batch);
}
