import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { upTo } from "../contract/scene.ts";
import { SqliteConnection } from "./connection.ts";
import { WriteConnection } from "./write-connection.ts";

const megabyte = 1024 * 1024;
/** What the log holds when a checkpoint is due, and one write beyond it. */
const due = 18 * megabyte;

describe("WriteConnection", () => {
  let folder: string;
  let file: string;
  let writer: WriteConnection;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "parlor-log-"));
    file = join(folder, "parlor.db");
    writer = new WriteConnection(file);
    writer.execute({ kind: "query", sql: "create table notes (number integer primary key, text text)", parameters: [] });
  });
  afterEach(async () => {
    writer.execute({ kind: "close" });
    expect(await readdir(folder)).toEqual(["parlor.db"]);
    await rm(folder, { recursive: true });
  });

  function write(megabytes: number): void {
    for (const _ of upTo(megabytes)) {
      writer.execute({ kind: "begin" });
      writer.execute({ kind: "query", sql: "insert into notes (text) values (?)", parameters: ["x".repeat(megabyte)] });
      writer.execute({ kind: "commit" });
      writer.checkpointIfDue();
    }
  }

  const logSize = async () => (await stat(`${file}-wal`)).size;

  test("the log starts over when it has been moved into the file", async () => {
    write(60);
    expect(await logSize()).toBeLessThan(due);
    expect((await stat(file)).size).toBeGreaterThan(40 * megabyte);
  });

  test("a long read holds the log up only while it lasts", async () => {
    using reader = new SqliteConnection(file, "reads");
    write(3);
    const rows = reader.prepare("select number from notes").iterate();
    expect(rows.next().value).toEqual({ number: 1 });
    write(90);
    const held = await logSize();
    expect(held).toBeGreaterThan(80 * megabyte);
    expect([...rows]).toHaveLength(2);

    write(60);
    expect(await logSize()).toBeLessThanOrEqual(65 * megabyte);
    const [{ log }] = reader.run("pragma wal_checkpoint(noop)").rows as [{ log: number }];
    expect(log * 4096).toBeLessThan(due);
  });

  test("nothing is checkpointed or lost in the middle of a transaction", () => {
    writer.execute({ kind: "begin" });
    writer.execute({ kind: "query", sql: "insert into notes (text) values (?)", parameters: ["kept back"] });
    writer.checkpointIfDue();
    writer.execute({ kind: "rollback" });
    writer.execute({ kind: "rollback" });
    const { rows } = writer.execute({ kind: "query", sql: "select * from notes", parameters: [] }) as { rows: unknown[] };
    expect(rows).toEqual([]);
  });
});

test("a connection forgets the statements used longest ago and still runs them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "parlor-statements-"));
  {
    using db = new SqliteConnection(join(folder, "parlor.db"), "writes");
    const first = db.prepare("select 0 as n");
    for (const n of upTo(1_000)) expect(db.run(`select ${n} as n`).rows).toEqual([{ n }]);
    expect(() => first.all()).toThrow();
    expect(db.run("select 0 as n").rows).toEqual([{ n: 0 }]);
  }
  expect(await readdir(folder)).toEqual(["parlor.db"]);
  await rm(folder, { recursive: true });
});

test("a new file that another process is about to set up is waited for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "parlor-new-"));
  const file = join(folder, "parlor.db");
  const holder = `
    const { Database } = await import("bun:sqlite");
    const db = new Database(${JSON.stringify(file)}, { create: true, readwrite: true });
    db.run("create table setting_up (step integer)");
    db.run("begin immediate");
    console.log("held");
    setTimeout(() => db.run("commit"), 100);`;
  const child = Bun.spawn([process.execPath, "-e", holder], { stdout: "pipe" });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("held\n");
  {
    using db = new SqliteConnection(file, "writes");
    expect(db.run("pragma journal_mode").rows).toEqual([{ journal_mode: "wal" }]);
  }
  await child.exited;
  await rm(folder, { recursive: true });
});
