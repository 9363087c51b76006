import { expect, test } from "bun:test";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

test("a busy conversation comes in frames that hold several events, each once and in order", async () => {
  await using server = await startTestServer({ unlimited: true });
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  await using anasSocket = await ana.connect();
  const lobby = (await anasSocket.resume()).conversations[0]?.conversation.id ?? "";
  await using bosSocket = await bo.connect();
  await bosSocket.resume();
  const joined: unknown[][] = [];
  bosSocket.socket.addEventListener("message", ({ data }) => {
    const frame: unknown = JSON.parse(String(data));
    if (Array.isArray(frame)) joined.push(frame);
  });
  const sent = await Promise.all(Array.from({ length: 200 }, (_, n) => anasSocket.send(lobby, `${n}`)));
  const last = sent.reduce((latest, message) => (message.seq > latest.seq ? message : latest));
  await bosSocket.event("message.created", (message) => message.id === last.id);
  expect(joined.length).toBeGreaterThan(0);
  for (const events of joined) {
    expect(events.length).toBeGreaterThan(1);
    for (const event of events) expect(event).toMatchObject({ event: expect.any(String), data: expect.any(Object) });
  }
  expect(bosSocket.texts()).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`));
});
