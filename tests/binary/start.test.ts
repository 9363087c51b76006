import { afterAll, beforeAll, expect, test } from "bun:test";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RawPerson } from "#testkit/raw-client.ts";
import { withServer } from "./with-server.ts";

/** What `npm start` does in a checkout where nothing was built, with what was installed. */
const root = new URL("../..", import.meta.url).pathname;
const parts = ["cli", "client", "crypto", "protocol", "server", "web"];
const files = ["package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const patience_ms = 60_000;
let checkout = "";

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), "parlor-start-"));
  for (const path of [...parts, ...files]) cpSync(join(root, path), join(checkout, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function start(args: string[], env: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, "cli/start.ts", ...args], {
    cwd: checkout,
    env: { PATH: process.env.PATH ?? "", PORT: "0", LOG_LEVEL: "warn", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

test(
  "the first start builds the web client and the server, and the next ones run what is there",
  async () => {
    let sent = "";
    const first = await withServer(start(["serve"]), async (url) => {
      expect((await fetch(`${url}/ready`)).status).toBe(200);
      expect((await fetch(url)).headers.get("content-type")).toStartWith("text/html");
      expect((await fetch(`${url}/docs`)).status).toBe(200);
      const ana = await RawPerson.register(url, "ana");
      await using socket = await ana.connect();
      const lobby = (await ana.call("conversation.list", {})).conversations[0];
      sent = (await socket.send(lobby?.id ?? "", "Written by what was built")).id;
    });
    expect(first).toStartWith("Building the web client …\nBuilding the server …\nParlor is running");

    const second = await withServer(start(["serve"]), async (url) => {
      const ana = await RawPerson.login(url, "ana");
      const lobby = (await ana.call("conversation.list", {})).conversations[0];
      expect(lobby?.last_message?.id).toBe(sent as never);
      const health = start(["health"], { PORT: new URL(url).port });
      expect(await health.exited).toBe(0);
    });
    expect(second).toStartWith("Parlor is running");

    const made = ["build", "data", "dist"];
    expect(readdirSync(checkout).toSorted()).toEqual([...parts, ...files, ...made, "node_modules"].toSorted());
    expect(readdirSync(join(checkout, "build"))).toEqual(["server"]);
  },
  patience_ms,
);

test("what is expected to go wrong is one sentence", async () => {
  const server = start(["serve"], { PORT: "70000" });
  expect(await server.exited).toBe(1);
  expect(await new Response(server.stderr).text()).toBe("PORT must be a port number from 0 to 65535.\n");

  const migrate = start(["migrate", "sqlite-to-postgres", "--from", "nowhere", "--to", "postgres://ana@127.0.0.1:1/parlor"]);
  expect(await migrate.exited).toBe(1);
  expect(await new Response(migrate.stderr).text()).toMatch(/^There is no server in \S+nowhere: [^\n]+\.\n$/);
});

test("a changed source is built before it runs, and its stack names the sources", async () => {
  const path = join(checkout, "cli/commands/health.ts");
  const lines = (await Bun.file(path).text()).split("\n").length;
  appendFileSync(path, 'throw new Error("a bug");\n');
  const health = start(["health"]);
  expect(await new Response(health.stdout).text()).toBe("Building the server …\n");
  expect(await health.exited).toBe(1);
  expect(await new Response(health.stderr).text()).toContain(`cli/commands/health.ts:${lines}:`);
});
