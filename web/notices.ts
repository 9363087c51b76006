import { effect } from "@preact/signals";
import type { Parlor } from "#client/parlor.ts";
import { departureSentence } from "./features/home/DepartureNote.tsx";
import { checkForUpdate, reloadIntoUpdate, updateReady } from "./platform/updates.ts";
import { navigate, route } from "./router/router.ts";
import { text } from "./text/text.ts";
import { showToast } from "./ui/toasts.ts";

/** What is said in passing, wherever the person is: a newer version, a sign-in elsewhere. */
export function startNotices(parlor: Parlor): void {
  effect(() => {
    if (!updateReady.value) return;
    const words = text().app;
    showToast(words.new_version, { lasting: true, action: { label: words.reload, run: reloadIntoUpdate } });
  });

  // A line that came back may lead to a server of a newer version.
  let lost = false;
  effect(() => {
    const { state } = parlor.connection.value;
    if (state === "waiting" || state === "offline") lost = true;
    if (state !== "live" || !lost) return;
    lost = false;
    checkForUpdate();
  });

  // Where the room itself was open, its place on the screen says it, and to a guest the front door does.
  effect(() => {
    const departure = parlor.departure.value;
    const here = route.peek();
    if (!departure || parlor.phase.peek() !== "signed_in" || parlor.guest.peek()) return;
    if (here.kind === "conversation" && here.id === departure.conversation && departure.reason !== "left") return;
    showToast(departureSentence(departure));
  });

  parlor.on("notice", (notice) => {
    if (notice.kind !== "sign_in") return;
    const words = text().account;
    const run = () => navigate({ kind: "settings", section: "sessions" });
    showToast(words.new_sign_in, { action: { label: words.see_sessions, run } });
  });
}
