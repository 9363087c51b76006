import { expect, test } from "bun:test";
import { captureLog } from "#testkit/captured-log.ts";

test("of an error only what names it is logged, and of its causes too", () => {
  const captured = captureLog("warn");
  const cause = Object.assign(new Error("duplicate key"), { code: "23505", detail: "Key (email)=(ana@example.org) exists." });
  const error = Object.assign(new TypeError("it broke", { cause }), {
    command: { name: "publish", args: ["topic", "the words of a message"] },
    parameters: ["a token"],
  });
  captured.log.error({ err: error }, "operation failed");
  const [line] = captured.lines();
  expect(line).toMatchObject({
    msg: "operation failed",
    err: { type: "TypeError", message: "it broke", stack: expect.stringContaining("logging.test.ts") },
  });
  expect(line).toMatchObject({ err: { cause: { type: "Error", message: "duplicate key", code: "23505" } } });
  for (const secret of ["ana@example.org", "the words", "a token"]) expect(captured.text()).not.toContain(secret);
});

test("what is thrown and no error is not quoted", () => {
  const captured = captureLog("warn");
  captured.log.error({ err: "the words of a message" }, "failed");
  expect(captured.text()).not.toContain("the words");
});
