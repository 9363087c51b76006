import { expect, test } from "bun:test";
import type { MessageId, PersonId } from "#protocol/ids.ts";
import { newConversation, newMember, newMessage, newNotice, type TestData } from "#testkit/store.ts";
import { allMessages, expectAppended, openRoom, setScene, upTo } from "./scene.ts";

export function appendSuite(make: () => Promise<TestData>): void {
  test("gives the next seq and rev, and the message as everyone receives it", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const first = newMessage(room, ana.id, { body: { text: "Tea is ready 🍵 «ready»" }, created_at: 5_000 });
    expect(await store.append(first)).toEqual({ kind: "appended", id: first.id, seq: 1, rev: 1, created_at: 5_000 });
    const reply = newMessage(room, bo.id, { reply_to: first.id });
    expect(await store.append(reply)).toMatchObject({ kind: "appended", seq: 2, rev: 2 });
    expect(await store.read.messages.get(first.id)).toEqual({
      id: first.id,
      conversation: room,
      seq: 1,
      rev: 1,
      mid: first.mid as never,
      sender: { kind: "account", id: ana.id, name: "ana", picture: null },
      type: "text",
      body: { text: "Tea is ready 🍵 «ready»" },
      reply_to: null,
      edited_at: null,
      deleted_at: null,
      created_at: 5_000,
    });
    expect(await store.read.messages.get(reply.id)).toMatchObject({ reply_to: first.id });
    expect(await store.read.conversations.get(room)).toMatchObject({ seq: 2, rev: 2 });
  });

  test("refuses who is not a member, and writes nothing", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    const nowhere = newConversation().id;
    await store.write(({ members }) => members.remove(room, bo.id));
    for (const message of [newMessage(room, cy.id), newMessage(room, bo.id), newMessage(nowhere, ana.id), newNotice(nowhere)]) {
      expect(await store.append(message)).toEqual({ kind: "not_a_member" });
      expect(await store.write(({ messages }) => messages.append(message))).toEqual({ kind: "not_a_member" });
    }
    expect(await store.read.conversations.get(room)).toMatchObject({ seq: 0, rev: 0 });
    expect(await store.append(newMessage(room, ana.id))).toMatchObject({ seq: 1, rev: 1 });
  });

  test("refuses a reply to what is not in the conversation or not the sender's to see", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, cy, room } = await setScene(store);
    const elsewhere = newMessage(await openRoom(store, [ana]), ana.id);
    const early = newMessage(room, ana.id);
    for (const message of [elsewhere, early]) expectAppended(await store.append(message));
    await store.write(({ members }) => members.add(newMember(room, cy.id, { history_from_seq: 1 })));

    const unknown = Bun.randomUUIDv7() as MessageId;
    expect(await store.append(newMessage(room, ana.id, { reply_to: elsewhere.id }))).toEqual({ kind: "reply_not_found" });
    expect(await store.append(newMessage(room, ana.id, { reply_to: unknown }))).toEqual({ kind: "reply_not_found" });
    expect(await store.append(newMessage(room, cy.id, { reply_to: early.id }))).toEqual({ kind: "reply_not_found" });
    expect(await store.append(newMessage(room, ana.id, { reply_to: early.id }))).toMatchObject({
      kind: "appended",
      seq: 2,
      rev: 2,
    });
  });

  test("refused ones among many take no number from the others", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, cy, room } = await setScene(store);
    const outcomes = await Promise.all(
      upTo(60).map((n) =>
        store.append(
          newMessage(room, n % 3 === 0 ? cy.id : ana.id, n % 5 === 0 ? { reply_to: Bun.randomUUIDv7() as MessageId } : {}),
        ),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === "not_a_member")).toHaveLength(20);
    expect(outcomes.filter(({ kind }) => kind === "reply_not_found")).toHaveLength(8);
    const seqs = outcomes.flatMap((outcome) => ("seq" in outcome ? [outcome.seq] : []));
    expect(seqs).toEqual(upTo(32));
  });

  test("the same mid again gives the first result, now, later, after a restart, and to who has left", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const message = newMessage(room, ana.id, { created_at: 5_000 });
    const first = expectAppended(await store.append(message));
    const retry = { ...message, id: Bun.randomUUIDv7() as MessageId, created_at: 6_000, body: { text: "Other" } };
    const repeated = { ...first, kind: "repeated" as const };
    expect(await store.append(retry)).toEqual(repeated);
    expect(await store.write(({ messages }) => messages.append(retry))).toEqual(repeated);
    await store.close();

    const restarted = await data.open();
    expect(await restarted.append(retry)).toEqual(repeated);
    await restarted.write(({ members }) => members.remove(room, ana.id));
    expect(await restarted.append(retry)).toEqual(repeated);
    expect(await restarted.append(newMessage(room, ana.id))).toEqual({ kind: "not_a_member" });
    expect(await allMessages(restarted, room)).toMatchObject([{ id: message.id, body: { text: "Hello" } }]);
  });

  test("of the same mid sent many times at once one is written", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const mid = "retried-in-haste";
    const outcomes = await Promise.all(upTo(50).map(() => store.append(newMessage(room, ana.id, { mid }))));
    expect(outcomes.filter(({ kind }) => kind === "appended")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "repeated")).toHaveLength(49);
    expect(new Set(outcomes.map((outcome) => expectAppended(outcome).id)).size).toBe(1);
    // A mid is the sender's own: somebody else's is another message.
    expect(await store.append(newMessage(room, bo.id, { mid }))).toMatchObject({ kind: "appended", seq: 2, rev: 2 });
  });

  test("the same mid sent to two conversations at once is written in one of them", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const other = await openRoom(store, [ana]);
    const mids = upTo(20).map((n) => `sent-to-both-${n}`);
    const outcomes = await Promise.all(
      mids.flatMap((mid) => [store.append(newMessage(room, ana.id, { mid })), store.append(newMessage(other, ana.id, { mid }))]),
    );
    expect(outcomes.filter(({ kind }) => kind === "appended")).toHaveLength(20);
    expect(outcomes.filter(({ kind }) => kind === "repeated")).toHaveLength(20);
    for (const id of [room, other]) {
      const seqs = (await allMessages(store, id)).map(({ seq }) => seq);
      expect(seqs).toEqual(upTo(seqs.length));
    }
  });

  test("seq and rev stay without gaps among concurrent sends and other writes", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const other = await openRoom(store, [ana, bo]);
    const work: Promise<unknown>[] = [];
    const revs = new Map<string, number[]>([
      [room, []],
      [other, []],
    ]);
    for (const n of upTo(200)) {
      const target = n % 2 === 0 ? room : other;
      work.push(store.append(newMessage(target, n % 3 === 0 ? ana.id : bo.id)));
      if (n % 5 === 0) {
        work.push(
          store.write(async ({ conversations, messages }) => {
            const taken = await conversations.nextRev(target);
            if (n % 10 === 0) throw new RangeError("rolled back");
            await messages.append(newNotice(target));
            revs.get(target)?.push(taken);
          }),
        );
      }
    }
    await Promise.allSettled(work);
    for (const id of [room, other]) {
      const messages = await allMessages(store, id);
      const conversation = await store.read.conversations.get(id);
      const seqs = messages.map(({ seq }) => seq).sort((a, b) => a - b);
      expect(seqs).toEqual(upTo(conversation?.seq ?? 0));
      const taken = [...messages.map(({ rev }) => rev), ...(revs.get(id) ?? [])].sort((a, b) => a - b);
      expect(taken).toEqual(upTo(conversation?.rev ?? 0));
    }
    expect((await allMessages(store, room)).length + (await allMessages(store, other)).length).toBe(220);
  });

  test("one that cannot be written at all rejects alone", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const taken = newMessage(room, ana.id);
    expectAppended(await store.append(taken));
    const impossible = newMessage(room, ana.id, { id: taken.id });
    const results = await Promise.allSettled([
      store.append(newMessage(room, ana.id)),
      store.append(impossible),
      store.append(newMessage(room, ana.id)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await allMessages(store, room)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("a system message needs no membership and no mid of its own sender", async () => {
    await using data = await make();
    const store = await data.open();
    const { room } = await setScene(store);
    const notice = newNotice(room, { mid: "same-for-both" });
    expect(await store.append(notice)).toMatchObject({ kind: "appended", seq: 1 });
    expect(await store.append(newNotice(room, { mid: "same-for-both" }))).toMatchObject({ kind: "appended", seq: 2 });
    expect(await store.read.messages.get(notice.id)).toMatchObject({
      type: "system",
      sender: { kind: "system", id: null, name: "" },
      body: notice.body,
    });
  });

  test("a sender's name is the one they bear when the message is read", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const message = newMessage(room, ana.id);
    await store.append(message);
    await store.write(({ accounts }) => accounts.update(ana.id, { display_name: "Ana B." }));
    expect(await store.read.messages.get(message.id)).toMatchObject({ sender: { name: "Ana B." } });
    expect(await store.append(newMessage(room, "" as PersonId))).toEqual({ kind: "not_a_member" });
  });

  test("slow mode makes plain members wait, also for what they send at once, and nobody else", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const other = await openRoom(store, [bo]);
    await store.write(async ({ conversations, members }) => {
      await conversations.update(room, { slow_mode_s: 10 });
      await members.setRole(room, ana.id, "moderator");
    });
    const at = (created_at: number) => newMessage(room, bo.id, { created_at });
    const first = at(100_000);
    const outcomes = await Promise.all([
      store.append(first),
      store.append(at(100_000)),
      store.append(newMessage(room, ana.id, { created_at: 100_000 })),
      store.append(newMessage(room, ana.id, { created_at: 100_000 })),
      store.append(newNotice(room, { created_at: 100_000 })),
      store.append(newMessage(other, bo.id, { created_at: 100_000 })),
    ]);
    expect(outcomes).toMatchObject([
      { kind: "appended", seq: 1 },
      { kind: "slow_mode", retry_after_ms: 10_000 },
      { kind: "appended", seq: 2 },
      { kind: "appended", seq: 3 },
      { kind: "appended", seq: 4 },
      { kind: "appended", seq: 1 },
    ]);
    expect(await store.append(at(104_000))).toEqual({ kind: "slow_mode", retry_after_ms: 6_000 });
    expect(await store.write(({ messages }) => messages.append(at(109_999)))).toEqual({ kind: "slow_mode", retry_after_ms: 1 });
    // A retry is no new message.
    expect(await store.append({ ...first, created_at: 101_000 })).toMatchObject({ kind: "repeated", seq: 1 });
    expect(await store.append(at(110_000))).toMatchObject({ kind: "appended", seq: 5, rev: 5 });
  });
}
