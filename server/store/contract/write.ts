import { expect, test } from "bun:test";
import { rejectionOf } from "#testkit/rejection.ts";
import { newAccount, newConversation, newMember, newMessage, newNotice, newSession, type TestData } from "#testkit/store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";
import { allMessages, setScene } from "./scene.ts";

export function writeSuite(make: () => Promise<TestData>): void {
  test("what it returns is what the work returned, and is there for readers", async () => {
    await using data = await make();
    const store = await data.open();
    const ana = newAccount("ana");
    expect(await store.write(({ accounts }) => accounts.insert(ana))).toBe("inserted");
    expect(await store.read.accounts.get(ana.id)).toEqual(ana);
  });

  test("a throw rolls back all of it, and only it", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const di = newAccount("di");
    const failing = store.write(async ({ accounts, conversations, members, messages, sessions }) => {
      await accounts.insert(di);
      await accounts.update(ana.id, { display_name: "Mallory" });
      await sessions.insert(newSession(di.id));
      await members.add(newMember(room, di.id));
      await messages.append(newMessage(room, ana.id));
      await conversations.nextRev(room);
      throw new RangeError("Changed my mind");
    });
    const beside = Promise.all([
      store.write(({ conversations }) => conversations.update(room, { name: "Coffee" })),
      store.append(newMessage(room, ana.id)),
    ]);
    expect(await rejectionOf(failing)).toEqual(new RangeError("Changed my mind"));
    expect((await beside)[1]).toMatchObject({ kind: "appended", seq: 1, rev: 1 });
    expect(await store.read.accounts.get(di.id)).toBeNull();
    expect(await store.read.accounts.get(ana.id)).toMatchObject({ display_name: "ana" });
    expect(await store.read.sessions.listActive(di.id, 0)).toEqual([]);
    expect(await store.read.conversations.get(room)).toMatchObject({ name: "Coffee", seq: 1, rev: 1, member_count: 2 });
    expect(await allMessages(store, room)).toHaveLength(1);
  });

  test("a statement that fails spoils the whole transaction when the work lets it", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const session = newSession(ana.id);
    await store.write(({ sessions }) => sessions.insert(session));
    const twice = store.write(async ({ conversations, sessions }) => {
      await conversations.update(room, { name: "Coffee" });
      await sessions.insert(session);
    });
    expect(await rejectionOf(twice)).not.toBeInstanceOf(StoreUnavailable);
    expect(await store.read.conversations.get(room)).toMatchObject({ name: "Tea" });
  });

  test("within a transaction its own changes are seen, before it ends nobody else sees them", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const seen = await store.write(async ({ messages, conversations }) => {
      const said = await messages.append(newMessage(room, ana.id));
      const inside = await conversations.get(room);
      const outside = await store.read.conversations.get(room);
      return { said, inside, outside };
    });
    expect(seen.said).toMatchObject({ kind: "appended", seq: 1, rev: 1 });
    expect(seen.inside).toMatchObject({ seq: 1, rev: 1 });
    expect(seen.outside).toMatchObject({ seq: 0, rev: 0 });
    expect(await store.read.conversations.get(room)).toMatchObject({ seq: 1, rev: 1 });
  });

  test("messages and revs taken in one transaction follow one another", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const taken = await store.write(async ({ messages, conversations }) => [
      await messages.append(newNotice(room)),
      await conversations.nextRev(room),
      await messages.append(newMessage(room, ana.id)),
    ]);
    expect(taken).toMatchObject([{ seq: 1, rev: 1 }, 2, { seq: 2, rev: 3 }]);
  });

  test("the tables of read do not write", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const attempts = [
      () => store.read.accounts.insert(newAccount("di")),
      () => store.read.accounts.update(ana.id, { display_name: "Mallory" }),
      () => store.read.conversations.insert(newConversation()),
      () => store.read.conversations.nextRev(room),
      () => store.read.messages.append(newMessage(room, ana.id)),
    ];
    for (const attempt of attempts) {
      expect(await rejectionOf(attempt())).not.toBeInstanceOf(StoreUnavailable);
    }
    expect(await store.read.conversations.get(room)).toMatchObject({ rev: 0 });
    expect(await store.read.accounts.findByLogin("di")).toBeNull();
  });

  test("a closed store is unavailable, and closing settles what was under way", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const underWay = store.append(newMessage(room, ana.id));
    const closing = store.close();
    expect(await rejectionOf(store.append(newMessage(room, ana.id)))).toBeInstanceOf(StoreUnavailable);
    expect(await underWay).toMatchObject({ kind: "appended", seq: 1 });
    await closing;
    expect(await rejectionOf(store.write(async () => 1))).toBeInstanceOf(StoreUnavailable);
    expect(await rejectionOf(store.read.accounts.isEmpty())).toBeInstanceOf(StoreUnavailable);
    expect(await rejectionOf(store.ping())).toBeInstanceOf(StoreUnavailable);
    await store.close();

    const again = await data.open();
    expect(await allMessages(again, room)).toHaveLength(1);
  });
}
