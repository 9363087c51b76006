import { expect, spyOn, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeCodes } from "#protocol/close-codes.ts";
import { codeOf } from "#testkit/browser.ts";
import { fakeAuth, RawPerson } from "#testkit/raw-client.ts";
import { SdkClient } from "#testkit/sdk-client.ts";
import { startTestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";

test("a request over HTTP that is in flight when the server stops is answered, a new one is sent elsewhere", async () => {
  await using server = await startTestServer();
  await RawPerson.register(server.url, "Ana");
  const { passwords } = server.server.context;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const verify = passwords.verify;
  using checks = spyOn(passwords, "verify").mockImplementation(async (...given) => {
    await released;
    return verify(...given);
  });
  const login = RawPerson.login(server.url, "Ana", fakeAuth("Ana"));
  await until(() => checks.mock.calls.length === 1);
  const stopped = server.stop();
  const refused = await fetch(`${server.url}/api/server.get`);
  expect(refused.status).toBe(503);
  expect(await codeOf(refused)).toBe("restarting");
  expect((await fetch(`${server.url}/ready`)).status).toBe(503);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  release();
  expect((await login).access_token).not.toBe("");
  await stopped;
});

test("a server that stops tells every socket that it will be back, and answers first what it was asked", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "Ana");
  await using desk = await ana.connect();
  await using phone = await ana.connect();
  const lobby = (await desk.resume()).conversations[0]?.conversation.id ?? "";
  const { store } = server.server.context;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const append = store.append;
  using sends = spyOn(store, "append").mockImplementation(async (message) => {
    await released;
    return append.call(store, message);
  });
  const sent = desk.send(lobby, "one more thing");
  await until(() => sends.mock.calls.length === 1);
  const stopped = server.stop();
  await expect(phone.send(lobby, "too late")).rejects.toMatchObject({ problem: { code: "restarting" } });
  release();
  expect(await sent).toMatchObject({ seq: 2 });
  for (const socket of [desk, phone]) expect(await socket.closed).toMatchObject({ code: closeCodes.restarting.code });
  await stopped;
});

test("clients come back to a server that was restarted", async () => {
  const data_dir = await mkdtemp(join(tmpdir(), "parlor-restart-"));
  try {
    const before = await startTestServer({ data_dir });
    await using ana = await SdkClient.register(before.url, "Ana");
    await before.stop();
    await using _after = await startTestServer({ data_dir, port: before.port });
    await ana.live();
    expect(ana.sockets_opened).toBeGreaterThan(1);
  } finally {
    await rm(data_dir, { recursive: true, force: true });
  }
});
