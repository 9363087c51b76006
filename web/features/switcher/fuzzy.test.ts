import { expect, test } from "bun:test";
import { fuzzyScore } from "./fuzzy.ts";

const best = (query: string, names: readonly string[]) =>
  names
    .map((name) => ({ name, score: fuzzyScore(query, name) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ name }) => name);

test("characters in their order fit, whatever stands between; others do not", () => {
  for (const [query, name] of [
    ["lby", "Lobby"],
    ["zoe", "Zoë Müller"],
    ["ZM", "Zoë Müller"],
    ["bo", "bo_of_parlor"],
    ["tea room", "Tearoom"],
    ["чай", "Чайная"],
  ] as const) {
    expect([query, name, fuzzyScore(query, name) !== null]).toEqual([query, name, true]);
  }
  for (const [query, name] of [
    ["ybl", "Lobby"],
    ["lobbyy", "Lobby"],
    ["%", "Lobby"],
    [".*", "Lobby"],
  ] as const) {
    expect([query, name, fuzzyScore(query, name)]).toEqual([query, name, null]);
  }
});

test("the beginning of words goes before their middle, and what stands together before what is scattered", () => {
  expect(best("ro", ["Parlor owners", "Garden room", "Zero"])[0]).toBe("Garden room");
  expect(best("an", ["Dana Winter", "Ana", "A long name"])[0]).toBe("Ana");
  expect(best("gr", ["Great room", "Garden room", "Agreement"]).at(-1)).toBe("Agreement");
});

test("nothing typed fits everything equally", () => {
  expect(fuzzyScore("  ", "Lobby")).toBe(fuzzyScore("", "Anything else"));
});
