import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#testkit/free-port.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { parseConfig } from "./config.ts";
import { startServer } from "./server.ts";
import { StartError } from "./start-error.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parlor-server-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (env: Record<string, string>) =>
  startServer(parseConfig({ DATA_DIR: folder, PORT: "0", LOG_LEVEL: "silent", ...env }), { site: null });

test("a start that fails lets go of what it had taken, however far it came", async () => {
  using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  expect(await rejectionOf(start({ PORT: String(taken.port) }))).toMatchObject({ code: "EADDRINUSE" });
  const redis = await rejectionOf(start({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` }));
  expect(redis).toBeInstanceOf(StartError);
  expect(redis.message).toContain("cannot be reached");

  const server = await start({});
  expect((await rejectionOf(start({}))).message).toContain("Another Parlor already uses");
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  await Promise.all([server.stop(), server.stop()]);
  await (await start({})).stop();
});
