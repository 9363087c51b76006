import { ArrowLeft, Eye, Lock, UserPlus, Users } from "lucide";
import type { ConversationView } from "#client/parlor.ts";
import { goBack, navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { CodeChip } from "../rooms/CodeChip.tsx";
import { openRoomDialog } from "../rooms/room-dialogs.ts";
import "./ConversationHeader.css";

/** Who or what this is, in words who can read it, and how many are here. */
export function ConversationHeader({ view }: { view: ConversationView }) {
  const { id, name, kind, room, encrypted, online_count, member_count } = view.summary.value;
  const words = text().conversation;
  const people = route.value.kind === "conversation" && route.value.panel !== null;
  const { session_readers: full, session_short: short } = text().rooms;
  const readers = room?.retention === "session" ? { full, short } : words.who_can_read[kind];

  const togglePeople = () => {
    if (people) goBack({ kind: "conversation", id, panel: null });
    else navigate({ kind: "conversation", id, panel: "people" });
  };

  return (
    <header class="conversation-header">
      <span class="only-narrow">
        <IconButton icon={ArrowLeft} directional label={words.back_to_list} onClick={() => goBack({ kind: "home" })} />
      </span>
      <div class="conversation-title">
        <h1 class="own-direction" dir="auto">
          {name}
        </h1>
        <p title={readers.full}>
          <Icon icon={encrypted ? Lock : Eye} size={14} />
          <span class="only-wide">{readers.full}</span>
          <span class="only-narrow">{readers.short}</span>
        </p>
      </div>
      {room && (
        <>
          <CodeChip room={room} />
          <span class="only-wide">
            <IconButton
              icon={UserPlus}
              label={text().rooms.invite}
              onClick={() => openRoomDialog({ kind: "invite", conversation: id })}
            />
          </span>
        </>
      )}
      <button
        type="button"
        class="people-button"
        aria-expanded={people}
        aria-label={words.show_people(online_count, member_count)}
        title={words.show_people(online_count, member_count)}
        onClick={togglePeople}
      >
        <Icon icon={Users} />
        <span class="only-wide">{words.online(online_count)}</span>
        <span class="only-narrow">{online_count}</span>
      </button>
    </header>
  );
}
