import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { MessageId } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { clockTime } from "../../text/dates.ts";
import { text } from "../../text/text.ts";
import { plainText } from "./message-text.ts";

const kept = 12;

/** What screen readers are told: each message of others as one sentence when it arrives live; never history, never one's own. */
export function Announcer({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const said = useSignal<readonly { id: MessageId; sentence: string }[]>([]);

  useEffect(
    () =>
      parlor.on("message.created", (message) => {
        if (message.conversation !== view.id || message.sender.id === parlor.me.value?.id) return;
        const body = plainText(message);
        const sentence =
          message.type === "system"
            ? body
            : text().messages.sentence(message.sender.name, clockTime(message.created_at), body, null);
        said.value = [...said.value.slice(1 - kept), { id: message.id, sentence }];
      }),
    [parlor, view],
  );

  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-relevant="additions" aria-label={text().messages.incoming}>
      {said.value.map(({ id, sentence }) => (
        <p key={id}>{sentence}</p>
      ))}
    </div>
  );
}
