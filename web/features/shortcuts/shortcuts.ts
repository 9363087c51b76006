import type { Parlor } from "#client/parlor.ts";
import { navigate, route } from "../../router/router.ts";
import { overlay } from "./overlays.ts";

/**
 * Keys that work anywhere. Those with a modifier always do; single characters only where nothing is being written, and not for
 * who has turned them off (WCAG 2.1.4). What is pressed while a dialog is open belongs to the dialog.
 */
export function startShortcuts(parlor: Parlor): void {
  // Before the message field, which takes what is typed anywhere.
  window.addEventListener("keydown", (event) => onKeyDown(parlor, event), { capture: true });
}

function onKeyDown(parlor: Parlor, event: KeyboardEvent): void {
  if (event.isComposing || parlor.phase.peek() !== "signed_in") return;
  const mod = event.ctrlKey || event.metaKey;
  const isModal = document.querySelector("dialog[open]") !== null;
  const key = event.key.toLowerCase();
  if (mod && !event.altKey && !event.shiftKey && key === "k") {
    if (!isModal) overlay.value = "switcher";
  } else if (mod && !event.altKey && (key === "/" || key === "?")) {
    if (!isModal) overlay.value = "shortcuts";
  } else if (isModal || mod) {
    return;
  } else if (key === "?" && !isWriting(event.target) && areLettersOn(parlor)) {
    overlay.value = "shortcuts";
  } else if (event.altKey && (key === "arrowup" || key === "arrowdown")) {
    goToNeighbour(parlor, key === "arrowup" ? -1 : 1, event.shiftKey);
  } else {
    return;
  }
  event.preventDefault();
}

const areLettersOn = (parlor: Parlor) => parlor.me.peek()?.settings.letter_shortcuts ?? true;

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** To the conversation above or below in the list; among the unread ones only, if so wished. */
function goToNeighbour(parlor: Parlor, step: 1 | -1, unreadOnly: boolean): void {
  const here = route.peek();
  const current = here.kind === "conversation" ? here.id : null;
  const list = parlor.conversations.peek().filter(({ id, unread }) => !unreadOnly || unread > 0 || id === current);
  const at = list.findIndex(({ id }) => id === current);
  const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step];
  if (next) navigate({ kind: "conversation", id: next.id, panel: null });
}
