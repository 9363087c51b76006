import { expect, test } from "bun:test";
import type { ShownMessage } from "#client/parlor.ts";
import type { Message } from "#protocol/objects/message.ts";
import { buildRows, noRows, type Row, type RowOptions } from "./rows.ts";

const noon = new Date("2025-03-12T12:00:00").getTime();
const minute = 60_000;
const nothing: RowOptions = { first_unread_seq: null, has_before: false };

function say(name: string, seq: number, at = noon, state: ShownMessage["state"] = "sent"): ShownMessage {
  const message = {
    id: `id-${seq}`,
    conversation: "lobby",
    seq,
    rev: seq,
    mid: `mid-${name}-${seq}-${at}`,
    sender: { kind: "account", id: name, name },
    reply_to: null,
    edited_at: null,
    deleted_at: null,
    created_at: at,
    type: "text",
    body: { text: `${name} ${seq}` },
  } as unknown as Message;
  return { message, state, mine: name === "Ana", problem: null, retry_at: null };
}

function notice(seq: number, at = noon): ShownMessage {
  const message = { ...say("Bo", seq, at).message, sender: { kind: "system", id: null, name: "" }, type: "system", body: {} };
  return { message: message as unknown as Message, state: "sent", mine: false, problem: null, retry_at: null };
}

const rowsOf = (messages: ShownMessage[], options = nothing): readonly Row[] => buildRows(messages, options).rows;

const edges = (messages: ShownMessage[], options = nothing) =>
  rowsOf(messages, options).map((row) => `${row.starts ? "[" : "-"}${row.shown.message.seq}${row.ends ? "]" : "-"}`);

test("a run is one author's messages within five minutes of each other", () => {
  expect(
    edges([
      say("Bo", 1),
      say("Bo", 2, noon + 5 * minute),
      say("Bo", 3, noon + 10 * minute + 1),
      say("Cy", 4, noon + 10 * minute),
    ]),
  ).toEqual(["[1-", "-2]", "[3]", "[4]"]);
});

test("a notice belongs to no run and ends the one before it", () => {
  expect(edges([say("Bo", 1), notice(2), notice(3), say("Bo", 4)])).toEqual(["[1]", "[2]", "[3]", "[4]"]);
});

test("midnight ends a run and brings a separator", () => {
  const late = new Date("2025-03-12T23:59:00").getTime();
  const rows = rowsOf([say("Bo", 1, late), say("Bo", 2, late + 2 * minute)], nothing);
  expect(rows.map((row) => row.day !== null)).toEqual([true, true]);
  expect(rows.map((row) => row.starts)).toEqual([true, true]);
});

test("the first loaded row has no separator while earlier messages exist, and does not open the conversation", () => {
  const [row] = rowsOf([say("Bo", 51)], { ...nothing, has_before: true });
  expect(row?.day).toBeNull();
  expect(row?.opens).toBe(false);
  const [first] = rowsOf([say("Bo", 1)], nothing);
  expect(first?.day).not.toBeNull();
  expect(first?.opens).toBe(true);
});

test("the divider stands above the first unread message and splits its run", () => {
  const rows = rowsOf([say("Bo", 1), say("Bo", 2), say("Bo", 3)], { first_unread_seq: 2, has_before: false });
  expect(rows.map((row) => row.divider)).toEqual([false, true, false]);
  expect(edges([say("Bo", 1), say("Bo", 2), say("Bo", 3)], { first_unread_seq: 2, has_before: false })).toEqual([
    "[1]",
    "[2-",
    "-3]",
  ]);
});

test("the divider stays at its place when that very message is not there, and never goes above a page that starts later", () => {
  const without = rowsOf([say("Bo", 1), say("Bo", 4)], { first_unread_seq: 3, has_before: false });
  expect(without.map((row) => row.divider)).toEqual([false, true]);
  const later = rowsOf([say("Bo", 9), say("Bo", 10)], { first_unread_seq: 3, has_before: true });
  expect(later.map((row) => row.divider)).toEqual([false, false]);
});

test("a pending message has no seq and gets no divider", () => {
  const rows = rowsOf([say("Bo", 1), say("Ana", 0, noon, "sending")], { first_unread_seq: 1, has_before: false });
  expect(rows.map((row) => row.divider)).toEqual([true, false]);
});

test("a row keeps its key when the server has taken the message", () => {
  const pending = say("Ana", 0, noon, "sending");
  const taken: ShownMessage = {
    ...pending,
    state: "sent",
    message: { ...pending.message, id: "server-id" as Message["id"], seq: 7 },
  };
  expect(rowsOf([taken], nothing)[0]?.key).toBe(rowsOf([pending], nothing)[0]?.key as string);
});

test("appending redraws the former last row only when its run goes on", () => {
  const messages = [say("Bo", 1), say("Cy", 2)];
  const before = buildRows(messages, nothing);
  const other = buildRows([...messages, say("Bo", 3)], nothing, before);
  expect(other.rows[0]).toBe(before.rows[0] as never);
  expect(other.rows[1]).toBe(before.rows[1] as never);
  const same = buildRows([...messages, say("Cy", 3)], nothing, before);
  expect(same.rows[0]).toBe(before.rows[0] as never);
  expect(same.rows[1]).not.toBe(before.rows[1] as never);
  expect(same.rows[1]?.ends).toBe(false);
});

test("loading earlier messages leaves every row but the topmost the same object", () => {
  const page = Array.from({ length: 50 }, (_, index) => say(index % 3 ? "Bo" : "Cy", 51 + index, noon + index * 1_000));
  const before = buildRows(page, { ...nothing, has_before: true });
  const older = Array.from({ length: 50 }, (_, index) => say("Di", 1 + index, noon - minute + index));
  const after = buildRows([...older, ...page], nothing, before);
  for (let index = 1; index < 50; index++) expect(after.rows[50 + index]).toBe(before.rows[index] as never);
});

test("whatever the change, the result is what a fresh look gives", () => {
  const all = Array.from({ length: 60 }, (_, index) =>
    index % 17 === 0
      ? notice(index + 1, noon + index * 40 * minute)
      : say(["Bo", "Bo", "Cy", "Di"][index % 4] as string, index + 1, noon + index * 40 * minute),
  );
  // A small generator with a fixed seed: every run takes the same steps.
  let seed = 11;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  let former = noRows;
  let shown: ShownMessage[] = [];
  for (let step = 0; step < 2_000; step++) {
    switch (random(5)) {
      case 0: {
        const from = random(40);
        shown = all.slice(from, from + random(60 - from));
        break;
      }
      case 1:
        shown = [...shown, all[random(60)] as ShownMessage];
        break;
      case 2:
        shown = shown.toSpliced(random(shown.length + 1), 1);
        break;
      case 3:
        if (shown.length > 0) shown = shown.with(random(shown.length), { ...(shown[0] as ShownMessage) });
        break;
      case 4:
        shown = [all[random(60)] as ShownMessage, ...shown];
    }
    const options = {
      first_unread_seq: random(4) === 0 ? random(60) : former.options.first_unread_seq,
      has_before: random(2) === 0,
    };
    former = buildRows(shown, options, former);
    expect(former.rows).toEqual(rowsOf(shown, options) as Row[]);
  }
});
