import { expect, test } from "bun:test";
import { bestLanguage } from "./language.ts";

test("the first language that is at hand wins, by its kind where the very one is not", () => {
  const atHand = ["en", "pt", "pt-BR", "sr"];
  for (const [wanted, best] of [
    [["pt-BR", "en"], "pt-BR"],
    [["pt-PT", "en"], "pt"],
    [["fi", "SR-Latn", "en"], "sr"],
    [["en-GB"], "en"],
  ] as const) {
    expect(bestLanguage(wanted, atHand)).toBe(best);
  }
});

test("who reads none of them gets English", () => {
  for (const wanted of [[], ["fi"], [""], ["x-klingon"]]) expect(bestLanguage(wanted, ["en", "pt"])).toBe("en");
});
