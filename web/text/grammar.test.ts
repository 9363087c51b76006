import { expect, test } from "bun:test";
import { grammarOf } from "./grammar.ts";

test("English has one and other, and groups digits", () => {
  const { plural, number, list } = grammarOf("en-GB");
  const forms = { one: "# message", other: "# messages" };
  expect(plural(1, forms)).toBe("1 message");
  expect(plural(0, forms)).toBe("0 messages");
  expect(plural(12_345, forms)).toBe("12,345 messages");
  expect(number(1_000)).toBe("1,000");
  expect(list(["Ana", "Bo", "Cy"])).toBe("Ana, Bo and Cy");
});

test("a language with more forms picks among those given and falls back to other", () => {
  const { plural } = grammarOf("ru");
  const forms = { one: "# сообщение", few: "# сообщения", other: "# сообщений" };
  expect(plural(1, forms)).toBe("1 сообщение");
  expect(plural(3, forms)).toBe("3 сообщения");
  expect(plural(11, forms)).toBe("11 сообщений");
});
