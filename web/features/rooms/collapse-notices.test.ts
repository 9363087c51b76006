import { expect, test } from "bun:test";
import type { ShownMessage } from "#client/parlor.ts";
import type { Message, Notice } from "#protocol/objects/message.ts";
import { collapseNotices, noticesText, runText } from "./collapse-notices.ts";

const noon = new Date("2025-03-12T12:00:00").getTime();
const day = 24 * 60 * 60_000;
let seq = 0;

function shown(message: object, at = noon): ShownMessage {
  const base = { id: `id-${++seq}`, seq, rev: seq, mid: `mid-${seq}`, created_at: at, deleted_at: null };
  return { message: { ...base, ...message } as unknown as Message, state: "sent", mine: false, problem: null, retry_at: null };
}

const notice = (kind: Notice["kind"], name: string): Notice => ({
  kind,
  subject: { id: name as never, name },
  actor: null,
  value: null,
});
const told = (kind: Notice["kind"], name: string, at = noon) =>
  shown({ type: "system", sender: { kind: "system", id: null, name: "" }, body: { notice: notice(kind, name) } }, at);
const said = (words: string) =>
  shown({ type: "text", sender: { kind: "account", id: "Ana", name: "Ana" }, body: { text: words } });
const lines = (messages: readonly ShownMessage[]) =>
  collapseNotices(messages).map(
    (message) => runText(message) ?? (message.message.type === "text" ? message.message.body.text : "notice"),
  );
const many = (count: number) => Array.from({ length: count }, (_, n) => `Guest ${n + 1}`);

test("many who join in a row are one line, with two names", () => {
  const messages = [said("hello"), ...["Bo", "Cy", ...many(12)].map((name) => told("joined", name)), said("welcome")];
  expect(lines(messages)).toEqual(["hello", "Bo, Cy and 12 others joined", "welcome"]);
});

test.each([
  [["Bo"], "Bo joined"],
  [["Bo", "Cy"], "Bo and Cy joined"],
  [["Bo", "Cy", "Di"], "Bo, Cy and Di joined"],
  [["Bo", "Cy", "Di", "Ed"], "Bo, Cy and 2 others joined"],
])("%p are %p", (names, sentence) => {
  expect(noticesText(names.map((name) => notice("joined", name)))).toBe(sentence);
});

test("who comes and goes within a run is told once", () => {
  const comings = [
    notice("joined", "Bo"),
    notice("left", "Bo"),
    notice("left", "Cy"),
    notice("joined", "Cy"),
    notice("joined", "Di"),
  ];
  expect(noticesText(comings)).toBe("Bo came and went; Cy left and came back; Di joined");
  expect(noticesText([notice("left", "Bo"), notice("left", "Cy")])).toBe("Bo and Cy left");
});

test("two in a row stand each on their own, and nothing to collapse leaves the list as it is", () => {
  const messages = [said("hello"), told("joined", "Bo"), told("left", "Bo"), said("hm")];
  expect(collapseNotices(messages)).toBe(messages);
});

test("other notices, messages and a new day end a run", () => {
  const messages = [
    ...["Bo", "Cy", "Di"].map((name) => told("joined", name)),
    told("removed", "Di"),
    ...["Ed", "Flo", "Gus"].map((name) => told("left", name)),
    ...["Ed", "Flo", "Gus"].map((name) => told("joined", name, noon + day)),
  ];
  expect(lines(messages)).toEqual(["Bo, Cy and Di joined", "notice", "Ed, Flo and Gus left", "Ed, Flo and Gus joined"]);
});

test("a run keeps its key while it grows, and stays the same object while it does not", () => {
  const messages = ["Bo", "Cy", "Di"].map((name) => told("joined", name));
  const [before] = collapseNotices(messages);
  expect(collapseNotices([...messages, said("hello")])[0]).toBe(before as ShownMessage);
  const [grown] = collapseNotices([...messages, told("joined", "Ed")]);
  expect(grown).not.toBe(before as ShownMessage);
  expect(grown?.message.mid).toBe(before?.message.mid as never);
  expect(grown?.message.seq).toBe(seq);
});

test("ten thousand comings and goings become one row, quickly", () => {
  const messages = Array.from({ length: 10_000 }, (_, n) => told(n % 2 ? "left" : "joined", `Guest ${n >> 1}`));
  expect(collapseNotices(messages)).toHaveLength(1);
  expect(runText(collapseNotices(messages)[0] as ShownMessage)).toBe("Guest 0, Guest 1 and 4,998 others came and went");
});
