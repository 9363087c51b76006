import { expect, test } from "bun:test";
import type { AccountId, FriendRequestId } from "#protocol/ids.ts";
import { newAccount, newSession, type TestData } from "#testkit/store.ts";
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

  test("what is pending is listed newest first, a hidden request only for who made it", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    const [out, hidden] = [newRequest(ana.id, bo.id), newRequest(cy.id, ana.id, { created_at: 3_000 })];
    for (const request of [out, hidden]) await ask(store, request);
    await ask(store, newRequest(bo.id, cy.id, { state: "rejected", answered_at: 2_000 }));
    expect(await store.read.friendRequests.pendingOf(ana.id)).toEqual([hidden, out]);
    await store.write(({ friendRequests }) => friendRequests.hide(hidden.id));
    expect(await store.read.friendRequests.pendingOf(ana.id)).toEqual([out]);
    expect(await store.read.friendRequests.pendingOf(cy.id)).toEqual([{ ...hidden, hidden: true }]);
    expect(await store.read.friendRequests.pendingOf(bo.id)).toEqual([out]);
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
    expect(await store.read.blocks.among(ana.id, [bo.id, cy.id])).toEqual(new Set([bo.id]));
    expect(await store.read.blocks.among(ana.id, [])).toEqual(new Set());
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
    for (const q of ["hidden", "%%", "__", "b%o", "foe_zo", "gone_zo", "blocked_zo", "viewer"])
      expect([q, await found(q)]).toEqual([q, []]);
  });

  test("a purged account leaves no session, contact, request or block, and those of others stay", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    await store.write(async ({ accounts, blocks, contacts, friendRequests, sessions }) => {
      for (const { id } of [ana, bo]) await sessions.insert(newSession(id));
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
    expect(await store.write(({ accounts }) => accounts.insert(newAccount("ana")))).toBe("inserted");
  });
}
