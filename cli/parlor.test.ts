import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parlor-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function parlor(args: string[], env: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, "cli/parlor.ts", ...args], {
    cwd: root,
    env: { ...process.env, DATA_DIR: join(folder, "data"), PORT: "0", LOG_LEVEL: "silent", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function outcomeOf(child: ReturnType<typeof parlor>) {
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

test("without a command it says which there are", async () => {
  for (const args of [[], ["--help"]]) {
    const { out, code } = await outcomeOf(parlor(args));
    expect(out).toContain("serve");
    expect(code).toBe(0);
  }
});

test.each([[["nothing"]], [["constructor"]], [["serve", "--prot", "80"]], [["serve", "extra"]]])(
  "%p is refused in one line",
  async (args) => {
    const { out, err, code } = await outcomeOf(parlor(args));
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err.trim().split("\n")).toHaveLength(1);
  },
);

test("a wrong setting stops the start with one sentence and no stack", async () => {
  const { out, err, code } = await outcomeOf(parlor(["serve", "--no-web"], { PORT: "http" }));
  expect({ out, err, code }).toEqual({ out: "", err: "PORT must be a port number from 0 to 65535.\n", code: 1 });
});

test("a port in use is named", async () => {
  using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { err, code } = await outcomeOf(parlor(["serve", "--no-web"], { PORT: String(taken.port) }));
  expect(err).toContain(`Port ${taken.port} of 127.0.0.1 is in use`);
  expect(code).toBe(1);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "it says where it runs and who will be the administrator, and %s ends it well",
  async (signal) => {
    const child = parlor(["serve", "--no-web"]);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let out = "";
    while (!out.includes("administrator")) {
      const { done, value } = await reader.read();
      if (done) break;
      out += value;
    }
    expect(out).toMatch(
      /^Parlor is running at http:\/\/127\.0\.0\.1:\d+\nThe first account to register becomes the administrator\.\n$/,
    );
    const url = out.match(/http:\S+/)?.[0] ?? "";
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    child.kill(signal);
    expect(await child.exited).toBe(0);
  },
);
