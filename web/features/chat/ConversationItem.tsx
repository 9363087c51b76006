import { DoorOpen, Hash, Users } from "lucide";
import type { ComponentChildren } from "preact";
import type { Conversation, ConversationKind } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { Link } from "../../router/Link.tsx";
import { clockTime, shortTime } from "../../text/dates.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { plainText, senderName } from "./message-text.ts";

interface ConversationItemProps {
  conversation: Conversation;
  current: boolean;
}

const icons = { lobby: DoorOpen, room: Hash, group: Users, direct: Users } satisfies Record<ConversationKind, unknown>;
const countMax = 999;

/** A conversation in the list: name and time, last line or draft, and how much is unread. */
export function ConversationItem({ conversation, current }: ConversationItemProps) {
  const { id, kind, name, unread, last_message } = conversation;
  const words = text().sidebar;
  return (
    <Link class={unread > 0 ? "item item-unread" : "item"} to={{ kind: "conversation", id, panel: null }} current={current}>
      <span class="item-icon">
        <Icon icon={icons[kind]} size={22} />
      </span>
      <span class="item-name own-direction" dir="auto">
        {name}
      </span>
      {last_message && (
        <time
          class="item-time"
          dateTime={new Date(last_message.created_at).toISOString()}
          title={clockTime(last_message.created_at)}
        >
          {shortTime(last_message.created_at)}
        </time>
      )}
      <span class="item-last">
        <LastLine conversation={conversation} current={current} />
      </span>
      {unread > 0 && (
        <span class="item-count">
          <span aria-hidden="true">{unread > countMax ? words.too_many(countMax) : unread}</span>
          <span class="visually-hidden">{words.unread(unread)}</span>
        </span>
      )}
    </Link>
  );
}

function LastLine({ conversation, current }: ConversationItemProps) {
  const parlor = useParlor();
  const words = text().sidebar;
  const draft = parlor.conversation(conversation.id)?.draft.value.trim() ?? "";
  if (draft !== "" && !current) return <Line lead={<span class="item-draft">{words.draft}</span>} line={draft} />;
  const message = conversation.last_message;
  if (!message) return <>{words.no_messages}</>;
  const line = plainText(message);
  if (message.type === "system" || message.deleted_at !== null) return <Line line={line} />;
  const isOwn = message.sender.id === parlor.self.value?.id;
  return <Line lead={isOwn ? words.own : words.by(senderName(message.sender))} line={line} />;
}

/** Who and what stand apart, so that each begins where its own script begins, and what is cut off is the end of it. */
function Line({ lead, line }: { lead?: ComponentChildren; line: string }) {
  return (
    <>
      {lead !== undefined && <bdi class="item-lead">{lead} </bdi>}
      <span class="item-words own-direction" dir="auto">
        {line.slice(0, 160)}
      </span>
    </>
  );
}
