import { expect, test } from "bun:test";
import { RawPerson, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { MemoryBus } from "../bus/memory-bus.ts";
import { Metrics } from "../metrics.ts";
import { Exposition } from "./exposition.ts";

/** Every sample by its name and labels. */
async function read(server: TestServer): Promise<Map<string, number>> {
  const answer = await fetch(`${server.url}/metrics`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return samplesOf(await answer.text());
}

function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

test("what happens on a node shows in its figures", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using anas = await ana.connect();
  await using bos = await bo.connect();
  const lobby = (await anas.resume()).conversations[0]?.conversation.id ?? "";
  await bos.resume();
  const before = await read(server);
  for (const text of ["one", "two", "three"]) await anas.send(lobby, text);
  expect(await refusalOf(anas.send(lobby, " "))).toMatchObject({ code: "message_blank" });
  await bos.event("message.created", (message) => message.type === "text" && message.body.text === "three");
  const after = await read(server);
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);

  expect(grown("parlor_acknowledgement_seconds_count")).toBe(3);
  expect(grown('parlor_acknowledgement_seconds_bucket{le="+Inf"}')).toBe(3);
  expect(grown("parlor_acknowledgement_seconds_sum")).toBeGreaterThan(0);
  expect(grown("parlor_store_append_seconds_count")).toBe(3);
  expect(grown('parlor_requests_total{door="socket"}')).toBe(4);
  expect(grown('parlor_refusals_total{code="message_blank"}')).toBe(1);
  expect(grown("parlor_events_total")).toBeGreaterThanOrEqual(3);
  expect(grown("parlor_deliveries_total")).toBeGreaterThanOrEqual(6);
  expect(after.get("parlor_sockets")).toBe(2);
  expect(after.get("parlor_sockets_opened_total")).toBe(2);
  expect(after.get("parlor_topics")).toBe(3);
  expect(after.get("parlor_nodes")).toBe(1);
  expect([after.get("parlor_store_up"), after.get("parlor_bus_up")]).toEqual([1, 1]);
  for (const name of ["parlor_bus_lag_seconds", "parlor_store_ping_seconds"]) expect(after.get(name)).toBeGreaterThan(0);
  for (const which of ["", "_p99", "_max"]) expect(after.get(`parlor_event_loop_lag${which}_seconds`)).toBeNumber();
  expect(after.get("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  expect(grown("process_cpu_seconds_total")).toBeGreaterThan(0);

  await bos[Symbol.asyncDispose]();
  while ((await read(server)).get("parlor_sockets") !== 1) await Bun.sleep(5);
  expect((await read(server)).get('parlor_sockets_closed_total{reason="left"}')).toBe(1);
});

test("a part that is away shows as such, and the others are told all the same", async () => {
  const gone = () => Promise.reject(new Error("gone"));
  const bus = Object.assign(new MemoryBus(), { ping: gone });
  const hub = { size: 0, topicCount: 0, events: 0, deliveries: 0, writes: 0 };
  const exposition = new Exposition({
    metrics: new Metrics(),
    hub,
    bus,
    store: { ping: gone },
    presence: { nodes: async () => 2 },
  });
  const [first, second] = [exposition.read(), exposition.read()];
  expect(first).toBe(second);
  const samples = samplesOf(await first);
  expect([samples.get("parlor_store_up"), samples.get("parlor_bus_up"), samples.get("parlor_nodes")]).toEqual([0, 0, 2]);
  expect(samples.get("parlor_bus_lag_seconds")).toBeNaN();
});
