import { sqliteData } from "#testkit/store.ts";
import { storeContract } from "./store-contract.ts";

storeContract("SqliteStore", sqliteData);
