import type { ConversationId, MessageId } from "#protocol/ids.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import { slowModeWait } from "../slow-mode.ts";
import type { AppendOutcome, NewMessage } from "../store.ts";
import type { Run } from "./pool.ts";

/** Where a conversation stands. */
interface Position {
  seq: number;
  rev: number;
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

interface Written {
  readonly message: NewMessage;
  readonly seq: number;
  readonly rev: number;
  readonly isSlowed: boolean;
}

const sql = {
  // In the order of the ids, so that two batches that share conversations never wait for each other in a circle.
  lock: "select id, seq, rev, slow_mode_s from conversations where id = any($1::text[]) order by id for update",
  // A statement of its own: its snapshot is taken when the locks are held, so it sees what the holder before has committed.
  facts: `select m.history_from_seq, m.role, m.last_sent_at,
      f.id as first_id, f.seq as first_seq, f.rev as first_rev, f.created_at as first_created_at, r.seq as reply_seq
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
      as input (conversation_id, sender_id, mid, reply_to, number)
    left join members m on m.conversation_id = input.conversation_id and m.person_id = input.sender_id
    left join messages f on f.mid = input.mid and f.sender_id = input.sender_id
    left join messages r on r.id = input.reply_to and r.conversation_id = input.conversation_id
    order by input.number`,
  insert: `insert into messages
      (conversation_id, id, seq, rev, mid, sender_kind, sender_id, type, body, reply_to, created_at)
    select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
      $9::text[], $10::text[], $11::bigint[])`,
  advance: `update conversations set seq = moved.seq, rev = moved.rev, active_at = greatest(conversations.active_at, moved.at)
    from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as moved (id, seq, rev, at)
    where conversations.id = moved.id`,
  sent: `update members set last_sent_at = sent.at
    from unnest($1::text[], $2::text[], $3::bigint[]) as sent (conversation_id, person_id, at)
    where members.conversation_id = sent.conversation_id and members.person_id = sent.person_id`,
};

/**
 * Writes messages, each on its own: a refused one takes no number. Two round trips, the statements of each sent together.
 * `alone`: as a whole transaction, else within the one that is open. The row locks make other writers of the
 * conversations, on any node, wait until the commit, so that nobody ever sees a gap in `seq` or `rev`.
 */
export async function appendBatch(
  run: Run,
  messages: readonly NewMessage[],
  { alone }: { alone: boolean },
): Promise<AppendOutcome[]> {
  const conversations = [...new Set(messages.map(({ conversation_id }) => conversation_id))];
  const [, locked, facts] = await Promise.all([
    alone ? run("begin") : null,
    run(sql.lock, [conversations]),
    run(
      sql.facts,
      columns(messages, (message) => [message.conversation_id, message.sender_id, message.mid, message.reply_to]),
    ),
  ]);
  const positions = new Map((locked.rows as (Position & { id: ConversationId })[]).map(({ id, ...at }) => [id, at]));
  const { outcomes, written } = decide(messages, positions, facts.rows as Facts[]);
  const change = (text: string, rows: readonly Written[], toRow: (row: Written) => unknown[]) =>
    rows.length > 0 ? run(text, columns(rows, toRow)) : null;
  const [, , , committed] = await Promise.all([
    change(sql.insert, written, toColumns),
    change(sql.advance, latest(written), ({ message, seq, rev }) => [message.conversation_id, seq, rev, message.created_at]),
    change(
      sql.sent,
      written.filter((row) => row.isSlowed),
      ({ message }) => [message.conversation_id, message.sender_id, message.created_at],
    ),
    alone ? run("commit") : null,
  ]);
  if (committed && committed.command !== "COMMIT") throw new TypeError("The messages were rolled back");
  return outcomes;
}

/** Each message succeeds or fails alone; the ones that succeed take the next numbers of their conversation, in order. */
function decide(
  messages: readonly NewMessage[],
  positions: ReadonlyMap<ConversationId, Position>,
  facts: readonly Facts[],
): { outcomes: AppendOutcome[]; written: Written[] } {
  const written: Written[] = [];
  const byMid = new Map<string, AppendOutcome>();
  /** When people in a conversation with slow mode wrote earlier in this batch. */
  const wrote = new Map<string, number>();
  const outcomes = messages.map((message, index): AppendOutcome => {
    const known = facts[index];
    if (known?.first_id) {
      const { first_id: id, first_seq: seq, first_rev: rev, first_created_at: created_at } = known;
      return { kind: "repeated", id, seq, rev, created_at };
    }
    const { conversation_id, sender_id, created_at } = message;
    const isSystem = message.sender_kind === "system";
    const key = `${sender_id} ${message.mid}`;
    const sibling = isSystem ? undefined : byMid.get(key);
    if (sibling?.kind === "appended") return { ...sibling, kind: "repeated" };
    const position = positions.get(conversation_id);
    const visibleAbove = isSystem ? 0 : (known?.history_from_seq ?? null);
    if (!position || visibleAbove === null) return { kind: "not_a_member" };
    const isSlowed = !isSystem && position.slow_mode_s > 0;
    const place = `${conversation_id} ${sender_id}`;
    const before = { role: known?.role ?? "member", last_sent_at: wrote.get(place) ?? known?.last_sent_at ?? null };
    const wait = isSlowed ? slowModeWait(position.slow_mode_s, before, created_at) : 0;
    if (wait > 0) return { kind: "slow_mode", retry_after_ms: wait };
    if (message.reply_to !== null && (known?.reply_seq ?? 0) <= visibleAbove) return { kind: "reply_not_found" };
    position.seq += 1;
    position.rev += 1;
    const { seq, rev } = position;
    if (isSlowed) wrote.set(place, created_at);
    written.push({ message, seq, rev, isSlowed });
    const outcome: AppendOutcome = { kind: "appended", id: message.id, seq, rev, created_at };
    byMid.set(key, outcome);
    return outcome;
  });
  return { outcomes, written };
}

/** The last one written of each conversation. */
function latest(written: readonly Written[]): Written[] {
  return [...new Map(written.map((row) => [row.message.conversation_id, row])).values()];
}

function toColumns({ message, seq, rev }: Written): unknown[] {
  const { conversation_id, id, mid, sender_kind, sender_id, type, body, reply_to, created_at } = message;
  return [conversation_id, id, seq, rev, mid, sender_kind, sender_id, type, JSON.stringify(body), reply_to, created_at];
}

/** Rows turned into one array for each column, as `unnest` takes them. */
function columns<T>(rows: readonly T[], toRow: (row: T) => unknown[]): unknown[][] {
  const values = rows.map(toRow);
  return (values[0] ?? []).map((_, index) => values.map((row) => row[index]));
}
