import { describe, expect, test } from "bun:test";
import { defaultPasswordPolicy } from "#protocol/limits.ts";
import { checkPassword, checkUsername } from "./policy.ts";

const check = (password: string) => checkPassword(password, defaultPasswordPolicy);

describe("passwords", () => {
  test.each(["Secret 1!", "Schlüssel-9", "密码密码Aa1!", "Ωmega-ω-1"])("%p meets the policy", (password) => {
    expect(check(password)).toEqual([]);
  });

  test("an empty password names every rule, in the order of the policy", () => {
    expect(check("")).toEqual(["min_length", "upper", "lower", "digit", "special"]);
  });

  test.each([
    ["Aa1!aaa", "min_length"],
    ["secret 1!", "upper"],
    ["SECRET 1!", "lower"],
    ["Secret !!", "digit"],
    ["Secret 11", "special"],
  ])("%p is refused for its %s", (password, rule) => {
    expect(check(password)).toEqual([rule] as ReturnType<typeof check>);
  });

  test("length counts code points, so four emoji are not eight characters", () => {
    expect(check("🧀🧀🧀A")).toContain("min_length");
  });

  test("white space alone is nothing special", () => {
    expect(check("Secret 11")).toEqual(["special"]);
  });

  test("rules that the server has switched off are not asked for", () => {
    const policy = { min_length: 4, upper: false, lower: false, digit: false, special: false };
    expect(checkPassword("aaaa", policy)).toEqual([]);
    expect(checkPassword("aaa", policy)).toEqual(["min_length"]);
  });
});

test("usernames follow the protocol's rules", () => {
  expect(checkUsername("ana")).toBeNull();
  expect(checkUsername("an")).toBe("too_short");
  expect(checkUsername("ana b")).toBe("bad_characters");
  expect(checkUsername("Admin")).toBe("reserved");
});
