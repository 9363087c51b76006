import type { ConversationView } from "#client/parlor.ts";
import { SlowModeNote } from "../rooms/SlowModeNote.tsx";
import { Composer } from "./Composer.tsx";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { ConversationHeader } from "./ConversationHeader.tsx";
import { MessageList } from "./MessageList.tsx";
import { TypingLine } from "./TypingLine.tsx";
import "./ConversationPane.css";

/** One open conversation: who can read it, what was said, and where to write. */
export function ConversationPane({ view }: { view: ConversationView }) {
  return (
    <section class="conversation-pane" aria-label={view.summary.value.name}>
      <ConversationHeader view={view} />
      <ConnectionBanner />
      <MessageList view={view} />
      <TypingLine view={view} />
      <SlowModeNote view={view} />
      <Composer view={view} />
    </section>
  );
}
