import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { newMessage, type TestData } from "#testkit/store.ts";
import type { MessageTable, Store } from "../store.ts";
import { openRoom, setScene, upTo } from "./scene.ts";

type Options = Partial<Parameters<MessageTable["history"]>[1]>;

const length = 20;

export function historySuite(make: () => Promise<TestData>): void {
  let data: TestData;
  let store: Store;
  let room: ConversationId;
  let silent: ConversationId;

  beforeAll(async () => {
    data = await make();
    store = await data.open();
    const { ana, bo, room: made } = await setScene(store);
    room = made;
    silent = await openRoom(store, [ana]);
    const other = await openRoom(store, [ana, bo]);
    for (const n of upTo(length)) {
      await store.append(newMessage(room, n % 2 === 0 ? ana.id : bo.id));
      await store.append(newMessage(other, ana.id));
    }
  });
  afterAll(() => data[Symbol.asyncDispose]());

  /** First and last seq of a page, and whether there is more on either side. */
  async function page(options: Options): Promise<[number, number, boolean, boolean] | "nothing"> {
    const { messages, has_before, has_after } = await store.read.messages.history(room, { limit: 5, from_seq: 0, ...options });
    const seqs = messages.map(({ seq }) => seq);
    const first = seqs[0];
    const last = seqs.at(-1);
    if (first === undefined || last === undefined) {
      expect([has_before, has_after]).toEqual([options.after !== undefined, options.before !== undefined]);
      return "nothing";
    }
    expect(seqs).toEqual(upTo(last).slice(first - 1));
    return [first, last, has_before, has_after];
  }

  test("without a position, the latest", async () => {
    expect(await page({})).toEqual([16, 20, true, false]);
    expect(await page({ limit: 19 })).toEqual([2, 20, true, false]);
    expect(await page({ limit: 20 })).toEqual([1, 20, false, false]);
    expect(await page({ limit: 21 })).toEqual([1, 20, false, false]);
  });

  test("before a position", async () => {
    expect(await page({ before: 16 })).toEqual([11, 15, true, true]);
    expect(await page({ before: 6 })).toEqual([1, 5, false, true]);
    expect(await page({ before: 3 })).toEqual([1, 2, false, true]);
    expect(await page({ before: 21 })).toEqual([16, 20, true, false]);
    expect(await page({ before: 99 })).toEqual([16, 20, true, false]);
    expect(await page({ before: 1 })).toBe("nothing");
    expect(await page({ before: 0 })).toBe("nothing");
  });

  test("after a position", async () => {
    expect(await page({ after: 5 })).toEqual([6, 10, true, true]);
    expect(await page({ after: 15 })).toEqual([16, 20, true, false]);
    expect(await page({ after: 18 })).toEqual([19, 20, true, false]);
    expect(await page({ after: 0 })).toEqual([1, 5, false, true]);
    expect(await page({ after: 20 })).toBe("nothing");
    expect(await page({ after: 99 })).toBe("nothing");
  });

  test("around a position, full also near the ends", async () => {
    expect(await page({ around: 10 })).toEqual([8, 12, true, true]);
    expect(await page({ around: 10, limit: 4 })).toEqual([8, 11, true, true]);
    expect(await page({ around: 10, limit: 1 })).toEqual([10, 10, true, true]);
    expect(await page({ around: 1 })).toEqual([1, 5, false, true]);
    expect(await page({ around: 2 })).toEqual([1, 5, false, true]);
    expect(await page({ around: 0 })).toEqual([1, 5, false, true]);
    expect(await page({ around: 19 })).toEqual([16, 20, true, false]);
    expect(await page({ around: 20 })).toEqual([16, 20, true, false]);
    expect(await page({ around: 99 })).toEqual([16, 20, true, false]);
    expect(await page({ around: 10, limit: 20 })).toEqual([1, 20, false, false]);
    expect(await page({ around: 10, limit: 50 })).toEqual([1, 20, false, false]);
  });

  test("what was said before the member could see it does not exist for them", async () => {
    expect(await page({ from_seq: 17 })).toEqual([18, 20, false, false]);
    expect(await page({ from_seq: 12, before: 16 })).toEqual([13, 15, false, true]);
    expect(await page({ from_seq: 12, after: 3 })).toEqual([13, 17, false, true]);
    expect(await page({ from_seq: 12, after: 13 })).toEqual([14, 18, true, true]);
    expect(await page({ from_seq: 12, around: 3 })).toEqual([13, 17, false, true]);
    expect(await page({ from_seq: 12, around: 14 })).toEqual([13, 17, false, true]);
    const beyond = await store.read.messages.history(room, { before: 5, limit: 5, from_seq: 20 });
    expect(beyond).toEqual({ messages: [], has_before: false, has_after: false });
  });

  test("a silent conversation has an empty page", async () => {
    const empty = { messages: [], has_before: false, has_after: false };
    for (const options of [{}, { before: 5 }, { after: 0 }, { around: 3 }]) {
      expect(await store.read.messages.history(silent, { limit: 5, from_seq: 0, ...options })).toEqual(empty);
    }
  });

  test("changes above a rev come by rev, no more than asked for, and none that is hidden", async () => {
    const changed = async (rev: number, limit: number, from_seq = 0) =>
      (await store.read.messages.changedAfter(room, rev, { limit, from_seq })).map((message) => message.rev);
    expect(await changed(0, 100)).toEqual(upTo(length));
    expect(await changed(17, 100)).toEqual([18, 19, 20]);
    expect(await changed(5, 3)).toEqual([6, 7, 8]);
    expect(await changed(20, 100)).toEqual([]);
    expect(await changed(0, 100, 18)).toEqual([19, 20]);
  });
}
