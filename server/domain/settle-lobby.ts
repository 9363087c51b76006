import type { ConversationId } from "#protocol/ids.ts";
import type { Store } from "../store/store.ts";

/**
 * Makes the lobby what the configuration says, at the start of a node: on, every account is in it; off, nobody is, and what
 * was said in it stays for the day when it is on again. Safe with several nodes starting at once: the store holds one
 * lobby at most.
 */
export async function settleLobby(store: Store, { isOn, now }: { isOn: boolean; now: number }): Promise<void> {
  await store.write(async ({ conversations, members }) => {
    if (isOn && !(await conversations.lobby()))
      await conversations.insert({ id: Bun.randomUUIDv7() as ConversationId, kind: "lobby", name: "Lobby", created_at: now });
    const lobby = await conversations.lobby();
    if (!lobby) return;
    if (isOn) await members.addEveryAccount(lobby.id, now);
    else await members.removeAll(lobby.id);
  });
}
