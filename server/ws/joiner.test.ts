import { expect, test } from "bun:test";
import { Joiner } from "./joiner.ts";

function flatten(packets: string[]): unknown[] {
  return packets.flatMap((packet) => JSON.parse(packet) as unknown);
}

test("an idle topic never waits", () => {
  const packets: string[] = [];
  const joiner = new Joiner((packet) => packets.push(packet));
  joiner.push('{"n":1}');
  expect(packets).toEqual(['{"n":1}']);
});

test("a busy topic joins frames, loses none and keeps their order", () => {
  const packets: string[] = [];
  const joiner = new Joiner((packet) => packets.push(packet));
  for (let n = 0; n < 500; n++) joiner.push(JSON.stringify(n));
  joiner.flush();
  expect(flatten(packets)).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect(packets.length).toBeLessThan(30);
});

test("a joined packet stays below its bound", () => {
  const packets: string[] = [];
  const joiner = new Joiner((packet) => packets.push(packet));
  const frame = JSON.stringify("x".repeat(9_000));
  for (let n = 0; n < 50; n++) joiner.push(frame);
  joiner.flush();
  expect(flatten(packets)).toHaveLength(50);
  for (const packet of packets) expect(packet.length).toBeLessThan(40_000);
});

test("what was gathered is sent by itself", async () => {
  const packets: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const joiner = new Joiner((packet) => {
    packets.push(packet);
    if (flatten(packets).length === 20) resolve();
  });
  for (let n = 0; n < 20; n++) joiner.push(JSON.stringify(n));
  await promise;
  expect(flatten(packets)).toHaveLength(20);
});
