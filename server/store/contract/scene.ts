import type { ConversationId } from "#protocol/ids.ts";
import { newAccount, newConversation, newMember } from "#testkit/store.ts";
import type { AccountRow, AppendOutcome, Store } from "../store.ts";

export interface Scene {
  readonly ana: AccountRow;
  readonly bo: AccountRow;
  /** Has an account and is not in the room. */
  readonly cy: AccountRow;
  readonly room: ConversationId;
}

/** Ana and Bo in a room, Cy outside. */
export async function setScene(store: Store): Promise<Scene> {
  const [ana, bo, cy] = [newAccount("ana"), newAccount("bo"), newAccount("cy")] as const;
  for (const account of [ana, bo, cy]) await store.write(({ accounts }) => accounts.insert(account));
  return { ana, bo, cy, room: await openRoom(store, [ana, bo]) };
}

export async function openRoom(store: Store, people: readonly AccountRow[]): Promise<ConversationId> {
  const room = newConversation();
  await store.write(async ({ conversations, members }) => {
    await conversations.insert(room);
    for (const { id } of people) await members.add(newMember(room.id, id));
  });
  return room.id;
}

/** The numbers from 1 to `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

export function expectAppended(outcome: AppendOutcome): Extract<AppendOutcome, { kind: "appended" | "repeated" }> {
  if (!("seq" in outcome)) throw new TypeError(`Not appended: ${outcome.kind}`);
  return outcome;
}

export async function allMessages(store: Store, room: ConversationId) {
  return store.read.messages.changedAfter(room, 0, { limit: 100_000, from_seq: 0 });
}
