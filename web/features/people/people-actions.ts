import type { Parlor, Result } from "#client/parlor.ts";
import type { AccountId, PersonId } from "#protocol/ids.ts";
import type { FriendRequest } from "#protocol/objects/contact.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { showToast } from "../../ui/toasts.ts";

/** Whom something is done about. */
interface Whom {
  id: PersonId;
  name: string;
}

export type RemovalChoice = "delete" | "keep" | "block";

/**
 * What can be done about people, each with a word about how it went. The lists change by the events that follow, here as on
 * every other device. True when it was done.
 */
export function peopleActions(parlor: Parlor) {
  const tell = async (work: Promise<Result<unknown>>, done: string | null): Promise<boolean> => {
    const result = await work;
    if (!result.ok) showToast(problemText(result.problem));
    else if (done) showToast(done);
    return result.ok;
  };
  const words = () => text().contacts;
  const userOf = ({ id }: Whom) => id as AccountId;

  const cancel = ({ id, person }: FriendRequest) =>
    tell(parlor.call("friend.cancel", { request: id }), words().cancelled(person.name));

  return {
    async ask({ username, name }: { username: string; name: string }): Promise<boolean> {
      const asked = await parlor.call("friend.request", { username });
      if (asked.ok)
        showToast(text().card.asked(name), { action: { label: text().app.undo, run: () => void cancel(asked.value) } });
      else showToast(problemText(asked.problem));
      return asked.ok;
    },

    cancel,

    accept: ({ id, person }: FriendRequest) => tell(parlor.call("friend.accept", { request: id }), words().accepted(person.name)),

    reject: ({ id, person }: FriendRequest) => tell(parlor.call("friend.reject", { request: id }), words().rejected(person.name)),

    remove(whom: Whom, choice: RemovalChoice): Promise<boolean> {
      const user = userOf(whom);
      const work =
        choice === "block"
          ? parlor.call("contact.block", { user })
          : parlor.call("contact.remove", { user, delete_history: choice === "delete" });
      return tell(work, text().removal.done[choice](whom.name));
    },

    unblock: (whom: Whom) => tell(parlor.call("contact.unblock", { user: userOf(whom) }), words().unblocked(whom.name)),
  };
}
