import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockDataFolder } from "#server/data-lock.ts";
import { StartError } from "#server/start-error.ts";

/** The data folder of a server that does not run, with what is to be moved in it; held until it is disposed of. */
export function lockStoppedServer(folder: string, needed: "parlor.db" | "blobs"): ReturnType<typeof lockDataFolder> {
  // Before the lock, which would make the folder.
  if (!existsSync(join(folder, needed)))
    throw new StartError(`There is no server in ${folder}: --from must be a data folder, with ${needed} in it.`);
  return lockDataFolder(folder, `A Parlor runs on ${folder}: stop it, and start this command again.`);
}

/** What refuses an address speaks of the variable; here it may have come from `--to`. */
export async function namingTheOption<T>(variable: string, to: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (to === undefined || !(error instanceof StartError)) throw error;
    throw new StartError(error.message.replaceAll(variable, "--to"));
  }
}

export function count(number: number): string {
  return number.toLocaleString("en");
}
