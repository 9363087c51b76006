import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { lockDataFolder } from "#server/data-lock.ts";
import { DatabaseLock } from "#server/database-lock.ts";
import { StartError } from "#server/start-error.ts";
import { type MoveOutcome, type MoveProgress, moveDatabase } from "#server/store/move/move-database.ts";
import type { Command } from "../command.ts";

export const migrate: Command = {
  help: `parlor migrate sqlite-to-postgres [--from FOLDER] [--to ADDRESS]

Moves a server from its own file to PostgreSQL, which several nodes can share. Stop the server first. The file is left as
it is. When the command is interrupted, run it again: it goes on where it was.

  --from   The data folder of the server; otherwise DATA_DIR, or data.
  --to     postgres://user:password@host:5432/database, an empty database; otherwise DATABASE_URL, which keeps the
           password out of the list of processes.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { from: { type: "string" }, to: { type: "string" } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.join(" ") !== "sqlite-to-postgres")
      throw new StartError("There is one way to move, parlor migrate sqlite-to-postgres. See parlor migrate --help.");
    const from = resolve(values.from ?? (process.env.DATA_DIR || "data"));
    const to = values.to ?? process.env.DATABASE_URL;
    if (!to)
      throw new StartError("Say where to move to with --to or DATABASE_URL, such as postgres://user:password@host:5432/parlor.");
    const outcome = await move(from, to).catch((error: unknown) => {
      // The address came from somewhere else than these sentences think.
      if (values.to === undefined || !(error instanceof StartError)) throw error;
      throw new StartError(error.message.replaceAll("DATABASE_URL", "--to"));
    });
    console.log(describe(outcome, from));
    return 0;
  },
};

async function move(from: string, to: string): Promise<MoveOutcome> {
  const file = join(from, "parlor.db");
  // Before the lock, which would make the folder.
  if (!existsSync(file))
    throw new StartError(`There is no server in ${from}: --from must be a data folder, with parlor.db in it.`);
  using folder = lockDataFolder(from, `A Parlor runs on ${from}: stop it, and start this command again.`);
  await using target = await DatabaseLock.take(to, {
    company: "alone",
    refusal: "A Parlor runs on the database to move to, or another move into it does: stop it, or give an empty database.",
    // Batches are safe alone. Whoever took the lock meanwhile found the note of an unfinished move and refused to run.
    onTaken: () => {},
  });
  void target;
  return moveDatabase({ file, source: folder.id, database_url: to, onProgress: printProgress() });
}

/** A line for each table, and for a long one from time to time. */
function printProgress(): (progress: MoveProgress) => void {
  const everyRows = 10_000;
  return (progress) => {
    switch (progress.kind) {
      case "copied": {
        const { table, copied, of } = progress;
        if (copied >= of || copied % everyRows === 0) console.log(`${table}: ${count(copied)} of ${count(of)}`);
        return;
      }
      case "copied_anew":
        return console.log(`${progress.table}: changed since it was copied, copied anew`);
      case "compared":
        return console.log(`${progress.table}: compared, ${count(progress.rows)} rows are the same`);
    }
  };
}

function describe(outcome: MoveOutcome, from: string): string {
  if (outcome.kind === "moved_before")
    return `This server was moved on ${new Date(outcome.at).toISOString()}; nothing was changed. Start Parlor with DATABASE_URL.`;
  return (
    `Moved ${count(outcome.rows)} rows of ${outcome.tables} tables. Start Parlor with DATABASE_URL and keep secrets.json ` +
    `and blobs of ${from}; several nodes each need a copy of secrets.json in their DATA_DIR.`
  );
}

function count(number: number): string {
  return number.toLocaleString("en");
}
