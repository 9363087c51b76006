import { describe, expect, test } from "bun:test";
import { passwordKdf } from "#protocol/objects/account.ts";
import { isAcceptableKdf, newKdf } from "./password-kdf.ts";

const salt = "AAECAwQFBgcICQoLDA0ODw";

describe("parameters of the derivation", () => {
  test("a new password gets 64 MiB, 3 passes, 1 lane and 16 random bytes", () => {
    const asked: number[] = [];
    const kdf = newKdf((length) => {
      asked.push(length);
      return Uint8Array.from({ length }, (_, index) => index);
    });
    expect(kdf).toEqual({ alg: "argon2id", m: 65_536, t: 3, p: 1, salt });
    expect(asked).toEqual([16]);
    expect(isAcceptableKdf(kdf)).toBe(true);
    expect(passwordKdf.parse(kdf)).toEqual(kdf);
  });

  test("the floor and the ceiling are accepted", () => {
    expect(isAcceptableKdf({ alg: "argon2id", m: 19_456, t: 2, p: 1, salt })).toBe(true);
    expect(isAcceptableKdf({ alg: "argon2id", m: 1_048_576, t: 16, p: 4, salt })).toBe(true);
  });

  test.each([
    ["less memory than the floor", { m: 19_455 }],
    ["one pass", { t: 1 }],
    ["no lane", { p: 0 }],
    ["memory that would hang the device", { m: 1_048_577 }],
    ["passes that would hang the device", { t: 17 }],
    ["more lanes than the protocol has", { p: 5 }],
    ["half a pass", { t: 2.5 }],
    ["no number", { m: Number.NaN }],
    ["a number as text", { m: "65536" }],
    ["another algorithm", { alg: "argon2i" }],
    ["a short salt", { salt: "AAEC" }],
    ["a long salt", { salt: `${salt}AAAA` }],
    ["an empty salt", { salt: "" }],
    ["a salt that is no base64url", { salt: "AAECAwQFBgcICQoLDA0OD=" }],
  ])("refuses %s", (_name, change) => {
    const kdf = { alg: "argon2id", m: 65_536, t: 3, p: 1, salt, ...change } as Parameters<typeof isAcceptableKdf>[0];
    expect(isAcceptableKdf(kdf)).toBe(false);
  });
});
