import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "#server/config.ts";
import { startServer } from "#server/server.ts";
import { text } from "../message-frame.ts";
import { answerParent } from "../process/answer-parent.ts";

/**
 * The floor of storing: the same rows into the same tables, each group of them in one flushed transaction, with nobody to
 * check, answer or tell.
 */
const folder = mkdtempSync(join(tmpdir(), "parlor-load-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** The tables as the server makes them. */
async function makeTables(): Promise<void> {
  const server = await startServer(parseConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "warn" }), { site: null });
  await server.stop();
}

/** Messages per second. */
function write({ groupSize, seconds }: { groupSize: number; seconds: number }): number {
  using db = new Database(join(folder, "parlor.db"), { readwrite: true });
  db.run("pragma journal_mode = wal");
  db.run("pragma synchronous = full");
  const conversation = db.query<{ id: string; seq: number }, []>("select id, seq from conversations").get()!;
  const insert = db.query(
    `insert into messages (id, conversation_id, seq, rev, mid, sender_kind, sender_id, type, body, created_at)
    values (?, ?, ?, ?, ?, 'account', ?, 'text', ?, ?)`,
  );
  const advance = db.query("update conversations set seq = ?, rev = ? where id = ?");
  const senders = Array.from({ length: 64 }, () => Bun.randomUUIDv7());
  const body = JSON.stringify({ text });
  const writeGroup = db.transaction(() => {
    for (let count = 0; count < groupSize; count++) {
      const seq = ++conversation.seq;
      insert.run(
        Bun.randomUUIDv7(),
        conversation.id,
        seq,
        seq,
        Bun.randomUUIDv7(),
        senders[seq % senders.length]!,
        body,
        Date.now(),
      );
    }
    advance.run(conversation.seq, conversation.seq, conversation.id);
  });
  const before = conversation.seq;
  const start = performance.now();
  while (performance.now() - start < seconds * 1_000) writeGroup.immediate();
  return ((conversation.seq - before) / (performance.now() - start)) * 1_000;
}

answerParent({ start: makeTables, write });
