import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { StartError } from "#server/start-error.ts";
import type { Command } from "../command.ts";
import { moveToS3 } from "./migrate/disk-to-s3.ts";
import { moveToPostgres } from "./migrate/sqlite-to-postgres.ts";

const ways = { "sqlite-to-postgres": moveToPostgres, "disk-to-s3": moveToS3 };

export const migrate: Command = {
  help: `parlor migrate sqlite-to-postgres [--from FOLDER] [--to ADDRESS]
parlor migrate disk-to-s3 [--from FOLDER] [--to ADDRESS]

Moves a server from its own file to PostgreSQL, or its files to a store that speaks S3; several nodes can share both. Stop
the server first. What was there is left as it is. When the command is interrupted, run it again: it goes on where it was.

  --from   The data folder of the server; otherwise DATA_DIR, or data.
  --to     postgres://user:password@host:5432/database, an empty database; otherwise DATABASE_URL.
           s3://key:secret@host/bucket; otherwise BLOBS_URL.
           The variables keep passwords out of the list of processes.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { from: { type: "string" }, to: { type: "string" } },
      allowPositionals: true,
      strict: true,
    });
    const [way, ...others] = positionals;
    if (way === undefined || !Object.hasOwn(ways, way) || others.length > 0)
      throw new StartError("Say what to move: sqlite-to-postgres or disk-to-s3. See parlor migrate --help.");
    await ways[way as keyof typeof ways]({ from: resolve(values.from ?? (process.env.DATA_DIR || "data")), to: values.to });
    return 0;
  },
};
