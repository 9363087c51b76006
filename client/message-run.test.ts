import { describe, expect, test } from "bun:test";
import type { Message } from "#protocol/objects/message.ts";
import { covers, type MessageRun, runFromPage, tailOf, withChanges, withPageAfter, withPageBefore } from "./message-run.ts";

const message = (seq: number, rev = seq, text = `m${seq}`) => ({ seq, rev, body: { text } }) as Message;
const messages = (...seqs: number[]) => seqs.map((seq) => message(seq));
const seqs = (run: MessageRun) => run.messages.map(({ seq }) => seq);
const run = (from: number, to: number, more: Partial<MessageRun> = {}): MessageRun => ({
  messages: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  rev: to,
  has_before: from > 1,
  has_after: false,
  ...more,
});

describe("changes", () => {
  test("a new message continues a run that reaches the end", () => {
    expect(seqs(withChanges(run(1, 3), messages(4), 4))).toEqual([1, 2, 3, 4]);
  });

  test("a new message does not continue a run of the past, but its rev counts", () => {
    const changed = withChanges(run(1, 3, { has_after: true }), messages(9), 9);
    expect(seqs(changed)).toEqual([1, 2, 3]);
    expect(changed.rev).toBe(9);
  });

  test("a changed message replaces its older self, in its place", () => {
    const changed = withChanges(run(1, 3), [message(2, 4, "edited")], 4);
    expect(changed.messages[1]).toEqual(message(2, 4, "edited"));
    expect(seqs(changed)).toEqual([1, 2, 3]);
  });

  test("an older state never replaces a newer one", () => {
    const edited = withChanges(run(1, 3), [message(2, 5, "second edit")], 5);
    expect(withChanges(edited, [message(2, 4, "first edit")], 4)).toBe(edited);
  });

  test("the same message twice changes nothing", () => {
    const once = withChanges(run(1, 3), messages(4), 4);
    expect(withChanges(once, messages(4), 4)).toBe(once);
  });

  test("new messages that were edited meanwhile come in order of rev and are appended in order of seq", () => {
    expect(seqs(withChanges(run(1, 3), [message(5, 5), message(4, 6)], 6))).toEqual([1, 2, 3, 4, 5]);
  });

  test("what lies before the run is not held", () => {
    expect(seqs(withChanges(run(3, 5), [message(1, 6)], 6))).toEqual([3, 4, 5]);
  });

  test("the first message of an empty conversation", () => {
    const empty = runFromPage({ messages: [], has_before: false, has_after: false }, 0);
    expect(seqs(withChanges(empty, messages(1), 1))).toEqual([1]);
  });

  test("unchanged messages stay the same objects", () => {
    const before = run(1, 3);
    expect(withChanges(before, messages(4), 4).messages[1]).toBe(before.messages[1] as Message);
  });
});

describe("pages", () => {
  test("an older page goes before, an overlap is dropped", () => {
    const wider = withPageBefore(run(4, 6), { messages: messages(2, 3, 4), has_before: true, has_after: true });
    expect(seqs(wider)).toEqual([2, 3, 4, 5, 6]);
    expect(wider.has_before).toBe(true);
    expect(wider.has_after).toBe(false);
  });

  test("a later page goes after, an overlap is dropped", () => {
    const wider = withPageAfter(run(1, 3, { has_after: true }), {
      messages: messages(3, 4, 5),
      has_before: true,
      has_after: false,
    });
    expect(seqs(wider)).toEqual([1, 2, 3, 4, 5]);
    expect(wider.has_after).toBe(false);
    expect(wider.has_before).toBe(false);
  });
});

describe("what is held", () => {
  test("a run covers from its first message to its last", () => {
    const middle = run(10, 20, { has_after: true });
    expect([9, 10, 20, 21].map((seq) => covers(middle, seq))).toEqual([false, true, true, false]);
  });

  test("a run that reaches an end covers what lies beyond it", () => {
    expect(covers(run(1, 5), 99)).toBe(true);
    expect(covers(run(5, 9, { has_before: false }), 1)).toBe(true);
  });

  test("a tail says that there is more before", () => {
    const tail = tailOf(run(1, 10), 3);
    expect(seqs(tail)).toEqual([8, 9, 10]);
    expect(tail.has_before).toBe(true);
    const short = run(1, 3);
    expect(tailOf(short, 3)).toBe(short);
  });
});
