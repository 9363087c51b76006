import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RawPerson } from "#testkit/raw-client.ts";
import { withServer } from "./with-server.ts";

/** The one-file program in a folder with nothing else, as somebody who downloaded it has it. */
const root = new URL("../..", import.meta.url).pathname;
let folder = "";

beforeAll(async () => {
  const build = Bun.spawn([process.execPath, "scripts/build-binary.ts"], { cwd: root, stdout: "ignore", stderr: "inherit" });
  expect(await build.exited).toBe(0);
  folder = mkdtempSync(join(tmpdir(), "parlor-binary-"));
  copyFileSync(join(root, "build/parlor"), join(folder, "parlor"));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[], env: Record<string, string> = {}) {
  return Bun.spawn(["./parlor", ...args], {
    cwd: folder,
    env: { PORT: "0", LOG_LEVEL: "warn", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

test("it serves the web client, the reference and health", async () => {
  await withServer(run(["serve"]), async (url) => {
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok" });
    expect((await fetch(`${url}/ready`)).status).toBe(200);

    const page = await fetch(url, { headers: { "accept-encoding": "br" } });
    expect(page.headers.get("content-type")).toStartWith("text/html");
    expect(page.headers.get("content-encoding")).toBe("br");
    const script = /<script type="module"[^>]* src="([^"]+)"/.exec(await page.text())?.[1];
    const asset = await fetch(url + script);
    expect(asset.status).toBe(200);
    expect(asset.headers.get("content-type")).toStartWith("text/javascript");
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${url}/sw.js`)).status).toBe(200);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
  });
});

test("accounts and messages are there after a restart, and nothing is written outside data/", async () => {
  const sent: string[] = [];
  await withServer(run(["serve"]), async (url) => {
    const ana = await RawPerson.register(url, "ana");
    await using socket = await ana.connect();
    const lobby = (await ana.call("conversation.list", {})).conversations[0];
    const { id } = await socket.send(lobby?.id ?? "", "Written by the binary");
    sent.push(id);
  });
  await withServer(run(["serve"]), async (url) => {
    const ana = await RawPerson.login(url, "ana");
    const lobby = (await ana.call("conversation.list", {})).conversations[0];
    expect(lobby?.last_message?.id).toBe(sent[0] as never);
  });
  expect(readdirSync(folder).toSorted()).toEqual(["data", "parlor"]);
});

test("a wrong setting stops it with a sentence", async () => {
  const server = run(["serve"], { PORT: "70000" });
  expect(await server.exited).toBe(1);
  expect(await new Response(server.stderr).text()).toBe("PORT must be a port number from 0 to 65535.\n");
});

test("it knows its version and whether a server lives", async () => {
  const version = run(["--version"]);
  expect(await new Response(version.stdout).text()).toMatch(/^\d+\.\d+\.\d+\n$/);
  await withServer(run(["serve"]), async (url) => {
    const health = run(["health"], { PORT: new URL(url).port });
    expect(await health.exited).toBe(0);
  });
  const nobody = run(["health"], { PORT: "1" });
  expect(await nobody.exited).toBe(1);
});
