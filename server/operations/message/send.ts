import type { MessageId } from "#protocol/ids.ts";
import type { Sender } from "#protocol/objects/message.ts";
import { codePoints, isBlank } from "#protocol/text.ts";
import type { SignedIn } from "../../caller.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("message.send", {
  who: "guest",
  kind: "changes",
  rate: "message",
  async run(context, { caller, input }) {
    const { text } = input.body;
    if (isBlank(text)) return refuse("message_blank", { field: "body.text" });
    if (codePoints(text) > context.config.message_max_length) return refuse("message_too_long", { field: "body.text" });

    const id = Bun.randomUUIDv7() as MessageId;
    const reply_to = input.reply_to ?? null;
    // The sender is the session's, never the input's, and membership is checked in the transaction that writes.
    const outcome = await context.store.append({
      id,
      conversation_id: input.conversation,
      mid: input.mid,
      sender_kind: caller.kind,
      sender_id: caller.id,
      type: "text",
      body: { text },
      reply_to,
      created_at: context.now(),
    });
    if (outcome.kind === "not_a_member") return refuse("conversation_not_found", { field: "conversation" });
    if (outcome.kind === "reply_not_found") return refuse("reply_not_found", { field: "reply_to" });
    if (outcome.kind === "slow_mode") return refuse("slow_mode", { retry_after_ms: outcome.retry_after_ms });
    const { seq, rev, created_at } = outcome;
    // Whoever sends again has not heard of the first time, so perhaps nobody has: the node may have died after the commit.
    const repeated = outcome.kind === "repeated" ? await context.store.read.messages.get(outcome.id) : null;
    const data = repeated ?? {
      id: outcome.id,
      conversation: input.conversation,
      seq,
      rev,
      mid: input.mid,
      sender: senderOf(caller),
      type: "text" as const,
      body: { text },
      reply_to,
      edited_at: null,
      deleted_at: null,
      created_at,
    };
    context.emit({ event: "message.created", data });
    return { id: outcome.id, seq, rev, created_at };
  },
});

function senderOf(caller: SignedIn): Sender {
  const { id, name } = caller;
  return caller.kind === "account" ? { kind: "account", id, name, picture: caller.picture } : { kind: "guest", id, name };
}
