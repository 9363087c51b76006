/**
 * A program that sends messages to a store until it is killed or the store refuses, and prints each acknowledgement
 * (`seq mid`) before it does anything else; after a refusal the name of the error.
 */
import { writeSync } from "node:fs";
import type { ConversationId, PersonId } from "#protocol/ids.ts";
import { openStore } from "#server/store/open-store.ts";
import { newMessage } from "./store.ts";

const senders = 16;

if (import.meta.main) {
  const [data_dir = "", room = "", person = ""] = process.argv.slice(2);
  const store = await openStore({ data_dir, database_url: null });
  const print = (line: string) => writeSync(1, `${line}\n`);
  const send = async () => {
    for (;;) {
      const message = newMessage(room as ConversationId, person as PersonId, { body: { text: "x".repeat(500) } });
      const outcome = await store.append(message);
      if (!("seq" in outcome)) throw new TypeError(outcome.kind);
      print(`${outcome.seq} ${message.mid}`);
    }
  };
  const refusals = await Promise.allSettled(Array.from({ length: senders }, send));
  for (const refusal of refusals) if (refusal.status === "rejected") print((refusal.reason as Error).name);
  // Whoever only reads is still served.
  print(`read ${(await store.read.conversations.get(room as ConversationId))?.seq}`);
  process.exit(0);
}

/** How to start it, under a limit in bytes for the size of any file it writes. */
export function appendProgram(options: { data_dir: string; room: string; person: string; fileLimit?: number }): string[] {
  const program = [process.execPath, import.meta.path, options.data_dir, options.room, options.person];
  if (!options.fileLimit) return program;
  // The signal that comes with the limit is ignored, so that writing fails as it does on a full disk.
  return ["sh", "-c", `trap '' XFSZ; ulimit -f ${options.fileLimit / 512}; exec "$@"`, "sh", ...program];
}
