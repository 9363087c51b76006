import type { Parlor } from "#client/parlor.ts";
import { notify } from "../../platform/notify.ts";
import { lookedAt } from "../../platform/page.ts";
import { navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { plainText, senderName } from "./message-text.ts";

const shownLength = 120;

/** Says that somebody has written where one is not looking. The lobby is a crowd: what is said there waits until one comes by. */
export function startMessageNotices(parlor: Parlor): void {
  parlor.on("message.created", (message) => {
    const { conversation, sender } = message;
    const summary = parlor.conversation(conversation)?.summary.peek();
    if (!summary || summary.kind === "lobby" || message.type !== "text" || sender.id === parlor.self.peek()?.id) return;
    const here = route.peek();
    if (lookedAt.peek() && here.kind === "conversation" && here.id === conversation) return;
    const words = text().notices;
    const line = plainText(message).replace(/\s+/g, " ");
    void notify(parlor, {
      id: message.id,
      text: words.message(senderName(sender), summary.name, line.length > shownLength ? `${line.slice(0, shownLength)}…` : line),
      action: { label: words.go, run: () => navigate({ kind: "conversation", id: conversation, panel: null }) },
    });
  });
}
