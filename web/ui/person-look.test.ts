import { expect, test } from "bun:test";
import { hueOf, initialsOf } from "./person-look.ts";

test("a person keeps one hue, and it is a whole step of the wheel", () => {
  const id = "01890a5d-ac96-774b-bcce-b302099a8057";
  expect(hueOf(id)).toBe(hueOf(id));
  expect(hueOf(id) % 15).toBe(0);
  expect(hueOf(id)).toBeLessThan(360);
});

test("ids that differ in the last digit spread over the wheel", () => {
  const hues = new Set(
    Array.from({ length: 16 }, (_, digit) => hueOf(`01890a5d-ac96-774b-bcce-b302099a805${digit.toString(16)}`)),
  );
  expect(hues.size).toBeGreaterThan(8);
});

test("initials are of the first and last word", () => {
  expect(initialsOf("Ana")).toBe("A");
  expect(initialsOf("ana maria silva")).toBe("AS");
  expect(initialsOf("bo_the_builder")).toBe("BB");
});

test("initials never cut a character in half and never come out empty", () => {
  expect(initialsOf("👩‍👩‍👧 family")).toBe("👩‍👩‍👧F");
  expect(initialsOf("é́clair")).toBe("É́");
  expect(initialsOf("سلام دنیا")).toBe("سد");
  expect(initialsOf("!!! ---")).toBe("?");
  expect(initialsOf("")).toBe("?");
});
