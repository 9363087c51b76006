import { expect, test } from "bun:test";
import { Sequencer } from "./sequencer.ts";

function make() {
  const delivered: string[] = [];
  return { delivered, sequencer: new Sequencer((frame) => delivered.push(frame), 20) };
}

test("what is in order passes at once", () => {
  const { delivered, sequencer } = make();
  for (const rev of [7, 8, 9]) sequencer.push(rev, `r${rev}`);
  expect(delivered).toEqual(["r7", "r8", "r9"]);
});

test("what runs ahead waits for what is missing", () => {
  const { delivered, sequencer } = make();
  sequencer.startAt(4);
  sequencer.push(7, "r7");
  sequencer.push(6, "r6");
  expect(delivered).toEqual([]);
  sequencer.push(5, "r5");
  expect(delivered).toEqual(["r5", "r6", "r7"]);
});

test("the same rev twice is delivered once", () => {
  const { delivered, sequencer } = make();
  sequencer.push(1, "r1");
  sequencer.push(1, "r1 again");
  sequencer.push(2, "r2");
  sequencer.push(1, "r1 late");
  expect(delivered).toEqual(["r1", "r2"]);
});

test("what a reader already saw is not delivered again", () => {
  const { delivered, sequencer } = make();
  sequencer.startAt(10);
  sequencer.push(10, "r10");
  sequencer.push(11, "r11");
  expect(delivered).toEqual(["r11"]);
});

test("a lost rev holds the others up only for a while, and they keep their order", async () => {
  const delivered: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const sequencer = new Sequencer((frame) => {
    delivered.push(frame);
    if (delivered.length === 3) resolve();
  }, 5);
  sequencer.startAt(1);
  sequencer.push(4, "r4");
  sequencer.push(3, "r3");
  await Promise.race([promise, Bun.sleep(0)]);
  expect(delivered).toEqual([]);
  sequencer.push(5, "r5");
  await promise;
  expect(delivered).toEqual(["r3", "r4", "r5"]);
  sequencer.push(2, "r2");
  expect(delivered).toHaveLength(3);
});
