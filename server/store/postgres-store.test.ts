import { afterAll, beforeAll, describe } from "bun:test";
import { findPostgres, startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { postgresData } from "#testkit/store.ts";
import { storeContract } from "./store-contract.ts";

describe.skipIf(!findPostgres())("on PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres[Symbol.asyncDispose]());

  storeContract("PostgresStore", () => postgresData(postgres));
});
