import type { ConversationId, MessageId } from "#protocol/ids.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import { slowModeWait } from "../slow-mode.ts";
import type { AppendOutcome, NewMessage } from "../store.ts";
import type { Run } from "./pool.ts";

/** Where a conversation stands. */
interface Position {
  readonly seq: number;
  readonly rev: number;
  readonly slow_mode_s: number;
}

/** What the database knows about one message that is to be written; columns of a message that is not there are null. */
interface Facts {
  /** Null when the sender is no member. */
  readonly history_from_seq: number | null;
  readonly role: MemberRole | null;
  readonly last_sent_at: number | null;
  /** Of the message that this sender's mid has made before. */
  readonly first_id: MessageId | null;
  readonly first_seq: number;
  readonly first_rev: number;
  readonly first_created_at: number;
  /** Of the message replied to, if it is in this conversation. */
  readonly reply_seq: number | null;
}

const sql = {
  lock: "select seq, rev, slow_mode_s from conversations where id = $1 for update",
  // A statement of its own: its snapshot is taken when the lock is held, so it sees what the holder before has committed.
  facts: `select m.history_from_seq, m.role, m.last_sent_at, f.id as first_id, f.seq as first_seq, f.rev as first_rev, f.created_at as first_created_at,
      r.seq as reply_seq
    from unnest($2::text[], $3::text[], $4::text[]) with ordinality as input (sender_id, mid, reply_to, number)
    left join members m on m.conversation_id = $1 and m.person_id = input.sender_id
    left join messages f on f.mid = input.mid and f.sender_id = input.sender_id
    left join messages r on r.id = input.reply_to and r.conversation_id = $1
    order by input.number`,
  insert: `insert into messages
      (conversation_id, id, seq, rev, mid, sender_kind, sender_id, type, body, reply_to, created_at)
    select $1, * from unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::bigint[])`,
  sent: `update members set last_sent_at = input.at from unnest($2::text[], $3::bigint[]) as input (person_id, at)
    where members.conversation_id = $1 and members.person_id = input.person_id`,
  advance: "update conversations set seq = $2, rev = $3, active_at = greatest(active_at, $4) where id = $1",
};

/**
 * Writes messages of one conversation: two round trips, the statements of each sent together. `alone`: as a whole
 * transaction, else within the one that is open. The row lock makes other writers of the conversation, on any node, wait
 * until the commit, so that nobody ever sees a gap in `seq` or `rev`.
 */
export async function appendBatch(
  run: Run,
  conversation: ConversationId,
  messages: readonly NewMessage[],
  { alone }: { alone: boolean },
): Promise<AppendOutcome[]> {
  const [, locked, facts] = await Promise.all([
    alone ? run("begin") : null,
    run(sql.lock, [conversation]),
    run(sql.facts, [conversation, ...columns(messages, (message) => [message.sender_id, message.mid, message.reply_to])]),
  ]);
  const position = (locked.rows as Position[])[0];
  const { outcomes, written } = decide(messages, position, facts.rows as Facts[]);
  const [last] = written.slice(-1);
  const slowed = position && position.slow_mode_s > 0 ? written : [];
  const [, , , committed] = await Promise.all([
    last ? run(sql.insert, [conversation, ...columns(written, toColumns)]) : null,
    last ? run(sql.advance, [conversation, last.seq, last.rev, Math.max(...written.map((row) => row.message.created_at))]) : null,
    slowed.length > 0
      ? run(sql.sent, [conversation, ...columns(slowed, ({ message }) => [message.sender_id, message.created_at])])
      : null,
    alone ? run("commit") : null,
  ]);
  if (committed && committed.command !== "COMMIT") throw new TypeError("The messages were rolled back");
  return outcomes;
}

interface Written {
  readonly seq: number;
  readonly rev: number;
  readonly message: NewMessage;
}

/** Each message succeeds or fails alone; the ones that succeed take the next numbers in order. */
function decide(
  messages: readonly NewMessage[],
  position: Position | undefined,
  facts: readonly Facts[],
): { outcomes: AppendOutcome[]; written: Written[] } {
  let { seq, rev } = position ?? { seq: 0, rev: 0 };
  const written: Written[] = [];
  const byMid = new Map<string, AppendOutcome>();
  /** Who wrote when, earlier in this batch. */
  const wrote = new Map<string | null, number>();
  const outcomes = messages.map((message, index): AppendOutcome => {
    const known = facts[index];
    if (known?.first_id) {
      const { first_id: id, first_seq, first_rev, first_created_at } = known;
      return { kind: "repeated", id, seq: first_seq, rev: first_rev, created_at: first_created_at };
    }
    const isSystem = message.sender_kind === "system";
    const key = `${message.sender_id} ${message.mid}`;
    const sibling = isSystem ? undefined : byMid.get(key);
    if (sibling?.kind === "appended") return { ...sibling, kind: "repeated" };
    const visibleAbove = isSystem ? 0 : (known?.history_from_seq ?? null);
    if (!position || visibleAbove === null) return { kind: "not_a_member" };
    const wait = isSystem
      ? 0
      : slowModeWait(position.slow_mode_s, lastSent(known, wrote.get(message.sender_id)), message.created_at);
    if (wait > 0) return { kind: "slow_mode", retry_after_ms: wait };
    if (message.reply_to !== null && (known?.reply_seq ?? 0) <= visibleAbove) return { kind: "reply_not_found" };
    seq += 1;
    rev += 1;
    written.push({ message, seq, rev });
    wrote.set(message.sender_id, message.created_at);
    const outcome: AppendOutcome = { kind: "appended", id: message.id, seq, rev, created_at: message.created_at };
    byMid.set(key, outcome);
    return outcome;
  });
  return { outcomes, written };
}

function lastSent(known: Facts | undefined, inBatch: number | undefined): { role: MemberRole; last_sent_at: number | null } {
  return { role: known?.role ?? "member", last_sent_at: inBatch ?? known?.last_sent_at ?? null };
}

function toColumns({ message, seq, rev }: Written): unknown[] {
  const { id, mid, sender_kind, sender_id, type, body, reply_to, created_at } = message;
  return [id, seq, rev, mid, sender_kind, sender_id, type, JSON.stringify(body), reply_to, created_at];
}

/** Rows turned into one array for each column, as `unnest` takes them. */
function columns<T>(rows: readonly T[], toRow: (row: T) => unknown[]): unknown[][] {
  const values = rows.map(toRow);
  return (values[0] ?? []).map((_, index) => values.map((row) => row[index]));
}
