import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Seed, Seeded } from "../seeder.ts";
import { Child } from "./child.ts";

/** A server under load: the real one, or the bare one that is its floor. */
export interface Subject extends Seeded, AsyncDisposable {
  readonly child: Child;
  readonly port: number;
  /** Its data folder. */
  readonly folder: string;
}

export async function startReal({ isVisited = false, ...wanted }: Partial<Seed> & { isVisited?: boolean }): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-load-"));
  const seeded = await seed({ folder, members: 0, rooms: 0, messages: 0, ...wanted });
  const child = new Child("server.ts");
  const port = await child.call<number>("start", { folder, isVisited });
  return {
    ...seeded,
    child,
    port,
    folder,
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startFloor(members: number): Promise<Subject> {
  const child = new Child("floors/publish-server.ts");
  const port = await child.call<number>("start");
  const tokens = Array<string>(members).fill("none");
  return {
    child,
    port,
    folder: "",
    lobby: "floor",
    rooms: [],
    chats: [],
    tokens,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

async function seed(wanted: Seed & { folder: string }): Promise<Seeded> {
  await using seeder = new Child("seeder.ts");
  return await seeder.call<Seeded>("seed", wanted);
}
