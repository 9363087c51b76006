import type { Problem } from "#protocol/errors.ts";
import type { MessageId } from "#protocol/ids.ts";
import type { Message, Sender } from "#protocol/objects/message.ts";
import type { MessageRun } from "./message-run.ts";
import type { OutboxEntry } from "./outbox-entry.ts";
import type { Self } from "./self.ts";

/** A pending message has `seq` 0 and its mid as `id`. */
export interface ShownMessage {
  message: Message;
  state: "sent" | "sending" | "failed";
  mine: boolean;
  /** Why it was refused, with `failed`; why it waits, with `sending`. */
  problem: Problem | null;
  /** When it goes out, where the server said how long to wait. Milliseconds since 1970 UTC by this device's clock. */
  retry_at: number | null;
}

/** One object for each message and entry, so that a list redraws only what changed. */
const shownMessages = new WeakMap<Message | OutboxEntry, ShownMessage>();

/**
 * The messages of a run, then those on their way. A message that is in both is shown once: its event may come before or after
 * its acknowledgement.
 */
export function showMessages(run: MessageRun | null, pending: readonly OutboxEntry[], self: Self): ShownMessage[] {
  const held = run?.messages ?? [];
  const shown = held.map((message) => remember(message, () => showSent(message, self)));
  if (pending.length === 0) return shown;
  const arrived = new Set(held.filter((message) => message.sender.id === self.id).map(({ mid }) => mid));
  const waiting = pending.filter(({ mid }) => !arrived.has(mid)).sort(acknowledgedFirst);
  return [...shown, ...waiting.map((entry) => remember(entry, () => showPending(entry, self)))];
}

function remember(key: Message | OutboxEntry, show: () => ShownMessage): ShownMessage {
  const shown = shownMessages.get(key) ?? show();
  shownMessages.set(key, shown);
  return shown;
}

function showSent(message: Message, self: Self): ShownMessage {
  return { message, state: "sent", mine: message.sender.id === self.id, problem: null, retry_at: null };
}

function showPending(entry: OutboxEntry, self: Self): ShownMessage {
  const { mid, conversation, text, reply_to, ack } = entry;
  const message: Message = {
    id: ack?.id ?? (mid as string as MessageId),
    conversation,
    seq: ack?.seq ?? 0,
    rev: ack?.rev ?? 0,
    mid,
    sender: senderOf(self),
    reply_to,
    edited_at: null,
    deleted_at: null,
    created_at: ack?.created_at ?? entry.created_at,
    type: "text",
    body: { text },
  };
  const state = ack ? "sent" : entry.state === "failed" ? "failed" : "sending";
  return {
    message,
    state,
    mine: true,
    problem: entry.problem ?? entry.delay?.problem ?? null,
    retry_at: entry.delay?.until ?? null,
  };
}

/** One's own picture is not shown beside one's own messages. */
function senderOf({ kind, id, name }: Self): Sender {
  return kind === "account" ? { kind, id, name, picture: null } : { kind, id, name };
}

/** What the server has numbered stands before what it has not. */
function acknowledgedFirst(a: OutboxEntry, b: OutboxEntry): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.ack?.seq ?? last) - (b.ack?.seq ?? last) || a.order - b.order;
}
