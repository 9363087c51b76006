import { useSignal } from "@preact/signals";
import type { ConversationView } from "#client/parlor.ts";
import type { Member } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { showToast } from "../../ui/toasts.ts";
import "./rooms.css";

interface MemberDialogProps {
  view: ConversationView;
  member: Member;
  action: "hand_over" | "kick" | "ban";
  onClose: () => void;
}

/** Asks before somebody is taken out or given the room, and says what then happens. */
export function MemberDialog({ view, member, action, onClose }: MemberDialogProps) {
  const parlor = useParlor();
  const address = useSignal(false);
  const words = text().rooms;
  const { id: person, name } = member.person;
  const target = { conversation: view.id, person };

  if (action === "hand_over") {
    return (
      <ConfirmDialog
        title={words.hand_over_title(name)}
        confirm={words.hand_over}
        run={() => parlor.call("room.set_role", { ...target, role: "owner" })}
        onDone={() => showToast(words.role_changed.owner(name))}
        onClose={onClose}
      >
        <p>{words.hand_over_text(name)}</p>
      </ConfirmDialog>
    );
  }
  if (action === "kick") {
    return (
      <ConfirmDialog
        title={words.kick_title(name)}
        confirm={words.kick_confirm(name)}
        danger
        run={() => parlor.call("room.kick", target)}
        onDone={() => showToast(words.kicked(name))}
        onClose={onClose}
      >
        <p>{words.kick_text(name)}</p>
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      title={words.ban_title(name)}
      confirm={words.ban_confirm(name)}
      danger
      run={() => parlor.call("room.ban", { ...target, address: address.value })}
      onDone={() => showToast(words.banned(name))}
      onClose={onClose}
    >
      <p>{words.ban_text(name)}</p>
      <label class="check-row">
        <input type="checkbox" checked={address.value} onChange={(event) => (address.value = event.currentTarget.checked)} />
        <span>
          {words.ban_address}
          <small>{words.ban_address_hint}</small>
        </span>
      </label>
    </ConfirmDialog>
  );
}
