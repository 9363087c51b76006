import { pictureAddress } from "#protocol/objects/person.ts";
import { accountSeenBy, relationTo, shownPresence } from "../../domain/contacts.ts";
import { showPerson } from "../../domain/show-person.ts";
import { refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("user.get", {
  who: "account",
  kind: "reads",
  async run(context, { caller, input }) {
    const account = await accountSeenBy(context, caller.id, input.user);
    const viewer = await context.store.read.accounts.get(caller.id);
    if (!account || !viewer) return refuse("user_not_found", { field: "user" });
    const relation = await relationTo(context.store.read, caller.id, account.id);
    const isClose = relation === "contact" || relation === "self";
    const state = isClose ? ((await context.presence.states([account.id])).get(account.id) ?? "offline") : "offline";
    // What a private account says of itself is for its contacts.
    const isOpen = isClose || account.visibility === "public";
    return {
      person: showPerson(account),
      picture: pictureAddress(account.picture),
      bio: isOpen ? account.bio : "",
      visibility: account.visibility,
      relation,
      ...(isClose ? shownPresence(account, viewer, state) : { presence: "offline" as const, last_seen_at: null }),
      created_at: account.created_at,
    };
  },
});
