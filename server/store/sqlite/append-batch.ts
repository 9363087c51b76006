import type { ConversationId, MessageId } from "#protocol/ids.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import { slowModeWait } from "../slow-mode.ts";
import type { AppendOutcome, NewMessage } from "../store.ts";
import type { SqliteConnection } from "./connection.ts";
import { isUnavailable } from "./sqlite-error.ts";

/** What became of one message of a batch. `failed`: it could not be written for a reason that is a bug, and nothing was. */
export type BatchOutcome = AppendOutcome | { kind: "failed"; message: string };

interface Position {
  seq: number;
  rev: number;
  active_at: number;
  readonly slow_mode_s: number;
  isMoved: boolean;
}

interface Member {
  readonly history_from_seq: number;
  readonly role: MemberRole;
  readonly last_sent_at: number | null;
}

const sql = {
  position: "select seq, rev, active_at, slow_mode_s from conversations where id = ?",
  member: "select history_from_seq, role, last_sent_at from members where conversation_id = ? and person_id = ?",
  target: "select seq from messages where id = ? and conversation_id = ?",
  repeated: "select id, seq, rev, created_at from messages where mid = ? and sender_id = ?",
  insert: `insert into messages (id, conversation_id, seq, rev, mid, sender_kind, sender_id, type, body, reply_to, created_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  sent: "update members set last_sent_at = ? where conversation_id = ? and person_id = ?",
  advance: "update conversations set seq = ?, rev = ?, active_at = ? where id = ?",
};

/**
 * Writes messages within the transaction that is open, each on its own: a refused one changes nothing and takes no number.
 * The counters are read from their rows, since other work of the transaction and other processes move them as well.
 */
export function appendBatch(db: SqliteConnection, messages: readonly NewMessage[]): BatchOutcome[] {
  const positions = new Map<ConversationId, Position>();
  const position = db.prepare(sql.position);
  const outcomes = messages.map((message): BatchOutcome => {
    let at = positions.get(message.conversation_id) ?? null;
    if (!at) {
      at = position.get(message.conversation_id) as Position | null;
      if (at) positions.set(message.conversation_id, at);
    }
    try {
      return appendOne(db, message, at);
    } catch (error) {
      // One message that cannot be written is no reason to refuse those it came with; a disk that fails is.
      if (!(error instanceof Error) || isUnavailable(error)) throw error;
      return { kind: "failed", message: error.message };
    }
  });
  const advance = db.prepare(sql.advance);
  for (const [id, at] of positions) if (at.isMoved) advance.run(at.seq, at.rev, at.active_at, id);
  return outcomes;
}

function appendOne(db: SqliteConnection, message: NewMessage, at: Position | null): BatchOutcome {
  const { id, conversation_id, mid, sender_kind, sender_id, type, reply_to, created_at } = message;
  const isSystem = sender_kind === "system";
  const member = isSystem ? null : (db.prepare(sql.member).get(conversation_id, sender_id) as Member | null);
  if (!at || (!isSystem && !member)) return findRepeated(db, message) ?? { kind: "not_a_member" };
  const refusal = refuse(db, message, { at, member });
  if (refusal) return findRepeated(db, message) ?? refusal;
  const seq = at.seq + 1;
  const rev = at.rev + 1;
  const { changes } = db
    .prepare(sql.insert)
    .run(id, conversation_id, seq, rev, mid, sender_kind, sender_id, type, JSON.stringify(message.body), reply_to, created_at);
  if (changes === 0) return findRepeated(db, message) ?? { kind: "failed", message: `The id ${id} is taken by another message` };
  at.seq = seq;
  at.rev = rev;
  at.active_at = Math.max(at.active_at, created_at);
  at.isMoved = true;
  if (member && at.slow_mode_s > 0) db.prepare(sql.sent).run(created_at, conversation_id, sender_id);
  return { kind: "appended", id, seq, rev, created_at };
}

function refuse(
  db: SqliteConnection,
  message: NewMessage,
  { at, member }: { at: Position; member: Member | null },
): AppendOutcome | null {
  const retry_after_ms = member ? slowModeWait(at.slow_mode_s, member, message.created_at) : 0;
  if (retry_after_ms > 0) return { kind: "slow_mode", retry_after_ms };
  if (message.reply_to === null) return null;
  const target = db.prepare(sql.target).get(message.reply_to, message.conversation_id) as { seq: number } | null;
  return target && target.seq > (member?.history_from_seq ?? 0) ? null : { kind: "reply_not_found" };
}

/** What was acknowledged once stays acknowledged, also to someone who has left since. */
function findRepeated(db: SqliteConnection, { mid, sender_id }: NewMessage): AppendOutcome | null {
  const first = db.prepare(sql.repeated).get(mid, sender_id) as {
    id: MessageId;
    seq: number;
    rev: number;
    created_at: number;
  } | null;
  return first && { kind: "repeated", ...first };
}
