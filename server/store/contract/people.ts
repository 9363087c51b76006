import { expect, test } from "bun:test";
import type { AccountId, FriendRequestId } from "#protocol/ids.ts";
import { newAccount, newBan, newSession, type TestData } from "#testkit/store.ts";
import type { FriendRequestRow, Store } from "../store.ts";
import { setScene } from "./scene.ts";

function newRequest(from_id: AccountId, to_id: AccountId, rest: Partial<FriendRequestRow> = {}): FriendRequestRow {
  const id = Bun.randomUUIDv7() as string as FriendRequestId;
  return { id, from_id, to_id, state: "pending", hidden: false, created_at: 1_000, answered_at: null, ...rest };
}

const ask = (store: Store, request: FriendRequestRow) => store.write(({ friendRequests }) => friendRequests.insert(request));

export function peopleSuite(make: () => Promise<TestData>): void {
  test("between two people one request is pending, whoever asked, also when both ask at once", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    const asked = await Promise.all([
      ask(store, newRequest(ana.id, bo.id)),
      ask(store, newRequest(bo.id, ana.id)),
      ask(store, newRequest(ana.id, bo.id)),
    ]);
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(await ask(store, newRequest(ana.id, cy.id))).toBeTrue();
    const pending = await store.read.friendRequests.pendingBetween(bo.id, ana.id);
    expect(pending).toEqual(await store.read.friendRequests.pendingBetween(ana.id, bo.id));
    expect(await store.read.friendRequests.pendingBetween(bo.id, cy.id)).toBeNull();
  });

  test("a request is closed once, after which another may be made", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo } = await setScene(store);
    const request = newRequest(ana.id, bo.id);
    await ask(store, request);
    const closed = await Promise.all(
      (["accepted", "rejected", "cancelled"] as const).map((state) =>
        store.write(({ friendRequests }) => friendRequests.close(request.id, state, 5_000)),
      ),
    );
    expect(closed.filter(Boolean)).toHaveLength(1);
    expect(await store.read.friendRequests.get(request.id)).toMatchObject({ answered_at: 5_000 });
    expect(await store.read.friendRequests.pendingBetween(ana.id, bo.id)).toBeNull();
    expect(await ask(store, newRequest(ana.id, bo.id))).toBeTrue();
  });

  test("a rejection is remembered for its direction, the latest one", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo } = await setScene(store);
    for (const answered_at of [4_000, 6_000, 5_000])
      await ask(store, newRequest(ana.id, bo.id, { state: "rejected", answered_at }));
    await ask(store, newRequest(bo.id, ana.id, { state: "accepted", answered_at: 9_000 }));
    expect(await store.read.friendRequests.lastRejection(ana.id, bo.id)).toBe(6_000);
    expect(await store.read.friendRequests.lastRejection(bo.id, ana.id)).toBeNull();
  });

  test("what is pending is listed newest first, a hidden request with its mark", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    const [out, hidden] = [newRequest(ana.id, bo.id), newRequest(cy.id, ana.id, { created_at: 3_000 })];
    for (const request of [out, hidden]) await ask(store, request);
    await ask(store, newRequest(bo.id, cy.id, { state: "rejected", answered_at: 2_000 }));
    expect(await store.read.friendRequests.pendingOf(ana.id)).toEqual([hidden, out]);
    await store.write(({ friendRequests }) => friendRequests.setHidden(hidden.id, true));
    expect(await store.read.friendRequests.pendingOf(ana.id)).toEqual([{ ...hidden, hidden: true }, out]);
    expect(await store.read.friendRequests.pendingOf(cy.id)).toEqual([{ ...hidden, hidden: true }]);
    expect(await store.read.friendRequests.pendingOf(bo.id)).toEqual([out]);
    await store.write(({ friendRequests }) => friendRequests.setHidden(hidden.id, false));
    expect(await store.read.friendRequests.pendingOf(ana.id)).toEqual([hidden, out]);
  });

  test("contacts are so on both sides, and are listed by name", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    await store.write(({ accounts }) => accounts.update(bo.id, { display_name: "Zoe" }));
    await store.write(async ({ contacts }) => {
      await contacts.add(ana.id, bo.id, 2_000);
      await contacts.add(cy.id, ana.id, 3_000);
      await contacts.add(bo.id, ana.id, 4_000);
    });
    expect(await store.read.contacts.list(ana.id)).toEqual([
      { contact_id: cy.id, created_at: 3_000 },
      { contact_id: bo.id, created_at: 2_000 },
    ]);
    expect(await store.read.contacts.get(bo.id, ana.id)).toEqual({ contact_id: ana.id, created_at: 2_000 });
    expect(await store.read.contacts.get(bo.id, cy.id)).toBeNull();
    expect(await store.write(({ contacts }) => contacts.remove(bo.id, ana.id))).toBeTrue();
    expect(await store.write(({ contacts }) => contacts.remove(bo.id, ana.id))).toBeFalse();
    expect(await store.read.contacts.ids(ana.id)).toEqual([cy.id]);
    expect(await store.read.contacts.ids(bo.id)).toEqual([]);
  });

  test("a block goes one way", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    expect(await store.write(({ blocks }) => blocks.add(ana.id, bo.id, 2_000))).toBeTrue();
    expect(await store.write(({ blocks }) => blocks.add(ana.id, bo.id, 3_000))).toBeFalse();
    expect(await store.read.blocks.has(ana.id, bo.id)).toBeTrue();
    expect(await store.read.blocks.has(bo.id, ana.id)).toBeFalse();
    expect(await store.read.blocks.list(ana.id)).toEqual([{ blocked_id: bo.id, created_at: 2_000 }]);
    expect(await store.write(({ blocks }) => blocks.add(cy.id, bo.id, 2_000))).toBeTrue();
    expect(await store.read.blocks.blockersOf(bo.id)).toEqual(new Set([ana.id, cy.id]));
    expect(await store.read.blocks.blockersOf(ana.id)).toEqual(new Set());
    expect(await store.write(({ blocks }) => blocks.remove(ana.id, bo.id))).toBeTrue();
    expect(await store.read.blocks.has(ana.id, bo.id)).toBeFalse();
  });

  test("search finds part of a public name, a private one by its whole username, nothing by a pattern", async () => {
    await using data = await make();
    const store = await data.open();
    const viewer = newAccount("viewer");
    const people = [
      newAccount("emile_z", { display_name: "Émile Zola" }),
      newAccount("Zora"),
      newAccount("bozo", { display_name: "100% Bo" }),
      newAccount("hidden_zo", { visibility: "private" }),
      newAccount("gone_zo", { deactivated_at: 5_000 }),
      newAccount("blocked_zo", { blocked_at: 5_000 }),
      newAccount("foe_zo"),
    ];
    await store.write(async ({ accounts, blocks }) => {
      for (const account of [viewer, ...people]) await accounts.insert(account);
      await blocks.add((people[6] as (typeof people)[0]).id, viewer.id, 1_000);
    });
    const found = async (q: string, limit = 10) =>
      (await store.read.accounts.search({ q, viewer: viewer.id, limit })).map(({ username }) => username);
    expect(await found("zo")).toEqual(["Zora", "bozo", "emile_z"]);
    expect(await found("ZO", 2)).toEqual(["Zora", "bozo"]);
    for (const q of ["émile", "EMILE", "Émile Z", "e_z"]) expect([q, await found(q)]).toEqual([q, ["emile_z"]]);
    expect(await found("0%")).toEqual(["bozo"]);
    expect(await found("HIDDEN_ZO")).toEqual(["hidden_zo"]);
    expect(await found("Foe_zo")).toEqual(["foe_zo"]);
    for (const q of ["hidden", "%%", "__", "b%o", "foe_z", "gone_zo", "blocked_zo", "viewer"])
      expect([q, await found(q)]).toEqual([q, []]);
  });

  test("whoever decides by an account what to write waits for who holds it, and sees what they wrote", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo } = await setScene(store);
    const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = store.write(async ({ accounts }) => {
      await accounts.lock([bo.id, ana.id, "nobody"]);
      held.resolve();
      await go.promise;
      await accounts.update(ana.id, { auth_hash: "$2b$new" });
    });
    await held.promise;
    const second = store.write(async ({ accounts }) => {
      await accounts.lock([ana.id, bo.id]);
      return (await accounts.get(ana.id))?.auth_hash;
    });
    go.resolve();
    await first;
    expect(await second).toBe("$2b$new");
  });

  test("two who write to one another's accounts at once never wait in a circle", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    const sides = [ana.id, bo.id, cy.id];
    const turns = Array.from({ length: 30 }, (_, turn) => (turn % 2 ? sides : [...sides].reverse()));
    await Promise.all(
      turns.map((ids) =>
        store.write(async ({ accounts }) => {
          await accounts.lock(ids);
          for (const id of ids) await accounts.nextFeedRev(id);
        }),
      ),
    );
    expect(await store.write(({ accounts }) => accounts.nextFeedRevs([bo.id, ana.id]))).toEqual(
      new Map([
        [ana.id, 31],
        [bo.id, 31],
      ]),
    );
    expect(await store.write(({ accounts }) => accounts.nextFeedRevs([]))).toEqual(new Map());
    expect(await store.read.accounts.get(cy.id)).toMatchObject({ feed_rev: 30 });
  });

  test("a purged account leaves no row and no name, and what is of others stays", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    const address = { kind: "address", value: "10.0.0.1", name: "ana" } as const;
    await store.write(async ({ accounts, bans, blocks, contacts, friendRequests, members, sessions }) => {
      for (const { id } of [ana, bo]) await sessions.insert(newSession(id));
      await bans.insert(newBan(room, ana.id, cy.id, { name: "ana" }));
      await bans.insert(newBan(room, ana.id, cy.id, address));
      await bans.insert(newBan(room, bo.id, ana.id, { name: "bo", by_name: "ana" }));
      await members.remove(room, ana.id);
      await contacts.add(ana.id, bo.id, 1_000);
      await contacts.add(bo.id, cy.id, 1_000);
      await blocks.add(ana.id, cy.id, 1_000);
      await blocks.add(cy.id, ana.id, 1_000);
      await friendRequests.insert(newRequest(cy.id, ana.id));
      await accounts.purge(ana.id);
    });
    expect(await store.read.accounts.get(ana.id)).toBeNull();
    expect(await store.read.sessions.listActive(ana.id, 0)).toEqual([]);
    expect(await store.read.sessions.listActive(bo.id, 0)).toHaveLength(1);
    expect(await store.read.contacts.ids(bo.id)).toEqual([cy.id]);
    expect(await store.read.blocks.list(cy.id)).toEqual([]);
    expect(await store.read.friendRequests.pendingOf(cy.id)).toEqual([]);
    expect(await store.read.messages.conversationsOf(ana.id)).toEqual([]);
    expect(await store.read.messages.conversationsOf(bo.id)).toEqual([room]);
    expect(await store.read.bans.list(room)).toMatchObject([{ value: bo.id, name: "bo", by_id: null, by_name: "" }]);
    expect(await store.write(({ accounts }) => accounts.insert(newAccount("ana")))).toBe("inserted");
  });
}
