import { expect, test } from "bun:test";
import { checkNickname, checkRoomCode, cleanRoomCode } from "./room-code.ts";

test.each([
  ["abc234", "ABC234"],
  [" ABC 234 ", "ABC234"],
  ["abc-234", "ABC234"],
  ["https://chat.example/r/abc234", "ABC234"],
  ["https://chat.example/r/ABC234/", "ABC234"],
  ["https://chat.example/r/ABC234?utm=mail#top", "ABC234"],
  ["chat.example/r/abc234", "ABC234"],
  ["", ""],
])("%p is the code %p", (typed, code) => {
  expect(cleanRoomCode(typed)).toBe(code);
});

test("what is wrong with a code is said before it is sent", () => {
  expect(checkRoomCode("ABC234")).toBeNull();
  expect(checkRoomCode("")).toBe("missing");
  expect(checkRoomCode("ABC")).toBe("too_short");
  expect(checkRoomCode("ABC2345")).toBe("too_long");
  for (const code of ["ABCDE0", "ABCDEO", "ABCDE1", "ABCDEI", "ABCDEL", "ABCDEU", "ABCDEÄ", "AB"]) {
    expect([code, checkRoomCode(code)]).toEqual([code, code === "AB" ? "too_short" : "bad_characters"]);
  }
});

test("what is wrong with a nickname, counted as people see it", () => {
  for (const name of ["B", "Bo", "Bo the Great", "😀".repeat(20), "x".repeat(20)]) expect(checkNickname(name)).toBeNull();
  for (const name of ["", "   ", "\u200b"]) expect(checkNickname(name)).toBe("missing");
  expect(checkNickname("x".repeat(21))).toBe("too_long");
  for (const name of ["admin", "Moderator", " SYSTEM "]) expect(checkNickname(name)).toBe("reserved");
});
