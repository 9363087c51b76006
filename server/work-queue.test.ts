import { expect, test } from "bun:test";
import { Refusal } from "./refusal.ts";
import { createWorkQueue } from "./work-queue.ts";

/** Work that ends when it is told to; `begun` says which has. */
function script() {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (number: number) => () => {
    begun.push(number);
    return new Promise<number>((resolve) => {
      ends[number] = () => resolve(number);
    });
  };
  return { begun, work, end: (number: number) => ends[number]?.() };
}

test("so much runs at a time, so much waits in order, and the rest is told at once", async () => {
  const { begun, work, end } = script();
  const enqueue = createWorkQueue({ maxRunning: 2, maxWaiting: 1 });
  const [first, second, third] = [enqueue(work(0)), enqueue(work(1)), enqueue(work(2))];
  const fourth = await enqueue(work(3));
  expect(fourth).toBeInstanceOf(Refusal);
  expect(fourth).toMatchObject({ code: "busy" });
  expect(begun).toEqual([0, 1]);
  end(1);
  expect(await second).toBe(1);
  expect(begun).toEqual([0, 1, 2]);
  end(0);
  end(2);
  expect(await Promise.all([first, third])).toEqual([0, 2]);
});

test("work that fails gives its place back", async () => {
  const enqueue = createWorkQueue({ maxRunning: 1, maxWaiting: 1 });
  const failing = enqueue(() => Promise.reject(new Error("broken")));
  const next = enqueue(async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
  expect(await enqueue(async () => "again")).toBe("again");
});
