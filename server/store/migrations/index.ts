import { core } from "./0001-core.ts";
import { rooms } from "./0002-rooms.ts";
import { people } from "./0003-people.ts";
import type { Migration } from "./migration.ts";

/** In order, append-only; a migration's number is its place here, from 1. */
export const migrations: readonly Migration[] = [core, rooms, people];
