import { effect } from "@preact/signals";
import type { Parlor } from "#client/parlor.ts";
import { route } from "../router/router.ts";
import { text } from "../text/text.ts";

/** How much is unread, where it shows without looking at the page: title, favicon and the installed app's badge. */
export function startBadge(parlor: Parlor): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  effect(() => {
    if (parlor.phase.value !== "signed_in") return;
    const words = text();
    const here = route.value;
    const conversations = parlor.conversations.value;
    const unread = conversations.reduce((sum, conversation) => sum + conversation.unread, 0);
    const open = here.kind === "conversation" ? conversations.find(({ id }) => id === here.id) : undefined;
    const title = here.kind === "settings" ? words.settings.title : (open?.name ?? parlor.server.value?.name ?? words.app.name);
    document.title = unread > 0 ? `(${unread}) ${title}` : title;
    icon?.setAttribute("href", unread > 0 ? "/favicon-unread.svg" : "/favicon.svg");
    // Only installed apps have a badge; elsewhere the call is refused.
    navigator.setAppBadge?.(unread).catch(() => {});
  });
  effect(() => {
    if (parlor.phase.value === "signed_in") return;
    icon?.setAttribute("href", "/favicon.svg");
    navigator.setAppBadge?.(0).catch(() => {});
  });
}
