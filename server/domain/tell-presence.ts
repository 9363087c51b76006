import type { AccountId, PersonId } from "#protocol/ids.ts";
import type { Context } from "../context.ts";
import { shownPresence } from "./contacts.ts";

/** Tells the contacts of an account how it is here now, over all nodes; whoever hides tells nothing and is told nothing. */
export async function tellPresence(context: Context, person: string): Promise<void> {
  const account = await context.store.read.accounts.get(person as AccountId);
  if (!account) return;
  const state = (await context.presence.states([person])).get(person) ?? "offline";
  const contacts = await context.store.read.accounts.getMany(await context.store.read.contacts.ids(account.id));
  for (const viewer of contacts) {
    if (!viewer.settings.show_presence) continue;
    const { presence, last_seen_at } = shownPresence(account, viewer, state);
    const people = [{ id: account.id as PersonId, state: presence, last_seen_at }];
    context.emit({ event: "presence.changed", owner: viewer.id, data: { people } });
  }
}
