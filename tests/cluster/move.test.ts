import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { openStore } from "#server/store/open-store.ts";
import { runCommand, startCommand } from "#testkit/command.ts";
import { freePort } from "#testkit/free-port.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";
import { query, startProgram, startRefusal, temporaryFolder } from "./program.ts";
import { connectTo, lobbyOf, storedMessages, useParts } from "./scene.ts";

/** `parlor migrate sqlite-to-postgres`, run as a person runs it. */
const parts = useParts();

type Rows = readonly Readonly<Record<string, string | number | null>>[];

function move(from: string, to: string) {
  return ["migrate", "sqlite-to-postgres", "--from", from, "--to", to];
}

async function refusalOfMove(from: string, to: string): Promise<string> {
  const { out, err, code } = await runCommand(move(from, to));
  expect({ out, code }).toEqual({ out: "", code: 1 });
  expect(err).toMatch(/^[A-Z][^\n]+\.\n$/);
  expect(err).not.toContain("opensesame");
  return err;
}

/** A data folder as a server leaves it, with so many rows in every table there is. */
async function fillFolder(folder: string, rows: (table: string) => number): Promise<Map<string, Rows>> {
  await (await openStore({ data_dir: folder, database_url: null })).close();
  using db = new Database(join(folder, "parlor.db"));
  const filled = new Map<string, Rows>();
  for (const table of tablesOf(db)) {
    const columns = db
      .query<{ name: string; type: string; notnull: number }, [string]>(
        'select name, lower(type) as type, "notnull" from pragma_table_info(?)',
      )
      .all(table)
      .filter(({ name, type }) => !(table === "messages" && name === "number" && type === "integer"));
    const names = columns.map(({ name }) => name);
    const insert = db.prepare(`insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`);
    db.transaction(() => {
      for (let number = 1; number <= rows(table); number++) {
        insert.run(
          ...columns.map(({ name, type, notnull }) => {
            if (notnull === 0 && number % 3 === 0) return null;
            return type === "integer"
              ? number * 1_000_003
              : `${table} ${name} ${number} "é👋🏽\\\n${JSON.stringify({ a: "\u0000" })}`;
          }),
        );
      }
    })();
    filled.set(table, db.query<Rows[number], []>(`select ${names.sort().join(", ")} from ${table}`).all());
  }
  return filled;
}

function tablesOf(db: Database): string[] {
  const rows = db
    .query<{ name: string }, []>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .all();
  return rows.map(({ name }) => name).filter((name) => name !== "migrations");
}

async function rowsOf(database_url: string, table: string): Promise<Rows> {
  const client = new Client({ connectionString: database_url });
  client.setTypeParser(20, Number);
  await client.connect();
  const { rows } = await client.query<Rows[number]>(`select * from ${table}`);
  await client.end();
  return rows;
}

const sorted = (rows: Rows) => rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

async function expectSame(database_url: string, filled: ReadonlyMap<string, Rows>): Promise<void> {
  for (const [table, rows] of filled) expect(sorted(await rowsOf(database_url, table))).toEqual(sorted(rows));
}

/** Runs the move until it has printed such a line, then kills it. */
async function moveUntil(line: RegExp, from: string, to: string): Promise<string> {
  const child = startCommand(move(from, to));
  let out = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    out += chunk;
    if (line.test(out)) break;
  }
  child.kill("SIGKILL");
  await child.exited;
  expect(out).toMatch(line);
  expect(out).not.toContain("Moved");
  return out;
}

test("every row of every table is moved as it is, of tables that later versions add as well", async () => {
  await using folder = await temporaryFolder();
  const filled = await fillFolder(folder.path, (table) => (table === "messages" ? 2_500 : 40));
  const to = await parts.postgres.createDatabase();
  const { out, err, code } = await runCommand(move(folder.path, to));
  expect({ err, code }).toEqual({ err: "", code: 0 });
  await expectSame(to, filled);
  const moved = await query<{ name: string }>(
    to,
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  expect(new Set(moved.map(({ name }) => name))).toEqual(new Set([...filled.keys(), "migrations", "sqlite_move"]));
  for (const [table, rows] of filled)
    expect(out).toContain(`${table}: compared, ${rows.length.toLocaleString("en")} rows are the same\n`);
  expect(out.trim().split("\n").at(-1)).toMatch(/^Moved [\d,]+ rows of \d+ tables\. Start Parlor with DATABASE_URL/);
  const again = await runCommand(move(folder.path, to));
  expect(again).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringMatching(/^This server was moved on [^\n]+nothing was changed[^\n]+\n$/),
  });
});

test("killed again and again it goes on where it was, and no server starts on half of the data", async () => {
  await using folder = await temporaryFolder();
  const filled = await fillFolder(folder.path, (table) => (table === "messages" ? 45_000 : 5));
  const to = await parts.postgres.createDatabase();
  await moveUntil(/^messages: 10,000 of 45,000$/m, folder.path, to);
  expect((await rowsOf(to, "messages")).length).toBeWithin(10_000, 45_000);
  expect(await startRefusal({ DATABASE_URL: to, DATA_DIR: folder.path })).toContain(
    "run parlor migrate sqlite-to-postgres again",
  );
  const second = await moveUntil(/^messages: 30,000 of 45,000$/m, folder.path, to);
  expect(second).not.toMatch(/^messages: 10,000/m);
  expect(second).not.toMatch(/^accounts/m);
  const { out, code } = await runCommand(move(folder.path, to));
  expect(code).toBe(0);
  expect(out).not.toContain("copied anew");
  await expectSame(to, filled);
});

test("what has changed in the source between two runs is noticed and copied anew", async () => {
  await using folder = await temporaryFolder();
  await fillFolder(folder.path, (table) => (table === "messages" ? 30_000 : 5));
  const to = await parts.postgres.createDatabase();
  await moveUntil(/^messages: 10,000 of 30,000$/m, folder.path, to);
  {
    using db = new Database(join(folder.path, "parlor.db"));
    db.run("update accounts set display_name = 'Ana' where id like 'accounts id 1 %'");
    db.run("delete from conversations where id like 'conversations id 2 %'");
  }
  const { out, code } = await runCommand(move(folder.path, to));
  expect(code).toBe(0);
  for (const table of ["accounts", "conversations"]) expect(out).toContain(`${table}: changed since it was copied, copied anew`);
  expect(await query(to, "select count(*)::int as count from conversations")).toEqual([{ count: 4 }]);
  expect(await query(to, "select id from accounts where display_name = 'Ana'")).toHaveLength(1);
});

test("people find everything as it was, signed in, on as many nodes as there are now", async () => {
  await using folder = await temporaryFolder();
  const before = await startTestServer({ data_dir: folder.path });
  const [ana, bo] = [await RawPerson.register(before.url, "Ana"), await RawPerson.register(before.url, "Bo_")];
  const lobby = await lobbyOf(ana);
  await using anas = await ana.connect();
  for (const text of ["one", "two", "three"]) await anas.send(lobby, text);
  const { room } = await ana.call("room.create", { name: "Tea", retention: "persistent", password: "milk first" });
  const messages = await storedMessages(bo, lobby);
  await before.stop();

  const DATABASE_URL = await parts.postgres.createDatabase();
  expect((await runCommand(move(folder.path, DATABASE_URL))).code).toBe(0);
  const ports = [await freePort(), await freePort()];
  const folders = ports.map((port) => join(folder.path, String(port)));
  for (const path of folders) {
    await mkdir(path);
    await cp(join(folder.path, "secrets.json"), join(path, "secrets.json"));
  }
  const env = { DATABASE_URL, REDIS_URL: `${parts.redis.url}/1` };
  await using first = await startProgram({ ...env, PORT: String(ports[0]), DATA_DIR: folders[0] ?? "" });
  await using second = await startProgram({ ...env, PORT: String(ports[1]), DATA_DIR: folders[1] ?? "" });
  expect([first, second]).toBeArrayOfSize(2);
  const [one, other] = ports.map((port) => ({ url: `http://127.0.0.1:${port}` })) as [{ url: string }, { url: string }];
  await using again = await connectTo(one, ana);
  await using bos = await connectTo(other, bo);
  expect(await storedMessages(new RawPerson(other.url, "Bo_", bo.access_token), lobby)).toEqual(messages);
  const { seq } = await again.send(lobby, "four");
  expect(seq).toBe((messages.at(-1)?.seq ?? 0) + 1);
  await bos.event("message.created", (message) => message.type === "text" && message.body.text === "four");
  expect(await bos.request("room.join", { code: room?.code ?? "", password: "milk first" })).toMatchObject({ name: "Tea" });
  expect(await new RawPerson(one.url, "Ana").call("auth.refresh", { refresh_token: ana.refresh_token })).toBeTruthy();
});

test("a database that holds anything else is refused and left alone", async () => {
  await using folder = await temporaryFolder();
  await fillFolder(folder.path, () => 1);
  const used = await parts.postgres.createDatabase();
  await (await startProgram({ DATABASE_URL: used, DATA_DIR: join(folder.path, "another") }))[Symbol.asyncDispose]();
  expect(await refusalOfMove(folder.path, used)).toContain("holds data already (in conversations)");
  expect(await query(used, "select kind from conversations")).toEqual([{ kind: "lobby" }]);

  const to = await parts.postgres.createDatabase();
  expect((await runCommand(move(folder.path, to))).code).toBe(0);
  await using other = await temporaryFolder();
  await fillFolder(other.path, () => 2);
  expect(await refusalOfMove(other.path, to)).toContain("moved from another data folder");
  await query(to, "delete from sqlite_move where name = 'finished'");
  expect(await refusalOfMove(other.path, to)).toContain("unfinished move of another data folder");
  expect(await query(to, "select count(*)::int as count from accounts")).toEqual([{ count: 1 }]);
});

test("nothing is moved while a server runs on either side", async () => {
  await using folder = await temporaryFolder();
  const env = { DATA_DIR: folder.path };
  const to = await parts.postgres.createDatabase();
  {
    await using server = await startProgram(env);
    expect(server).toBeDefined();
    expect(await refusalOfMove(folder.path, to)).toContain(`A Parlor runs on ${folder.path}`);
  }
  const environments: Record<string, string>[] = [{}, { REDIS_URL: `${parts.redis.url}/2` }];
  for (const redis of environments) {
    await using server = await startProgram({ DATABASE_URL: to, ...redis, DATA_DIR: join(folder.path, "another") });
    expect(server).toBeDefined();
    expect(await refusalOfMove(folder.path, to)).toContain("A Parlor runs on the database to move to");
  }
});

test("what is asked for wrongly is answered in a sentence", async () => {
  await using folder = await temporaryFolder();
  const nothing = join(folder.path, "nothing");
  const port = await freePort();
  const unreachable = `postgres://ana:opensesame@127.0.0.1:${port}/parlor`;
  expect(await refusalOfMove(nothing, unreachable)).toContain(`There is no server in ${nothing}`);
  expect(await Bun.file(join(nothing, "lock.db")).exists()).toBeFalse();
  await fillFolder(folder.path, () => 1);
  expect(await refusalOfMove(folder.path, unreachable)).toMatch(/PostgreSQL at 127\.0\.0\.1:\d+ cannot be used .*--to is right/);
  for (const args of [
    ["migrate"],
    ["migrate", "postgres-to-sqlite"],
    move(folder.path, "").slice(0, 4),
    [...move("a", "b"), "--force"],
  ]) {
    const { err, code } = await runCommand(args);
    expect({ lines: err.trim().split("\n").length, code }).toEqual({ lines: 1, code: 1 });
  }
});
