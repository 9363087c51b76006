import { useSignal } from "@preact/signals";
import { Ban, Crown, EllipsisVertical, Shield, ShieldOff, UserMinus } from "lucide";
import type { ConversationView } from "#client/parlor.ts";
import type { Member } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Menu } from "../../ui/Menu.tsx";
import { showToast } from "../../ui/toasts.ts";
import { MemberDialog } from "./MemberDialog.tsx";
import { actionsOn, type MemberAction } from "./member-actions.ts";

const icons = { make_moderator: Shield, make_member: ShieldOff, hand_over: Crown, kick: UserMinus, ban: Ban };

/** What the person at this device may do with a member; nothing at all for most. */
export function MemberMenu({ view, member }: { view: ConversationView; member: Member }) {
  const parlor = useParlor();
  const confirming = useSignal<Exclude<MemberAction, "make_moderator" | "make_member"> | null>(null);
  const words = text().rooms;
  const { id, name } = member.person;
  const actions = actionsOn(member, { self: parlor.self.value, role: view.summary.value.role });
  if (actions.length === 0) return null;

  const setRole = async (role: "moderator" | "member") => {
    const changed = await parlor.call("room.set_role", { conversation: view.id, person: id, role });
    showToast(changed.ok ? words.role_changed[role](name) : problemText(changed.problem));
  };

  const run = (action: MemberAction) => {
    if (action === "make_moderator") void setRole("moderator");
    else if (action === "make_member") void setRole("member");
    else confirming.value = action;
  };

  return (
    <>
      <Menu
        icon={EllipsisVertical}
        label={words.member_menu(name)}
        items={actions.map((action) => ({
          icon: icons[action],
          label: words[action],
          danger: action === "kick" || action === "ban",
          run: () => run(action),
        }))}
      />
      {confirming.value && (
        <MemberDialog view={view} member={member} action={confirming.value} onClose={() => (confirming.value = null)} />
      )}
    </>
  );
}
