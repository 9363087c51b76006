import type { MessageId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import type { DomainEvent } from "../events.ts";
import type { AccountRow, MemberRow, Tables } from "../store/store.ts";
import { showMember } from "./member-page.ts";

/** Makes a new account a member of the lobby, where it is on; returns what to emit once it is committed. */
export async function joinLobby({ config }: Context, tables: Tables, account: AccountRow): Promise<DomainEvent[]> {
  const lobby = config.lobby ? await tables.conversations.lobby() : null;
  if (!lobby) return [];
  const id = Bun.randomUUIDv7() as MessageId;
  const subject = { id: account.id, name: account.display_name };
  const appended = await tables.messages.append({
    id,
    conversation_id: lobby.id,
    mid: id,
    sender_kind: "system",
    sender_id: null,
    type: "system",
    body: { notice: { kind: "joined_server", subject, actor: null, value: null } },
    reply_to: null,
    created_at: account.created_at,
  });
  const message = await tables.messages.get(id);
  if (!("seq" in appended) || !message) throw new TypeError("The lobby did not take its own notice");

  const rev = await tables.conversations.nextRev(lobby.id);
  // What was said before is there to read, but it is not news to someone who has just arrived.
  const row: MemberRow = {
    conversation_id: lobby.id,
    person_id: account.id,
    person_kind: "account",
    role: "member",
    joined_at: account.created_at,
    history_from_seq: 0,
    read_seq: appended.seq,
  };
  await tables.members.add(row);
  const { member_count = 0 } = (await tables.conversations.get(lobby.id)) ?? {};
  const [shown] = await tables.members.getMany(lobby.id, [account.id]);
  if (!shown) throw new TypeError("The lobby did not take its new member");
  return [
    { event: "message.created", data: message },
    { event: "member.joined", data: { conversation: lobby.id, rev, member: showMember(shown, "offline"), member_count } },
  ];
}
