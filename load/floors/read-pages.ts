import { Database } from "bun:sqlite";
import { answerParent } from "../process/answer-parent.ts";

/** The floor of a page of history: the bare query on the server's own file. Milliseconds of each. */
function readPages({ file, conversation, seqs }: { file: string; conversation: string; seqs: number[] }): number[] {
  using db = new Database(file, { readonly: true });
  const page = db.query(
    `select id, conversation_id, seq, rev, mid, sender_kind, sender_id, type, body, reply_to, edited_at, deleted_at, created_at
    from messages where conversation_id = ? and seq < ? order by seq desc limit 50`,
  );
  return seqs.map((seq) => {
    const start = performance.now();
    page.all(conversation, seq);
    return performance.now() - start;
  });
}

answerParent({ readPages });
