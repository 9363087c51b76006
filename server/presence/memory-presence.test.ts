import { expect, test } from "bun:test";
import { pino } from "pino";
import { MemoryPresence } from "./memory-presence.ts";
import { openPresence } from "./open-presence.ts";
import { presenceContract } from "./presence-contract.ts";

presenceContract("MemoryPresence", async () => new MemoryPresence());

test("openPresence needs no Redis on a single node", async () => {
  const presence = await openPresence({ redis_url: null }, pino({ level: "silent" }), "sqlite:a");
  await presence.enter("lobby", "ana");
  expect(await presence.count("lobby")).toBe(1);
  await presence.close();
});
