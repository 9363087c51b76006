import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { useParlor } from "../../parlor-context.ts";
import { clockTime } from "../../text/dates.ts";
import { text } from "../../text/text.ts";
import { NoticeBatch } from "../rooms/notice-batch.ts";
import { plainText, senderName } from "./message-text.ts";

const kept = 12;

/**
 * What screen readers are told: each message of others as one sentence when it arrives live, comings and goings gathered into
 * one; never history, never one's own.
 */
export function Announcer({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const said = useSignal<readonly { id: number; sentence: string }[]>([]);

  useEffect(() => {
    let count = 0;
    const say = (sentence: string) => {
      said.value = [...said.value.slice(1 - kept), { id: ++count, sentence }];
    };
    const notices = new NoticeBatch(say);
    const stop = parlor.on("message.created", (message) => {
      const self = parlor.self.value?.id;
      if (message.conversation !== view.id || message.sender.id === self) return;
      if (message.type === "system") {
        if (message.body.notice.subject?.id !== self && !notices.take(message)) say(plainText(message));
        return;
      }
      say(text().messages.sentence(senderName(message.sender), clockTime(message.created_at), plainText(message), null));
    });
    // Of an account that is deleted nothing is left to be read here either.
    const stopForgetting = parlor.on("messages.purged", ({ conversation }) => {
      if (conversation !== view.id) return;
      notices.clear();
      said.value = [];
    });
    return () => {
      stop();
      stopForgetting();
      notices[Symbol.dispose]();
    };
  }, [parlor, view]);

  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-relevant="additions" aria-label={text().messages.incoming}>
      {said.value.map(({ id, sentence }) => (
        <p key={id}>{sentence}</p>
      ))}
    </div>
  );
}
