import type { ConversationId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Context } from "../context.ts";
import { deleteConversation, endGuest, removeMember } from "../domain/rooms.ts";
import { hiddenPart } from "../presence/presence-store.ts";

/**
 * Rooms that clean themselves up. Runs on every node: presence counts people over all nodes, `empty_since` is in the
 * database and so survives a restart, and deleting twice is harmless.
 */
export class EmptyRooms {
  /** Since when a guest of a session room has been seen by nobody, as this node noticed it. */
  #absentSince = new Map<string, number>();

  constructor(private readonly context: Context) {}

  async run(): Promise<void> {
    const absent = new Map<string, number>();
    for (const room of await this.context.store.read.rooms.sessionRooms()) {
      const id = room.conversation_id;
      const [seen, hidden] = await Promise.all([this.context.presence.people(id), this.context.presence.people(hiddenPart(id))]);
      const here = new Set([...seen, ...hidden]);
      await (here.size > 0 ? this.#keep(room, here, absent) : this.#empty(room));
    }
    this.#absentSince = absent;
    await this.#endExpiredGuests();
  }

  async #empty({ conversation_id, empty_since }: { conversation_id: ConversationId; empty_since: number | null }): Promise<void> {
    const now = this.context.now();
    if (empty_since === null) await this.context.store.write(({ rooms }) => rooms.update(conversation_id, { empty_since: now }));
    else if (now - empty_since >= limits.empty_room_ms) await deleteConversation(this.context, conversation_id);
  }

  /** Somebody is here; guests who have been away as long as an empty room lives have left. */
  async #keep(
    { conversation_id, empty_since }: { conversation_id: ConversationId; empty_since: number | null },
    here: ReadonlySet<string>,
    absent: Map<string, number>,
  ): Promise<void> {
    if (empty_since !== null) await this.context.store.write(({ rooms }) => rooms.update(conversation_id, { empty_since: null }));
    const now = this.context.now();
    for (const { person_id, person_kind } of await this.context.store.read.members.ids(conversation_id)) {
      if (person_kind !== "guest" || here.has(person_id)) continue;
      const since = this.#absentSince.get(person_id) ?? now;
      if (now - since >= limits.empty_room_ms) await this.#takeOut(conversation_id, person_id);
      else absent.set(person_id, since);
    }
  }

  async #endExpiredGuests(): Promise<void> {
    for (const guest of await this.context.store.read.guests.expired(this.context.now(), 100))
      await this.#takeOut(guest.room_id, guest.id);
  }

  async #takeOut(conversation: ConversationId, guest: string): Promise<void> {
    const [member] = await this.context.store.read.members.getMany(conversation, [guest]);
    if (!member) return;
    const events = await this.context.store.write((tables) =>
      removeMember(tables, { conversation, subject: member, actor: null, now: this.context.now() }),
    );
    for (const event of events ?? []) this.context.emit(event);
    await endGuest(this.context, member.person_id);
  }
}
