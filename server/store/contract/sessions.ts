import { expect, test } from "bun:test";
import type { PersonId } from "#protocol/ids.ts";
import { newSession, type TestData } from "#testkit/store.ts";

const ana = "ana" as PersonId;
const bo = "bo" as PersonId;

export function sessionSuite(make: () => Promise<TestData>): void {
  test("rotation moves the hash on, once", async () => {
    await using data = await make();
    const store = await data.open();
    const session = newSession(ana, { refresh_hash: "first" });
    await store.write(({ sessions }) => sessions.insert(session));
    const change = { from: "first", to: "second", address: "10.0.0.1", used_at: 1_500, expires_at: 3_000 };
    const rotated = await Promise.all(
      ["second", "other"].map((to) => store.write(({ sessions }) => sessions.rotate(session.id, { ...change, to }))),
    );
    expect(rotated.filter(Boolean)).toHaveLength(1);
    const to = rotated[0] ? "second" : "other";
    const expected = {
      ...session,
      refresh_hash: to,
      previous_refresh_hash: "first",
      address: "10.0.0.1",
      used_at: 1_500,
      expires_at: 3_000,
    };
    expect(await store.read.sessions.get(session.id)).toEqual(expected);
  });

  test("one that was revoked is neither rotated nor revoked again", async () => {
    await using data = await make();
    const store = await data.open();
    const session = newSession(ana, { refresh_hash: "first" });
    await store.write(({ sessions }) => sessions.insert(session));
    expect(await store.write(({ sessions }) => sessions.revoke(session.id, 1_200))).toBeTrue();
    expect(await store.write(({ sessions }) => sessions.revoke(session.id, 1_300))).toBeFalse();
    const change = { from: "first", to: "second", address: "10.0.0.1", used_at: 1_500, expires_at: 3_000 };
    expect(await store.write(({ sessions }) => sessions.rotate(session.id, change))).toBeFalse();
    expect(await store.read.sessions.get(session.id)).toEqual({ ...session, revoked_at: 1_200 });
  });

  test("the active ones are those neither revoked nor expired, last used first", async () => {
    await using data = await make();
    const store = await data.open();
    const [old, recent, expired, revoked, other] = [
      newSession(ana, { used_at: 1_100 }),
      newSession(ana, { used_at: 1_100 }),
      newSession(ana, { expires_at: 1_500 }),
      newSession(ana, { revoked_at: 1_200 }),
      newSession(bo),
    ] as const;
    await store.write(async ({ sessions }) => {
      for (const session of [old, recent, expired, revoked, other]) await sessions.insert(session);
      await sessions.touch(recent.id, { used_at: 1_400, address: "10.0.0.1" });
    });
    const active = await store.read.sessions.listActive(ana, 1_500);
    expect(active).toEqual([{ ...recent, used_at: 1_400, address: "10.0.0.1" }, old]);
    const ids = [old, recent, expired, revoked, other].map(({ id }) => id);
    expect(await store.read.sessions.filterActive([...ids, "unknown"], 1_500)).toEqual(new Set([old.id, recent.id, other.id]));
    expect(await store.read.sessions.filterActive([], 1_500)).toEqual(new Set());
  });

  test("revoking all spares the one named, other people, and what had ended", async () => {
    await using data = await make();
    const store = await data.open();
    const [mine, lost, expired, other] = [
      newSession(ana),
      newSession(ana),
      newSession(ana, { expires_at: 1_100 }),
      newSession(bo),
    ] as const;
    await store.write(async ({ sessions }) => {
      for (const session of [mine, lost, expired, other]) await sessions.insert(session);
    });
    expect(await store.write(({ sessions }) => sessions.revokeAll(ana, 1_200, mine.id))).toEqual([lost.id]);
    expect(await store.read.sessions.get(expired.id)).toMatchObject({ revoked_at: null });
    expect(await store.read.sessions.get(other.id)).toMatchObject({ revoked_at: null });
    expect(await store.write(({ sessions }) => sessions.revokeAll(ana, 1_300))).toEqual([mine.id]);
    expect(await store.write(({ sessions }) => sessions.revokeAll(ana, 1_400))).toEqual([]);
  });

  test("the last one used is found also when it has ended", async () => {
    await using data = await make();
    const store = await data.open();
    const [older, last] = [newSession(ana, { used_at: 1_000 }), newSession(ana, { used_at: 1_200, revoked_at: 1_300 })];
    await store.write(async ({ sessions }) => {
      for (const session of [older, last, newSession(bo, { used_at: 5_000 })]) await sessions.insert(session);
    });
    expect(await store.read.sessions.last(ana)).toEqual(last);
    expect(await store.read.sessions.last("nobody" as typeof ana)).toBeNull();
  });

  test("those that had ended by a time are deleted, so many at a time, and no others", async () => {
    await using data = await make();
    const store = await data.open();
    const ended = [
      newSession(ana, { expires_at: 1_500 }),
      newSession(ana, { revoked_at: 1_500 }),
      newSession(bo, { expires_at: 1_400 }),
    ];
    const kept = [newSession(ana), newSession(bo, { expires_at: 1_501 }), newSession(bo, { revoked_at: 1_501 })];
    await store.write(async ({ sessions }) => {
      for (const session of [...ended, ...kept]) await sessions.insert(session);
    });
    const remove = (limit: number) => store.write(({ sessions }) => sessions.removeEnded(1_500, limit));
    expect([await remove(2), await remove(2), await remove(2)]).toEqual([2, 1, 0]);
    for (const { id } of ended) expect(await store.read.sessions.get(id)).toBeNull();
    for (const session of kept) expect(await store.read.sessions.get(session.id)).toEqual(session);
  });
}
