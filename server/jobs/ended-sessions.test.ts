import { expect, test } from "bun:test";
import { newSession, sqliteData } from "#testkit/store.ts";
import { removeEndedSessions } from "./ended-sessions.ts";

const day = 24 * 60 * 60 * 1_000;
const now = 10 * day;

test("sessions that ended a day ago or longer are deleted, however many, and the others stay", async () => {
  await using data = await sqliteData();
  const store = await data.open();
  const later = { expires_at: now + day };
  const kept = [
    newSession("ana" as never, later),
    newSession("ana" as never, { ...later, revoked_at: now - day + 1 }),
    newSession("ana" as never, { expires_at: now - day + 1 }),
  ];
  const ended = Array.from({ length: 600 }, (_, n) =>
    newSession("bo" as never, n % 2 ? { expires_at: now - day } : { ...later, revoked_at: now - day }),
  );
  await store.write(async ({ sessions }) => {
    for (const session of [...kept, ...ended]) await sessions.insert(session);
  });
  await removeEndedSessions({ store, now: () => now });
  for (const session of kept) expect(await store.read.sessions.get(session.id)).toEqual(session);
  const left = await Promise.all(ended.map(({ id }) => store.read.sessions.get(id)));
  expect(left.filter(Boolean)).toEqual([]);
});
