import type { ConversationId, PersonId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Context } from "../context.ts";
import { announceEnding, type Ending } from "../domain/announce-ending.ts";
import { removeMember } from "../domain/room-members.ts";
import { deleteConversation } from "../domain/rooms.ts";
import { hiddenPart } from "../presence/presence-store.ts";
import type { RoomRow, Tables } from "../store/store.ts";

type SessionRoom = Pick<RoomRow, "conversation_id" | "empty_since">;

/**
 * Rooms that clean themselves up. Runs on every node: presence counts people over all nodes, `empty_since` is in the
 * database and so survives a restart, and deleting twice is harmless. While other nodes cannot be asked who is with them,
 * nobody counts as gone.
 */
export class EmptyRooms {
  /** Since when a guest of a session room has been seen by nobody, as this node noticed it. */
  #absentSince = new Map<string, number>();
  /** Since when this node has known the people of all nodes; null while it does not. */
  #certainSince: number | null = null;

  constructor(private readonly context: Context) {}

  async run(): Promise<void> {
    const absent = new Map<string, number>();
    for (const room of await this.context.store.read.rooms.sessionRooms()) {
      const here = await this.#peopleIn(room.conversation_id);
      if (!here) {
        this.#certainSince = null;
        break;
      }
      this.#certainSince ??= this.context.now();
      await (here.size > 0 ? this.#keep(room, here, absent) : this.#empty(room));
    }
    this.#absentSince = absent;
    await this.#endExpiredGuests();
  }

  /** Null when nobody can say. */
  async #peopleIn(room: ConversationId): Promise<Set<string> | null> {
    const { presence } = this.context;
    const [seen, hidden] = await Promise.all([presence.certainPeople(room), presence.certainPeople(hiddenPart(room))]);
    return seen && hidden && new Set([...seen, ...hidden]);
  }

  /** Whether the time of an empty room is over. What was seen before a time of not knowing does not count. */
  #isOver(since: number): boolean {
    const now = this.context.now();
    return now - Math.max(since, this.#certainSince ?? now) >= limits.empty_room_ms;
  }

  async #empty({ conversation_id, empty_since }: SessionRoom): Promise<void> {
    const now = this.context.now();
    if (empty_since === null) await this.#setEmptySince(conversation_id, now);
    else if (this.#isOver(empty_since))
      await this.#end(async (tables) => {
        await tables.conversations.lock(conversation_id);
        const room = await tables.rooms.get(conversation_id);
        // Somebody has joined meanwhile, or another node was first.
        return room?.empty_since === empty_since ? deleteConversation(tables, conversation_id, now) : null;
      });
  }

  /** Somebody is here; guests who have been away as long as an empty room lives have left. */
  async #keep(
    { conversation_id, empty_since }: SessionRoom,
    here: ReadonlySet<string>,
    absent: Map<string, number>,
  ): Promise<void> {
    if (empty_since !== null) await this.#setEmptySince(conversation_id, null);
    for (const { person_id, person_kind } of await this.context.store.read.members.ids(conversation_id)) {
      if (person_kind !== "guest" || here.has(person_id)) continue;
      const since = this.#absentSince.get(person_id) ?? this.context.now();
      if (this.#isOver(since)) await this.#takeOut(conversation_id, person_id);
      else absent.set(person_id, since);
    }
  }

  async #endExpiredGuests(): Promise<void> {
    for (const guest of await this.context.store.read.guests.expired(this.context.now(), 100))
      await this.#takeOut(guest.room_id, guest.id);
  }

  async #takeOut(conversation: ConversationId, person: PersonId): Promise<void> {
    await this.#end(async (tables) => {
      await tables.conversations.lock(conversation);
      const member = await tables.members.get(conversation, person);
      // Somebody who has just become an account stays.
      if (member?.person_kind !== "guest") return null;
      return removeMember(tables, { conversation, person, actor: null, now: this.context.now() });
    });
  }

  async #setEmptySince(room: ConversationId, empty_since: number | null): Promise<void> {
    await this.context.store.write(({ rooms }) => rooms.update(room, { empty_since }));
  }

  async #end(work: (tables: Tables) => Promise<Ending | null>): Promise<void> {
    const ending = await this.context.store.write(work);
    if (ending) announceEnding(this.context, ending);
  }
}
