import { effect } from "@preact/signals";
import type { Parlor } from "#client/parlor.ts";
import type { FriendRequestId } from "#protocol/ids.ts";
import { notify } from "../../platform/notify.ts";
import { lookedAt } from "../../platform/page.ts";
import { navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";

/** Says when somebody asks or has accepted, wherever the person is in the app. */
export function startPeopleNotices(parlor: Parlor): void {
  /** Requests of one's own: of an acceptance both sides are told, but only who asked did not do it themselves. */
  const asked = new Set<FriendRequestId>();
  effect(() => {
    for (const { id } of parlor.people.outgoing.value) asked.add(id);
  });

  parlor.on("friend.requested", ({ request }) => {
    if (request.direction !== "incoming") return;
    const here = route.peek();
    // It has just appeared under the eyes of who looks at the list.
    if (lookedAt.peek() && here.kind === "people" && here.tab === "requests") return;
    const words = text().notices;
    const run = () => navigate({ kind: "people", tab: "requests" });
    void notify(parlor, { id: request.id, text: words.requested(request.person.name), action: { label: words.see, run } });
  });

  parlor.on("friend.accepted", ({ request, contact }) => {
    if (!asked.has(request)) return;
    const words = text().notices;
    const run = () => navigate({ kind: "people", tab: "contacts" });
    void notify(parlor, { id: request, text: words.accepted(contact.person.name), action: { label: words.see, run } });
  });
}
