import { join } from "node:path";
import { DatabaseLock } from "#server/database-lock.ts";
import { StartError } from "#server/start-error.ts";
import { type MoveOutcome, type MoveProgress, moveDatabase } from "#server/store/move/move-database.ts";
import { count, lockStoppedServer, namingTheOption } from "./source.ts";

/** Prints what was done; throws a StartError that names `--to` where the address came from there. */
export async function moveToPostgres({ from, to }: { from: string; to: string | undefined }): Promise<void> {
  const address = to ?? process.env.DATABASE_URL;
  if (!address)
    throw new StartError("Say where to move to with --to or DATABASE_URL, such as postgres://user:password@host:5432/parlor.");
  console.log(describe(await namingTheOption("DATABASE_URL", to, () => move(from, address)), from));
}

async function move(from: string, to: string): Promise<MoveOutcome> {
  using folder = lockStoppedServer(from, "parlor.db");
  await using target = await DatabaseLock.take(to, {
    company: "alone",
    refusal: "A Parlor runs on the database to move to, or another move into it does: stop it, or give an empty database.",
    // Batches are safe alone. Whoever took the lock meanwhile found the note of an unfinished move and refused to run.
    onTaken: () => {},
  });
  void target;
  return moveDatabase({ file: join(from, "parlor.db"), source: folder.id, database_url: to, onProgress: printProgress() });
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
