import { describe, expect, test } from "bun:test";
import { anaIn } from "./testing/ana-in.ts";
import { settle } from "./testing/fake-clock.ts";

describe("reading", () => {
  test("counts down at once and is told to the server", async () => {
    const { server, room, view } = await anaIn(5);
    await view.open();
    view.markRead(3);
    expect(view.summary.value).toMatchObject({ read_seq: 3, unread: 2 });
    await settle();
    expect(server.inputs("conversation.mark_read")).toEqual([{ conversation: room.id, seq: 3 }]);
  });

  test("is told at most once a second, with the last position", async () => {
    const { server, clock, view } = await anaIn(9);
    await view.open();
    for (let seq = 1; seq <= 9; seq++) view.markRead(seq);
    await clock.advance(999);
    expect(server.inputs("conversation.mark_read").map(({ seq }) => seq)).toEqual([1]);
    await clock.advance(5_000);
    expect(server.inputs("conversation.mark_read").map(({ seq }) => seq)).toEqual([1, 9]);
  });

  test("never goes back, nor beyond the last message", async () => {
    const { server, view } = await anaIn(5, { readUpTo: 4 });
    await view.open();
    view.markRead(2);
    await settle();
    expect(server.count("conversation.mark_read")).toBe(0);
    view.markRead(99);
    await settle();
    expect(server.inputs("conversation.mark_read").map(({ seq }) => seq)).toEqual([5]);
  });

  test("a message that arrives while the answer is on its way stays unread", async () => {
    const { server, room, view } = await anaIn(5);
    await view.open();
    const release = server.holdNextAnswer("conversation.mark_read");
    view.markRead(5);
    await settle();
    server.say(room, "bo", "6");
    release();
    await settle();
    expect(view.summary.value).toMatchObject({ read_seq: 5, unread: 1 });
  });

  test("without a connection is kept over a reload and told when it is back", async () => {
    const { server, room, clock, ana, view } = await anaIn(5);
    await view.open();
    server.isDown = true;
    server.closeSockets(1006);
    view.markRead(4);
    const again = await ana.reload();
    expect(again.view(room).summary.value).toMatchObject({ read_seq: 4, unread: 1 });
    server.isDown = false;
    await clock.advance(60_000);
    expect(room.readSeq.get(server.account("ana").id)).toBe(4);
    expect(again.view(room).summary.value).toMatchObject({ read_seq: 4, unread: 1 });
  });

  test("refused for now is told again; refused for good is let go", async () => {
    const { server, room, clock, view } = await anaIn(5);
    await view.open();
    server.refuseNext("conversation.mark_read", "rate_limited", { retry_after_ms: 3_000 });
    view.markRead(3);
    await clock.advance(2_999);
    expect(server.count("conversation.mark_read")).toBe(1);
    await clock.advance(1);
    expect(room.readSeq.get(server.account("ana").id)).toBe(3);
    server.refuseNext("conversation.mark_read", "conversation_not_found");
    view.markRead(5);
    await clock.advance(60_000);
    expect(server.count("conversation.mark_read")).toBe(3);
  });

  test("unread counts others' messages only", async () => {
    const { server, room, ana, view } = await anaIn(2, { readUpTo: 2 });
    await view.open();
    view.send("mine");
    await settle();
    server.say(room, "bo", "theirs");
    expect(ana.parlor.conversations.value[0]?.unread).toBe(1);
    server.publish({ event: "message.changed", data: room.change(4, { deleted_at: 1 }) });
    expect(ana.parlor.conversations.value[0]?.unread).toBe(0);
  });
});
