import { expect, test } from "bun:test";
import { defaultPasswordPolicy } from "#protocol/limits.ts";
import { checkPassword, meetsPolicy, passwordRulesAttribute } from "./password-rules.ts";

const open = (password: string, policy = defaultPasswordPolicy) =>
  checkPassword(policy, password)
    .filter(({ met }) => !met)
    .map(({ rule }) => rule);

test("each rule fails alone", () => {
  expect(open("Abc-12")).toEqual(["min_length"]);
  expect(open("abcdef-1")).toEqual(["upper"]);
  expect(open("ABCDEF-1")).toEqual(["lower"]);
  expect(open("Abcdef-g")).toEqual(["digit"]);
  expect(open("Abcdefg1")).toEqual(["special"]);
});

test("nothing typed meets no rule", () => {
  expect(open("")).toEqual(["min_length", "upper", "lower", "digit", "special"]);
});

test("length counts code points, so four emoji are not eight characters", () => {
  expect(open("🙂🙂🙂🙂")).toContain("min_length");
});

test("a space is not a special character", () => {
  expect(open("Abcdef 1")).toEqual(["special"]);
});

test("letters of any script count as letters", () => {
  expect(meetsPolicy(defaultPasswordPolicy, "Пароль-42")).toBe(true);
});

test("a server that asks for length only gets only that", () => {
  const lax = { min_length: 12, upper: false, lower: false, digit: false, special: false };
  expect(open("abc", lax)).toEqual(["min_length"]);
  expect(passwordRulesAttribute(lax)).toBe("minlength: 12");
});

test("the attribute names every rule asked for", () => {
  expect(passwordRulesAttribute(defaultPasswordPolicy)).toBe(
    "minlength: 8; required: upper; required: lower; required: digit; required: special",
  );
});
