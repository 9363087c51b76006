import { expect, test } from "bun:test";
import { isFewEmoji } from "./emoji-only.ts";

test("one to three emoji, also those of several code points", () => {
  for (const text of ["👍", "👩‍👩‍👧‍👦", "🇵🇹 🏳️‍🌈", "👍🏽👍🏽👍🏽", " 🎉\n"]) expect(isFewEmoji(text)).toBe(true);
});

test("digits, words, more emoji and nothing at all are ordinary text", () => {
  for (const text of ["", " ", "1", "#", "ok 👍", "👍👍👍👍", "©"]) expect(isFewEmoji(text)).toBe(false);
});
