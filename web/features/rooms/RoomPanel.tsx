import { useSignal } from "@preact/signals";
import { DoorOpen, Trash2, UserPlus } from "lucide";
import type { ConversationView } from "#client/parlor.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { CodeChip } from "./CodeChip.tsx";
import { DeleteRoomDialog } from "./DeleteRoomDialog.tsx";
import { Panel } from "./Panel.tsx";
import { RoomOrder } from "./RoomOrder.tsx";
import { RoomSettings } from "./RoomSettings.tsx";
import "./rooms.css";
import { openRoomDialog } from "./room-dialogs.ts";
import "./RoomPanel.css";

/** The room itself: how others get in, what holds in it, and, by role, what can be changed. */
export function RoomPanel({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const deleting = useSignal(false);
  const { id, name, room, role } = view.summary.value;
  const words = text().rooms;
  if (!room) return null;
  const isGuest = parlor.guest.value !== null;
  const keepsOrder = !isGuest && role !== "member";
  const owns = !isGuest && role === "owner";

  return (
    <Panel view={view} current="room">
      <section class="room-part">
        <h2 class="room-name own-direction" dir="auto">
          {name}
        </h2>
        {room.description && (
          <p class="room-description" dir="auto">
            {room.description}
          </p>
        )}
        <div class="room-invite">
          <CodeChip room={room} />
          <Button onClick={() => openRoomDialog({ kind: "invite", conversation: id })}>
            <Icon icon={UserPlus} size={18} />
            {words.invite}
          </Button>
        </div>
      </section>

      <section class="room-part">
        <h3>{words.about}</h3>
        <ul class="room-facts">
          <li>{text().conversation.who_can_read.room.full}.</li>
          <li>{words.fact_retention[room.retention]}</li>
          <li>{words.fact_history[room.history_from]}</li>
          <li>{room.guests ? words.fact_guests.yes : words.fact_guests.no}</li>
          {room.has_password && <li>{words.fact_password}</li>}
          {room.locked && <li class="room-fact-amber">{words.fact_locked}</li>}
          {room.slow_mode_s > 0 && <li>{words.slow_mode(room.slow_mode_s)}</li>}
          {room.listed && <li>{words.fact_listed}</li>}
        </ul>
      </section>

      {isGuest && role === "owner" && (
        <section class="room-part room-note">
          <p>{words.owner_needs_account}</p>
          <Button onClick={() => openRoomDialog({ kind: "upgrade" })}>{words.make_account}</Button>
        </section>
      )}
      {keepsOrder && <RoomOrder view={view} />}
      {owns && <RoomSettings view={view} />}

      <section class="room-part room-exits">
        <Button onClick={() => openRoomDialog({ kind: "leave", conversation: id })}>
          <Icon icon={DoorOpen} size={18} />
          {words.leave}
        </Button>
        {owns && (
          <Button look="danger" onClick={() => (deleting.value = true)}>
            <Icon icon={Trash2} size={18} />
            {words.delete}
          </Button>
        )}
      </section>
      {deleting.value && <DeleteRoomDialog view={view} onClose={() => (deleting.value = false)} />}
    </Panel>
  );
}
