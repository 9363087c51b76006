import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { newConversation, newMember, newMessage, newNotice, type TestData } from "#testkit/store.ts";
import { openRoom, setScene, upTo } from "./scene.ts";

export function conversationSuite(make: () => Promise<TestData>): void {
  test("begin at nought and are found by id", async () => {
    await using data = await make();
    const store = await data.open();
    const [tea, coffee] = [newConversation(), newConversation({ name: "Coffee", kind: "group" })];
    await store.write(async ({ conversations }) => {
      await conversations.insert(tea);
      await conversations.insert(coffee);
    });
    const begin = { seq: 0, rev: 0, member_count: 0, slow_mode_s: 0 };
    expect(await store.read.conversations.get(tea.id)).toEqual({ ...tea, ...begin });
    const both = await store.read.conversations.getMany([tea.id, coffee.id, "unknown"]);
    expect(both.map(({ id }) => id).sort()).toEqual([tea.id, coffee.id].sort());
    expect(await store.read.conversations.getMany([])).toEqual([]);
    expect(await store.read.conversations.get("unknown" as ConversationId)).toBeNull();
    expect(await store.read.conversations.lobby()).toBeNull();
  });

  test("a second lobby is not made", async () => {
    await using data = await make();
    const store = await data.open();
    const [first, second] = [newConversation({ kind: "lobby" }), newConversation({ kind: "lobby" })];
    await store.write(({ conversations }) => conversations.insert(first));
    await store.write(({ conversations }) => conversations.insert(second));
    expect(await store.read.conversations.lobby()).toMatchObject({ id: first.id });
    expect(await store.read.conversations.get(second.id)).toBeNull();
  });

  test("revs are taken one by one, never of what does not exist", async () => {
    await using data = await make();
    const store = await data.open();
    const { room } = await setScene(store);
    const revs = await Promise.all(upTo(20).map(() => store.write(({ conversations }) => conversations.nextRev(room))));
    expect(revs.sort((a, b) => a - b)).toEqual(upTo(20));
    await rejectionOf(store.write(({ conversations }) => conversations.nextRev("unknown" as ConversationId)));
    expect(await store.read.conversations.get(room)).toMatchObject({ seq: 0, rev: 20 });
  });

  test("what is read under the lock is still so when it is acted on, by however many nodes", async () => {
    await using data = await make();
    const nodes = await Promise.all([data.open(), data.open()]);
    const { room } = await setScene(nodes[0]);
    await Promise.all(
      upTo(20).map((n) =>
        (nodes[n % 2] ?? nodes[0]).write(async ({ conversations }) => {
          const row = await conversations.lock(room);
          await conversations.update(room, { slow_mode_s: (row?.slow_mode_s ?? 0) + 1 });
        }),
      ),
    );
    expect(await nodes[1].read.conversations.get(room)).toMatchObject({ slow_mode_s: 20, rev: 0 });
    const nowhere = "unknown" as ConversationId;
    expect(await nodes[0].write(({ conversations }) => conversations.lock(nowhere))).toBeNull();
  });

  test("a person's list begins with the one last active", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    const [older, newer] = [await openRoom(store, [ana]), await openRoom(store, [ana, bo])];
    await store.append(newNotice(room, { created_at: 3_000 }));
    await store.append(newMessage(newer, bo.id, { created_at: 4_000 }));
    await store.append(newMessage(older, ana.id, { created_at: 2_000 }));
    const list = await store.read.members.listFor(ana.id);
    expect(list.map(({ conversation }) => conversation.id)).toEqual([newer, room, older]);
    expect(list[0]).toEqual({
      member: (await store.read.members.get(newer, ana.id)) as never,
      conversation: (await store.read.conversations.get(newer)) as never,
    });
    expect((await store.read.members.listFor(bo.id)).map(({ conversation }) => conversation.id)).toEqual([newer, room]);
    expect(await store.read.members.listFor(cy.id)).toEqual([]);
  });

  test("where somebody has been, and what they wrote there, is found, also where they have left", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    const [left, silent] = [await openRoom(store, [ana]), await openRoom(store, [ana, bo])];
    for (const _ of upTo(3)) await Promise.all([store.append(newMessage(room, ana.id)), store.append(newMessage(left, ana.id))]);
    await Promise.all([
      store.append(newMessage(room, bo.id)),
      store.append(newMessage(silent, bo.id)),
      store.append(newNotice(silent)),
    ]);
    await store.write(({ members }) => members.remove(left, ana.id));
    await store.write(({ members }) => members.add(newMember(left, ana.id)));
    await store.append(newMessage(left, ana.id));
    await store.write(({ members }) => members.remove(left, ana.id));

    expect((await store.read.messages.conversationsOf(ana.id)).sort()).toEqual([room, left, silent].sort());
    expect(await store.read.messages.conversationsOf(cy.id)).toEqual([]);
    expect((await store.read.messages.conversationsOf(bo.id)).sort()).toEqual([room, silent].sort());
    const seqs = async (after_seq: number, up_to_seq: number) =>
      (await store.read.messages.bySender(room, ana.id, { after_seq, up_to_seq })).map(({ seq }) => seq);
    expect(await seqs(0, 10)).toEqual([1, 2, 3]);
    expect(await seqs(1, 2)).toEqual([2]);
    expect(await seqs(4, 10)).toEqual([]);

    const rev = await store.write(({ conversations }) => conversations.nextRev(room));
    expect(await store.write(({ messages }) => messages.purgeSender(room, ana.id, { rev, at: 9_000 }))).toBeTrue();
    expect(await store.write(({ messages }) => messages.purgeSender(silent, ana.id, { rev: 1, at: 9_000 }))).toBeFalse();
    const changed = await store.read.messages.changedAfter(room, rev - 1, { limit: 10, from_seq: 0 });
    expect(changed.map(({ seq, body, deleted_at }) => [seq, body, deleted_at])).toEqual(
      [1, 2, 3].map((seq) => [seq, { text: "" }, 9_000]),
    );
    expect(await store.read.messages.countUnread(room, bo.id, 0, 10)).toBe(0);
    await store.write(({ conversations }) => conversations.remove(room));
    expect((await store.read.messages.conversationsOf(ana.id)).sort()).toEqual([left, silent].sort());
  });

  test("the last message of each is found, and none where nothing was said", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const [busy, silent] = [await openRoom(store, [ana]), await openRoom(store, [ana])];
    for (const _ of upTo(3)) await store.append(newMessage(busy, ana.id));
    await store.append(newMessage(room, bo.id));
    const last = await store.read.messages.last([room, busy, silent]);
    expect(last.get(busy)).toMatchObject({ seq: 3, sender: { name: "ana" } });
    expect(last.get(room)).toMatchObject({ seq: 1, sender: { name: "bo" } });
    expect(last.size).toBe(2);
    expect(await store.read.messages.last([])).toEqual(new Map());
  });
}
