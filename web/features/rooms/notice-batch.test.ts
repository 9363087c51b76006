import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { Notice, SystemMessage } from "#protocol/objects/message.ts";
import { NoticeBatch } from "./notice-batch.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const notice = (kind: Notice["kind"], name: string) =>
  ({
    type: "system",
    body: { notice: { kind, subject: { id: name, name }, actor: null, value: null } },
  }) as unknown as SystemMessage;

function batch() {
  const said: string[] = [];
  return { said, notices: new NoticeBatch((sentence) => said.push(sentence)) };
}

test("forty people who join are one announcement", () => {
  const { said, notices } = batch();
  for (let n = 1; n <= 40; n++) expect(notices.take(notice("joined", `Guest ${n}`))).toBe(true);
  expect(said).toEqual([]);
  jest.advanceTimersByTime(1_500);
  expect(said).toEqual(["Guest 1, Guest 2 and 38 others joined"]);
});

test("a stream that never pauses is told now and then", () => {
  const { said, notices } = batch();
  for (let n = 1; n <= 20; n++) {
    notices.take(notice("joined", `Guest ${n}`));
    jest.advanceTimersByTime(1_000);
  }
  expect(said).toHaveLength(2);
});

test("other notices are not held back, and nothing is told once it is disposed of", () => {
  const { said, notices } = batch();
  expect(notices.take(notice("role_changed", "Bo"))).toBe(false);
  notices.take(notice("left", "Bo"));
  notices[Symbol.dispose]();
  jest.advanceTimersByTime(10_000);
  expect(said).toEqual([]);
});
