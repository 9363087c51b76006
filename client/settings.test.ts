import { expect, test } from "bun:test";
import { defaultSettings, type Settings } from "#protocol/objects/settings.ts";
import { fail, ok, type Result, unreachable } from "./result.ts";
import { SettingsUpdates } from "./settings.ts";

/** Settings with a server that answers each update when and how the test says. */
function make() {
  let server = defaultSettings;
  const asked: { change: Partial<Settings>; answer(how: "yes" | "no" | "nothing"): void }[] = [];
  const settled: Partial<Settings>[] = [];
  const updates = new SettingsUpdates({
    send: (change) => {
      const { promise, resolve } = Promise.withResolvers<Result<Settings>>();
      asked.push({
        change,
        answer(how) {
          if (how === "yes") server = { ...server, ...change };
          resolve(how === "yes" ? ok(server) : how === "no" ? fail("invalid_input", "No.") : unreachable());
        },
      });
      return promise;
    },
    settled: (accepted) => settled.push(accepted),
  });
  return { updates, asked, settled, turn: () => new Promise((resolve) => setTimeout(resolve)) };
}

test("a choice shows until the server has it, and only what was sent is taken from its answer", async () => {
  const { updates, asked, settled, turn } = make();
  const chosen = updates.change({ theme: "dark" });
  expect(updates.pending.value).toEqual({ theme: "dark" });
  await turn();
  asked[0]?.answer("yes");
  expect(await chosen).toEqual({ ok: true, value: undefined });
  expect(settled).toEqual([{ theme: "dark" }]);
  expect(updates.pending.value).toEqual({});
});

test("a refusal takes back what was refused and nothing that was chosen since", async () => {
  const { updates, asked, turn } = make();
  const refused = updates.change({ language: "xx!", theme: "dark" });
  await turn();
  void updates.change({ theme: "light" });
  asked[0]?.answer("no");
  expect(await refused).toMatchObject({ ok: false, problem: { code: "invalid_input" } });
  expect(updates.pending.value).toEqual({ theme: "light" });
  await turn();
  expect(asked[1]?.change).toEqual({ theme: "light" });
});

test("one update is on its way at a time, and choices made meanwhile go together", async () => {
  const { updates, asked, turn } = make();
  const choices = [updates.change({ theme: "dark" })];
  await turn();
  choices.push(updates.change({ theme: "light" }), updates.change({ send_typing: false }));
  await turn();
  expect(asked).toHaveLength(1);
  asked[0]?.answer("yes");
  await turn();
  expect(asked[1]?.change).toEqual({ theme: "light", send_typing: false });
  asked[1]?.answer("yes");
  await Promise.all(choices);
  expect(asked).toHaveLength(2);
});

test("what the server could not be told it is told when it can be", async () => {
  const { updates, asked, turn } = make();
  updates.resume();
  const chosen = updates.change({ theme: "dark" });
  await turn();
  asked[0]?.answer("nothing");
  expect(await chosen).toEqual({ ok: true, value: undefined });
  expect(updates.pending.value).toEqual({ theme: "dark" });
  updates.resume();
  await turn();
  expect(asked[1]?.change).toEqual({ theme: "dark" });
  asked[1]?.answer("yes");
  await turn();
  expect(updates.pending.value).toEqual({});
});
