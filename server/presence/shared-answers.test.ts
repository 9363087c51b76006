import { expect, test } from "bun:test";
import { rejectionOf } from "#testkit/rejection.ts";
import { SharedAnswers } from "./shared-answers.ts";

/** Questions are answered when the test says so, with their number. */
function scene() {
  const asked: { key: string; answer: () => void; fail: () => void }[] = [];
  const answers = new SharedAnswers<number>((key) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const number = asked.length + 1;
    asked.push({ key, answer: () => resolve(number), fail: () => reject(new Error("away")) });
    return promise;
  });
  return { asked, answers };
}

test("who asks while one is under way shares the next, never the one that began before they asked", async () => {
  const { asked, answers } = scene();
  const first = answers.get("tea");
  const others = Array.from({ length: 100 }, () => answers.get("tea"));
  expect(asked).toHaveLength(1);
  asked[0]?.answer();
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(asked).toHaveLength(2);
  const late = answers.get("tea");
  asked[1]?.answer();
  expect(await Promise.all(others)).toEqual(Array(100).fill(2));
  await Promise.resolve();
  asked[2]?.answer();
  expect(await late).toBe(3);
  expect(asked).toHaveLength(3);
});

test("different questions do not wait for each other", () => {
  const { asked, answers } = scene();
  void answers.get("tea");
  void answers.get("coffee");
  expect(asked.map(({ key }) => key)).toEqual(["tea", "coffee"]);
});

test("one that fails takes nobody else with it", async () => {
  const { asked, answers } = scene();
  const first = answers.get("tea");
  const second = answers.get("tea");
  asked[0]?.fail();
  expect(await rejectionOf(first)).toBeInstanceOf(Error);
  await Promise.resolve();
  asked[1]?.answer();
  expect(await second).toBe(2);
  void answers.get("tea");
  expect(asked).toHaveLength(3);
});
