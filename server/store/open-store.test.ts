import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "#testkit/free-port.ts";
import { findPostgres, startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { newAccount } from "#testkit/store.ts";
import { StartError } from "../start-error.ts";
import { openStore } from "./open-store.ts";

async function refusal(config: Parameters<typeof openStore>[0]): Promise<string> {
  const error = await rejectionOf(openStore(config));
  expect(error).toBeInstanceOf(StartError);
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return error.message;
}

describe("openStore on a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "parlor-open-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("makes the folder for its owner alone, and finds everything again", async () => {
    const data_dir = join(folder, "new", "data");
    const ana = newAccount("ana");
    const store = await openStore({ data_dir, database_url: null });
    await store.write(({ accounts }) => accounts.insert(ana));
    await store.close();
    expect((await stat(data_dir)).mode & 0o777).toBe(0o700);

    const again = await openStore({ data_dir, database_url: null });
    expect(await again.read.accounts.get(ana.id)).toEqual(ana);
    await again.close();
  });

  test("a schema newer than the program is refused and left as it is", async () => {
    await (await openStore({ data_dir: folder, database_url: null })).close();
    {
      using db = new Database(join(folder, "parlor.db"));
      db.run("insert into migrations values (9999, 'from the future', 0)");
    }
    expect(await refusal({ data_dir: folder, database_url: null })).toMatch(
      /written by a newer Parlor \(its schema is 9999, this program knows up to \d+\)/,
    );
    using db = new Database(join(folder, "parlor.db"));
    expect(db.query("select max(number) as latest from migrations").get()).toEqual({ latest: 9999 });
  });

  test("what cannot be opened is named", async () => {
    await writeFile(join(folder, "parlor.db"), "This is a shopping list, not a database. ".repeat(100));
    expect(await refusal({ data_dir: folder, database_url: null })).toContain(join(folder, "parlor.db"));
    expect(await refusal({ data_dir: join(folder, "parlor.db"), database_url: null })).toContain("DATA_DIR");
  });
});

test("an address that cannot be read is refused without telling its password", async () => {
  for (const database_url of ["postgres://ana:secret@", "mysql://ana:secret@host/db", "not an address"]) {
    const message = await refusal({ data_dir: "", database_url });
    expect(message).toContain("DATABASE_URL");
    expect(message).not.toContain("secret");
  }
});

test("a server that is not there is named", async () => {
  const port = await freePort();
  const message = await refusal({ data_dir: "", database_url: `postgres://ana:secret@127.0.0.1:${port}/parlor` });
  expect(message).toContain(`PostgreSQL at 127.0.0.1:${port} cannot be used`);
  expect(message).not.toContain("secret");
});

describe.skipIf(!findPostgres())("openStore on PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres[Symbol.asyncDispose]());

  test("a schema newer than the program is refused and left as it is", async () => {
    const database_url = await postgres.createDatabase();
    await (await openStore({ data_dir: "", database_url })).close();
    const client = new Client({ connectionString: database_url });
    await client.connect();
    await client.query("insert into migrations values (9999, 'from the future', 0)");
    expect(await refusal({ data_dir: "", database_url })).toMatch(/written by a newer Parlor \(its schema is 9999/);
    expect((await client.query("select max(number)::int as latest from migrations")).rows).toEqual([{ latest: 9999 }]);
    await client.end();
  });

  test("a database or a user that does not exist is named", async () => {
    const url = new URL(await postgres.createDatabase());
    url.pathname = "/nowhere";
    expect(await refusal({ data_dir: "", database_url: url.href })).toContain('has no database "nowhere"');
    url.username = "mallory";
    expect(await refusal({ data_dir: "", database_url: url.href })).toContain('refuses the user "mallory"');
  });
});
