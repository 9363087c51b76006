import { addressBlock } from "../../address.ts";
import { expel } from "../../domain/expel.ts";
import { requireRoomRole, requireSubject } from "../../domain/rooms.ts";
import { Refusal } from "../../refusal.ts";
import type { BanRow } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("room.ban", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    const allowed = await requireRoomRole(context, input.conversation, { person: caller.id, role: "moderator" });
    if (allowed instanceof Refusal) return allowed;
    const subject = await requireSubject(context, allowed, input.person);
    if (subject instanceof Refusal) return subject;
    const ban = (kind: BanRow["kind"], value: string): BanRow => ({
      id: Bun.randomUUIDv7(),
      conversation_id: input.conversation,
      kind,
      value,
      name: subject.name,
      by_name: caller.name,
      created_at: context.now(),
    });
    const sessions = input.address ? await context.store.read.sessions.listActive(subject.person_id, context.now()) : [];
    const addresses = new Set(sessions.map((session) => addressBlock(session.address)));
    // A moderator must not lock themselves out together with somebody behind the same address.
    addresses.delete(addressBlock(caller.address));
    const bans = [ban(subject.person_kind, subject.person_id), ...[...addresses].map((address) => ban("address", address))];
    await expel(context, { conversation: input.conversation, subject, actor: caller, bans });
    return {};
  },
});
