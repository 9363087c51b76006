import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "./config.ts";
import { loadSecrets } from "./secrets.ts";
import { StartError } from "./start-error.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parlor-secrets-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (env: Record<string, string> = {}) => loadSecrets(parseConfig({ DATA_DIR: folder, ...env }));
const strong = "kW8v0Zr2nXh1Qe7uTf5yLb3cJm9dPg6a";

test("the first run makes them, the next one finds them", async () => {
  const first = load();
  expect(first.jwt).toHaveLength(32);
  expect(first.jwt).not.toEqual(first.prelogin);
  expect(load()).toEqual(first);
  expect(await readdir(folder)).toEqual(["secrets.json"]);
});

test("only their owner can read the file, also after a copy has widened it", async () => {
  load();
  const path = join(folder, "secrets.json");
  const modeOf = async () => (await stat(path)).mode & 0o777;
  expect(await modeOf()).toBe(0o600);
  await chmod(path, 0o644);
  load();
  expect(await modeOf()).toBe(0o600);
});

test("a data folder that does not exist yet is made for its owner only", async () => {
  load({ DATA_DIR: join(folder, "deep/data") });
  expect((await stat(join(folder, "deep/data"))).mode & 0o777).toBe(0o700);
});

test.each(["", "{", "{}", '{"jwt":"short","prelogin":"short"}'])(
  "a damaged file (%p) stops the start and stays as it is",
  async (content) => {
    const path = join(folder, "secrets.json");
    await writeFile(path, content);
    expect(() => load()).toThrow(StartError);
    expect(() => load()).toThrow("restore it from a backup");
    expect(await Bun.file(path).text()).toBe(content);
  },
);

test("a data folder that is a file stops the start with what to do", async () => {
  await writeFile(join(folder, "file"), "");
  expect(() => load({ DATA_DIR: join(folder, "file") })).toThrow("DATA_DIR");
});

test.each(["secret", "changemechangemechangemechangeme", "a".repeat(64), strong.slice(0, 31)])(
  "production refuses the secret %s",
  (weak) => {
    expect(() => load({ NODE_ENV: "production", JWT_SECRET: weak })).toThrow("JWT_SECRET is too weak");
    expect(() => load({ NODE_ENV: "production", PRELOGIN_SECRET: weak })).toThrow("PRELOGIN_SECRET is too weak");
  },
);

test("production takes a strong one, and writes no file when both are given", async () => {
  const secrets = load({ NODE_ENV: "production", JWT_SECRET: strong, PRELOGIN_SECRET: strong.toUpperCase() });
  expect(new TextDecoder().decode(secrets.jwt)).toBe(strong);
  expect(await readdir(folder)).toEqual([]);
});

test("one from the environment, the other from the file", () => {
  const made = load();
  const mixed = load({ JWT_SECRET: strong });
  expect(mixed.prelogin).toEqual(made.prelogin);
  expect(mixed.jwt).not.toEqual(made.jwt);
});
