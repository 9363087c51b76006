import type { Parlor } from "#client/parlor.ts";
import { showToast, type Toast } from "../ui/toasts.ts";
import { visible } from "./page.ts";
import { playTone } from "./sound.ts";
import { isFirstTab, isSomeTabVisible } from "./tabs.ts";

interface Notice {
  /** The same in every tab that hears of it. */
  id: string;
  text: string;
  action: NonNullable<Toast["action"]>;
}

/**
 * Says that something has happened, in the way the person has set: a line inside the app where it is looked at, a notification
 * of the device while no tab of it is, and a tone. Several tabs say it once.
 */
export async function notify(parlor: Parlor, { id, text, action }: Notice): Promise<void> {
  const settings = parlor.me.peek()?.settings;
  const isFirst = isFirstTab(id);
  if (visible.peek() && (settings?.notify_toasts ?? true)) showToast(text, { action });
  if (!(await isFirst)) return;
  if (settings?.notify_sound && !isWriting()) playTone();
  if (settings?.notify_desktop && canNotify() === "granted" && !(await isSomeTabVisible()))
    showOnDevice(parlor, { id, text, action });
}

/** What this browser allows: "unsupported" where there are no notifications at all. */
export function canNotify(): NotificationPermission | "unsupported" {
  return "Notification" in window && window.isSecureContext ? Notification.permission : "unsupported";
}

function showOnDevice(parlor: Parlor, { id, text, action }: Notice): void {
  try {
    const name = parlor.server.peek()?.name ?? "Parlor";
    const notification = new Notification(name, { body: text, tag: id, icon: "/icons/icon-192.png" });
    notification.addEventListener("click", () => {
      window.focus();
      notification.close();
      action.run();
    });
  } catch {
    // Phones show notifications only from a service worker, by a push.
  }
}

const isWriting = () =>
  document.hasFocus() && document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== "";
